import { isObject } from './shape.ts';

/** Whether a thing has these methods; what they take and give is for the caller to know. */
export function hasMethods<Name extends string>(
  thing: unknown,
  ...names: Name[]
): thing is Record<Name, (...given: unknown[]) => unknown> {
  if (!isObject(thing)) return false;
  return names.every((name) => typeof Reflect.get(thing, name) === 'function');
}

/** What a thing has under a name; undefined if it is no object. */
export function fieldOf(thing: unknown, name: string): unknown {
  return isObject(thing) ? Reflect.get(thing, name) : undefined;
}
