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
 * JSON.parse of Node 26.10 (V8 14.6) takes any name of one escaped sign for a backslash once it has met an object that
 * has that name in the same place: `JSON.parse('{"\\\\":1}'); JSON.parse('{"\\n":1}')`. So no name is a backslash here.
 */
const name = fc.oneof(text, fc.constantFrom(...names)).filter((one) => one !== '\\');
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
