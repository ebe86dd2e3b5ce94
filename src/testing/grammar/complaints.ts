/** A parameter that is not there. */
export function missing(place: string): string {
  return `${place}: Missing required parameter: '${place}'.`;
}

/** One that there is no use for. */
export function unknownParameter(place: string): string {
  return `${place}: Unknown parameter: '${place}'.`;
}

/** A value of another type than is wanted. */
export function wrongType(place: string, wanted: string, value: unknown): string {
  return `${place}: Invalid type for '${place}': expected ${wanted}, but got ${typeName(value)} instead.`;
}

/** A value that is none of those there are. */
export function wrongValue(place: string, value: unknown, known: readonly string[]): string {
  const list = known.map((one) => `'${one}'`).join(', ');
  return `${place}: Invalid value: '${named(value)}'. Supported values are: ${list}.`;
}

/** A value as a complaint names it: an object by its kind alone, since not every one can be made a text. */
export function named(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : typeName(value);
}

/** What is wrong with a text that may be neither empty nor longer than this. */
export function textFlaws(text: unknown, place: string, most: number): string[] {
  if (text === undefined) return [missing(place)];
  if (typeof text !== 'string') return [wrongType(place, 'a string', text)];
  const invalid = `${place}: Invalid '${place}'`;
  if (text === '') {
    return [`${invalid}: empty string. Expected a string with minimum length 1, but got an empty string instead.`];
  }
  if (text.length <= most) return [];
  return [
    `${invalid}: string too long. Expected a string with maximum length ${most}, but got a string with length ${text.length} instead.`,
  ];
}

/** What is wrong with a name: of a tool, or of whoever speaks. */
export function nameFlaws(name: unknown, place: string): string[] {
  const flaws = textFlaws(name, place, LONGEST_NAME);
  if (flaws.length > 0 || (typeof name === 'string' && /^[a-zA-Z0-9_-]+$/.test(name))) return flaws;
  return [
    `${place}: Invalid '${place}': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.`,
  ];
}

/** What is wrong with a list that may be neither empty nor longer than this. */
export function listFlaws(list: unknown, place: string, most: number): string[] {
  if (!Array.isArray(list)) return [wrongType(place, 'an array of objects', list)];
  const invalid = `${place}: Invalid '${place}'`;
  if (list.length === 0) {
    return [`${invalid}: empty array. Expected an array with minimum length 1, but got an empty array instead.`];
  }
  if (list.length <= most) return [];
  return [
    `${invalid}: array too long. Expected an array with maximum length ${most}, but got an array with length ${list.length} instead.`,
  ];
}

const LONGEST_NAME = 64;

function typeName(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'an integer' : 'a decimal';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
