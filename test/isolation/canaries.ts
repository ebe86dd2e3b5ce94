import { inspect } from 'node:util';

/** Something that belongs to one conversation and to no other, and says so in any text. */
export const canary = (owner: number, place: string) => `can${owner}ary-${place}`;

const CANARY = /can(\d+)ary-[a-z]+/g;

/** The canaries in a text, each once. */
export function canariesIn(text: string): string[] {
  return [...new Set(text.match(CANARY))];
}

/** Whose canaries stand in a value, however deep, each owner once. */
export function ownersIn(value: unknown): number[] {
  const text = typeof value === 'string' ? value : allOf(value);
  return [...new Set([...text.matchAll(CANARY)].map(([, owner]) => Number(owner)))];
}

/** All that can be read of a value, JSON or not. */
export function allOf(value: unknown): string {
  return inspect(value, { depth: 30, maxArrayLength: null, maxStringLength: null });
}
