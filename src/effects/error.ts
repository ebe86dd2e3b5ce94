import { isObject } from '../shape.ts';

/** What an error says. Tools throw anything, things that can't be put into words too: this never throws. */
export function messageOf(error: unknown): string {
  try {
    return String(error instanceof Error ? error.message : error);
  } catch {
    return 'an error that cannot be put into words';
  }
}

/** What kind of error it is, in brackets behind a space, for logs; empty where there is no name for it. */
export function kindOf(error: unknown): string {
  const name = kindName(error);
  return name === undefined ? '' : ` (${name})`;
}

/**
 * The code of an error, or its class; undefined where there is no such name. What it says is not in it: stores quote keys
 * and values, models whole requests, and both quote users.
 */
export function kindName(error: unknown): string | undefined {
  if (!isObject(error)) return undefined;
  const [code, name, severity] = ['code', 'name', 'severity'].map((field) => valueOf(error, field));
  const isOfPostgres = typeof severity === 'string';
  const kind = [code, name, classOf(error)].find((one) => isWord(one) || (isOfPostgres && isSqlState(one)));
  return typeof kind === 'string' ? kind : undefined;
}

/** Its class, for one that took no name of its own. An error's own fields may be a user's; the class never is. */
function classOf(error: object): unknown {
  try {
    return error instanceof Error ? Reflect.get(Reflect.get(Object.getPrototypeOf(error), 'constructor'), 'name') : '';
  } catch {
    return undefined;
  }
}

function isWord(name: unknown): boolean {
  return typeof name === 'string' && name !== 'Error' && /^[A-Za-z]\w{1,39}$/.test(name);
}

/** Five digits may be somebody's: only from a database are they a code. */
function isSqlState(code: unknown): boolean {
  return typeof code === 'string' && /^[\dA-Z]{5}$/.test(code);
}

function valueOf(error: object, name: string): unknown {
  try {
    return Reflect.get(error, name);
  } catch {
    return undefined;
  }
}
