import { isRecord } from '../../shape.ts';
import { parseJson } from '../../to-json.ts';
import { listFlaws, missing, nameFlaws, textFlaws, wrongType, wrongValue } from './complaints.ts';

const LONGEST_ID = 40;
const MOST_CALLS = 128;

/** What is wrong with the list of calls of an assistant message, each for itself; `place` is where the list stands. */
export function callsFlaws(calls: unknown, place: string): string[] {
  const each: unknown[] = Array.isArray(calls) ? calls : [];
  return [...listFlaws(calls, place, MOST_CALLS), ...each.flatMap((call, nth) => callFlaws(call, `${place}[${nth}]`))];
}

function callFlaws(call: unknown, place: string): string[] {
  if (!isRecord(call)) return [wrongType(place, 'an object', call)];
  const body = isOurs(call) ? ourFlaws(call, place) : wireFlaws(call, place);
  return [...textFlaws(call['id'], `${place}.id`, LONGEST_ID), ...body];
}

/** A call of ours has name and arguments in itself; OpenAI's has them in a `function`, the arguments as a text. */
export function isOurs({ function: asked, type }: Record<string, unknown>): boolean {
  return asked === undefined && type !== 'function';
}

function ourFlaws({ name, args }: Record<string, unknown>, place: string): string[] {
  return [
    ...(name === undefined ? [] : nameFlaws(name, `${place}.name`)),
    ...(args === undefined || isRecord(args) ? [] : [wrongType(`${place}.args`, 'an object', args)]),
  ];
}

function wireFlaws({ type, function: asked }: Record<string, unknown>, place: string): string[] {
  const kind = kindFlaws(type, `${place}.type`);
  if (asked === undefined) return [...kind, missing(`${place}.function`)];
  if (!isRecord(asked)) return [...kind, wrongType(`${place}.function`, 'an object', asked)];
  return [
    ...kind,
    ...nameFlaws(asked['name'], `${place}.function.name`),
    ...argumentsFlaws(asked['arguments'], `${place}.function.arguments`),
  ];
}

/** What is wrong with the type of a call or a tool: there is one only. */
export function kindFlaws(type: unknown, place: string): string[] {
  if (type === undefined) return [missing(place)];
  return type === 'function' ? [] : [wrongValue(place, type, ['function'])];
}

function argumentsFlaws(text: unknown, place: string): string[] {
  if (text === undefined) return [missing(place)];
  if (typeof text !== 'string') return [wrongType(place, 'a string', text)];
  return isObjectText(text) ? [] : [`${place}: arguments must be a valid JSON object string.`];
}

function isObjectText(text: string): boolean {
  try {
    return isRecord(parseJson(text));
  } catch {
    return false;
  }
}
