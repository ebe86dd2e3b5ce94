import fc from 'fast-check';
import type { Json } from 'meanwhile';

const texts = [
  '',
  ' ',
  '\0',
  '\u2028',
  '\ud800',
  '\udfff \ud83d',
  '😀',
  ':',
  '::',
  ':base64:aGk=',
  ':bigint:1',
  'null',
  '"',
  '\\',
];

/** Half surrogate pairs among them. */
const text = fc.oneof(
  fc.constantFrom(...texts),
  fc.string(),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 6 }).map((units) => String.fromCharCode(...units)),
);
const names = ['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'value', 'expires', '0', '10'];

/**
 * JSON.parse of Node 26.10 (V8 14.6) compares a name with the one that another object had in the same place as it is
 * escaped: `JSON.parse('{"a":1,"b\\\\":1}'); JSON.parse('{"a":1,"b\\n":1}')`. So no name that is written has a backslash.
 */
export const isReadRight = (name: string) => !name.includes('\\');
const name = fc.oneof(text, fc.constantFrom(...names)).filter(isReadRight);
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0); // no -0: JSON has none

/** Any JSON there is. */
export const anyJson: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.oneof(number, fc.maxSafeInteger()),
    fc.constantFrom(null, true, false),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(name, tie('value'), { maxKeys: 5 }),
  ),
})).value;

/** Lists in lists, and objects in objects, so many. */
export function deepJson(depth: number): Json {
  let value: Json = 'the bottom';
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { value };
  return value;
}
