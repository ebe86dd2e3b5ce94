import { isObject } from '../shape.ts';
import { kindName } from '../effects/error.ts';
import { fieldOf } from '../methods.ts';
import { OTHER } from './names.ts';

/** What kind of error it is: its status, code or class, or those of what has caused it. What it says is not in it. */
export function errorType(error: unknown): string {
  if (!isObject(error)) return OTHER;
  const status = fieldOf(error, 'status');
  if (typeof status === 'number') return String(status);
  return kindName(error) ?? errorType(fieldOf(error, 'cause'));
}
