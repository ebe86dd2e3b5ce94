import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Facts, Json } from '../../machines/json.ts';
import type { Message, ToolCall } from '../../machines/messages.ts';
import type { Mask } from '../../src/messages/secrets.ts';
import { withheld } from '../../src/messages/withheld.ts';

const user = (content: string): Message => ({ role: 'user', content });
const asking = (args: ToolCall['args'], content = ''): Message => ({
  role: 'assistant',
  content,
  tool_calls: [{ id: 'call-1', name: 'look', args }],
});

/** What a model reads of a text. */
const read = (content: string, session: Facts, mask?: Mask) => withheld([user(content)], session, mask)[0]?.content;

/** What a model reads of the arguments of a call. */
function readArgs(args: ToolCall['args'], session: Facts) {
  const [message] = withheld([asking(args)], session);
  return message?.role === 'assistant' ? message.tool_calls?.[0]?.args : undefined;
}

describe('A12: a value of the session is withheld', () => {
  const session = {
    msisdn: '+12125550142',
    account: 12345678,
    verified: true,
    pin: 1234,
    city: 'Malmö',
    customer: { surname: 'Miller', ibans: ['DE44500105175407324931', 'A.B*C+(D)'] },
  };

  test.each([
    ['I am +12125550142.', 'I am [msisdn].'],
    ['account:12345678;', 'account:[account];'],
    ['(12345678) 12345678, 12345678. "12345678"', '([account]) [account], [account]. "[account]"'],
    ['No.12345678', 'No.[account]'],
    [
      "Ms. Miller's, _Miller_ and Smith-Miller",
      "Ms. [customer.surname]'s, _[customer.surname]_ and Smith-[customer.surname]",
    ],
    ['DE44500105175407324931', '[customer.ibans]'],
    ['my A.B*C+(D)!', 'my [customer.ibans]!'],
    ['1,12345678', '1,[account]'],
    ['x12345678 12345678x, 5Miller', 'x[account] [account]x, 5[customer.surname]'],
    ['您的账号是12345678，请记住', '您的账号是[account]，请记住'],
    ['我是Millerです', '我是[customer.surname]です'],
  ])('%s is read as %s', (text, expected) => {
    expect(read(text, session)).toBe(expected);
  });

  test.each([
    ['part of a longer word', 'Millers, KMiller, Mille\u0301r, Miller\u0301'],
    ['part of a longer number', '123456789, 912345678, 12345678.5, 0.12345678, 1.12345678'],
    ['written otherwise', 'miller, MILLER, 2125550142, 12 345 678'],
    ['shorter than six characters', 'Malmö 1234'],
    ['true or false', 'verified true, not false'],
    ['the name of a fact', 'msisdn, account, customer'],
    ['another sign where a pattern would take any', 'A-B*C+(D) AAB*CC(D)'],
  ])('but not what is %s', (_, text) => {
    const messages = [user(text)];
    expect(withheld(messages, session)).toBe(messages);
  });

  test('in every message, and its shape stays', () => {
    const messages: Message[] = [
      { role: 'system', content: 'You talk with Miller.' },
      user('I am Miller.'),
      asking({ who: 'Miller', other: 'Smith' }, 'Miller, one moment.'),
      { role: 'tool', content: 'Miller', tool_call_id: 'call-1', name: 'look', status: 'error' },
      { role: 'assistant', content: 'Hello Smith.' },
    ];
    const seen = withheld(messages, { who: 'Miller' });
    expect(seen).toEqual(JSON.parse(JSON.stringify(messages).replaceAll('Miller', '[who]')));
    expect(seen[4]).toBe(messages[4]);
    expect(Object.keys(seen[4] ?? {})).toEqual(['role', 'content']);
  });

  test('in arguments at any depth, as a number, and in their names', () => {
    const args = { a: [{ b: 'by Miller' }, 12345678, 1, null, true], '+12125550142': { Miller: 12345679 } };
    expect(readArgs(args, session)).toEqual({
      a: [{ b: 'by [customer.surname]' }, '[account]', 1, null, true],
      '[msisdn]': { '[customer.surname]': 12345679 },
    });
  });

  test('the longer of two that begin alike or stand in one another', () => {
    const facts = { zip: '123456', address: 'Long Lane 5, 123456', city: '123456 Lund' };
    expect(read('at Long Lane 5, 123456; 123456 Lund; 123456', facts)).toBe('at [address]; [city]; [zip]');
  });

  test('with blanks around it or not', () => {
    expect(read('I am Miller.', { name: ' Miller\n' })).toBe('I am [name].');
    const messages = [user('a          b')];
    expect(withheld(messages, { blank: '        ' })).toBe(messages);
  });
});

describe('A12: inside of JSON', () => {
  const name = 'O"Brien\\Ü\nJr';
  const session = { name, account: 12345678 };

  test.each([
    ['a text', JSON.stringify({ name }), '{"name":"[name]"}'],
    ['within a text', JSON.stringify([`by ${name}!`]), '["by [name]!"]'],
    ['a name', JSON.stringify({ [name]: 1 }), '{"[name]":1}'],
    ['a number, which becomes a text', '{"a":12345678,"b":[12345678]}', '{"a":"[account]","b":["[account]"]}'],
    ['behind an escape', '{"a":"\\n12345678\\n"}', '{"a":"\\n[account]\\n"}'],
    ['escaped otherwise', '["O\\u0022Brien\\u005c\\u00dc\\u000aJr"]', '["[name]"]'],
    [
      'JSON in JSON',
      JSON.stringify([JSON.stringify({ name: [JSON.stringify(name)] })]),
      '["{\\"name\\":[\\"\\\\\\"[name]\\\\\\"\\"]}"]',
    ],
    ['a text alone', JSON.stringify(name), '"[name]"'],
    ['JSON that was cut off', JSON.stringify({ name, more: 'text' }).slice(0, -3), '{"name":"[name]","more":"tex'],
    ['JSON in words', `Found: ${JSON.stringify({ name })}`, 'Found: {"name":"[name]"}'],
    ['cut off behind an escape', '{"a":"\\n12345678\\n', '{"a":"\\n[account]\\n'],
    ['cut off behind a code', '{"a":"\\u000a12345678', '{"a":"\\u000a[account]'],
  ])('%s', (_, content, expected) => {
    expect(read(content, session)).toBe(expected);
  });

  test('all else stays as it was written', () => {
    const content = '{\n  "id": 12345678901234567890, "x": 1.50, "e": 1E6, "a": 1, "a": "\\u00e9", "who": 12345678\n}';
    expect(read(content, session)).toBe(content.replace('12345678\n', '"[account]"\n'));
    const numbers = '[12345678.5, 123456789]';
    expect(read(numbers, session)).toBe(numbers);
  });

  test('of two values that overlap nothing is left', () => {
    const facts = { street: '12 Canary Street', city: 'Canary Street Northampton' };
    expect(read('at 12 Canary Street Northampton.', facts)).toBe('at [street].');
  });

  test('a value that is written in codes alone', () => {
    expect(read('{"a":"\\u004diller"}', { name: 'Miller' })).toBe('{"a":"[name]"}');
    expect(read('{"a":"x\\/Miller"}', { name: 'x/Miller' })).toBe('{"a":"[name]"}');
  });

  test('words that a mask gives are escaped', () => {
    expect(read('{"a":12345678}', session, () => 'a "quoted"\none')).toBe('{"a":"a \\"quoted\\"\\none"}');
  });
});

describe('a mask', () => {
  const session = { account: 'account 12345678', contact: { email: 'jo@example.com', phone: 12345678 } };

  test('is told the fact and the value, and gives what is read instead', () => {
    const asked: [string, string | number][] = [];
    const mask: Mask = (fact, value) => {
      asked.push([fact, value]);
      return `<${fact}>`;
    };
    expect(read('jo@example.com, 12345678, 12345678', session, mask)).toBe(
      '<contact.email>, <contact.phone>, <contact.phone>',
    );
    expect(asked).toEqual([
      ['contact.email', 'jo@example.com'],
      ['contact.phone', 12345678],
    ]);
  });

  test('may let a value be read, and what stands in it is withheld all the same', () => {
    const showAccount: Mask = (fact) => (fact === 'account' ? undefined : '…');
    expect(read('account 12345678, jo@example.com', session, showAccount)).toBe('account …, …');
    const messages = [user('jo@example.com'), asking({ phone: 12345678 }), user('{"a":"\\n12345678"}')];
    expect(withheld(messages, session, () => undefined)).toBe(messages);
  });

  test('lets a value be read only if each fact that holds it may be', () => {
    const facts = { a: 'Miller', b: 'Miller', c: ['Miller'] };
    expect(read('Miller', facts, (fact) => (fact === 'b' ? 'M.' : undefined))).toBe('M.');
    expect(read('Miller', facts, () => undefined)).toBe('Miller');
    expect(read('Miller', facts)).toBe('[a]');
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
    ['gives no text', () => 5],
    ['gives a promise', async () => undefined],
    ['gives null', () => null],
    ['gives nothing to read', () => ' '],
  ])('that %s is taken for none', (_, mask) => {
    expect(read('jo@example.com', session, mask as unknown as Mask)).toBe('[contact.email]');
  });
});

/** Values of every kind: with signs of patterns and of JSON, of other scripts, one in the other. */
const FACTS = {
  msisdn: '+12125550142',
  account: 12345678,
  balance: -1234.5,
  name: 'O"Brien\\\nJr',
  pattern: 'a.b*c+[d]$',
  town: { zip: '654321', line: 'Gata 5, 654321', list: ['Ülkü😀é', '日本語日本語'] },
  verified: true,
  short: 'Jo',
};
const VALUES: [string, string][] = [
  ['msisdn', '+12125550142'],
  ['account', '12345678'],
  ['balance', '-1234.5'],
  ['name', 'O"Brien\\\nJr'],
  ['pattern', 'a.b*c+[d]$'],
  ['town.line', 'Gata 5, 654321'],
  ['town.zip', '654321'],
  ['town.list', 'Ülkü😀é'],
  ['town.list', '日本語日本語'],
];

const word = fc.constantFrom(
  'a',
  'Bill',
  '5',
  '0.5',
  '"',
  '\\',
  '\n',
  ', ',
  ' ',
  ' ',
  '.',
  '(',
  '{',
  ']',
  'é',
  '😀',
  '\\n',
);
const value = fc.constantFrom(...VALUES.map(([, text]) => text));
const prose = fc.array(fc.oneof(word, value), { maxLength: 8 }).map((parts) => parts.join(''));
const { json } = fc.letrec<{ json: Json; object: { [name: string]: Json } }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    prose,
    fc.constantFrom(null, true, 5, 12345678, -1234.5, 12345678.5),
    fc.array(tie('json'), { maxLength: 3 }),
    tie('object'),
    tie('json').map((inner) => JSON.stringify(inner)),
  ),
  object: fc.dictionary(prose, tie('json'), { maxKeys: 3 }),
}));
const object = fc.dictionary(prose, json, { maxKeys: 3 });
const content = fc.oneof(
  prose,
  json.map((inner) => JSON.stringify(inner)),
);
const message: fc.Arbitrary<Message> = fc.oneof(
  fc.record({ role: fc.constantFrom('system', 'user'), content }),
  fc.record({
    role: fc.constant('assistant' as const),
    content,
    tool_calls: fc.array(fc.record({ id: fc.constant('12345678'), name: fc.constant('Gata'), args: object })),
  }),
  fc.record({ role: fc.constant('tool' as const), content, tool_call_id: fc.constant('654321'), name: word }),
);
const conversation = fc.array(message, { maxLength: 4 });
const runs = { numRuns: 2000 };

/** All texts a model can read in a value: its own, and those inside of it where it is JSON. */
function textsIn(given: Json): string[] {
  if (typeof given === 'string') return [given, ...(isContainer(given) ? textsIn(JSON.parse(given)) : [])];
  if (typeof given !== 'object' || given === null) return [String(given)];
  return Object.entries(given).flatMap(([name, inner]) => [
    ...(Array.isArray(given) ? [] : textsIn(name)),
    ...textsIn(inner),
  ]);
}

function isContainer(text: string): boolean {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'string' || (typeof parsed === 'object' && parsed !== null);
  } catch {
    return false;
  }
}

const isInWord = (sign: string | undefined) => sign !== undefined && /[\p{L}\p{M}\p{N}]/u.test(sign);

/** Found in another way than the code does: by looking at the signs on both sides of each place. */
function isThere(text: string, secret: string): boolean {
  for (let at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1)) {
    const before = Array.from(text.slice(Math.max(0, at - 4), at));
    const after = Array.from(text.slice(at + secret.length, at + secret.length + 4));
    const [first, last] = [Array.from(secret).at(0), Array.from(secret).at(-1)];
    const isOfLonger = /^\d/.test(secret) && before.at(-1) === '.' && /\d/.test(before.at(-2) ?? '');
    const isOfFraction = /\d$/.test(secret) && after[0] === '.' && /\d/.test(after[1] ?? '');
    const isInside = (isInWord(first) && isInWord(before.at(-1))) || (isInWord(last) && isInWord(after[0]));
    if (!isInside && !isOfLonger && !isOfFraction) return true;
  }
  return false;
}

const textsOf = (messages: Message[]) =>
  messages.flatMap((one) => [
    ...textsIn(one.content),
    ...(one.role === 'assistant' ? (one.tool_calls ?? []).flatMap(({ args }) => textsIn(args)) : []),
  ]);

test('A12: no value is left anywhere, whatever the messages are', () => {
  fc.assert(
    fc.property(conversation, (messages) => {
      const texts = textsOf(withheld(messages, FACTS));
      expect(texts.filter((text) => VALUES.some(([, secret]) => isThere(text, secret)))).toEqual([]);
    }),
    runs,
  );
});

test('A12: the very messages are given back when no value is there, and so they are a second time', () => {
  fc.assert(
    fc.property(conversation, (messages) => {
      const hasNone = textsOf(messages).every((text) => VALUES.every(([, secret]) => !text.includes(secret)));
      const once = withheld(messages, FACTS);
      if (hasNone) expect(once).toBe(messages);
      expect(withheld(once, FACTS)).toBe(once);
    }),
    runs,
  );
});

/** Whether a value is as it was but for the facts. What was JSON is compared by what it says. */
function isSame(seen: Json, was: Json): boolean {
  if (typeof was === 'number') return back(typeof seen === 'string' ? seen : JSON.stringify(seen)) === String(was);
  if (typeof was === 'string') {
    if (typeof seen !== 'string') return false;
    return isContainer(was) ? isContainer(seen) && isSame(JSON.parse(seen), JSON.parse(was)) : back(seen) === was;
  }
  if (typeof was !== 'object' || was === null) return seen === was;
  if (typeof seen !== 'object' || seen === null || Array.isArray(seen) !== Array.isArray(was)) return false;
  // JavaScript puts names that are numbers first
  const [now, before] = [seen, was].map((one) =>
    Object.entries(one).toSorted(([a], [b]) => (back(a) < back(b) ? -1 : 1)),
  ) as [Entries, Entries];
  return (
    now.length === before.length &&
    before.every(([name, inner], index) => {
      const [nameNow = '', innerNow = null] = now[index] ?? [];
      return isSame(nameNow, name) && isSame(innerNow, inner);
    })
  );
}

type Entries = [string, Json][];

const back = (text: string) => VALUES.reduce((all, [fact, secret]) => all.replaceAll(`[${fact}]`, secret), text);

test('A12: ids, roles, names, order and all other words stay', () => {
  // a list of values has one name for all: what stood there could not be told
  const facts = { ...FACTS, town: { ...FACTS.town, list: [] } };
  const shapeOf = (message: Message) =>
    JSON.stringify(message, (name, inner) => (['content', 'args'].includes(name) ? '' : inner));
  const partsOf = (message: Message): Json[] => [
    message.content,
    ...(message.role === 'assistant' ? (message.tool_calls ?? []).map(({ args }) => args) : []),
  ];
  fc.assert(
    fc.property(conversation, (messages) => {
      const seen = withheld(messages, facts);
      expect(seen.map(shapeOf)).toEqual(messages.map(shapeOf));
      const parts = messages.flatMap(partsOf);
      expect(seen.flatMap(partsOf).filter((part, index) => !isSame(part, parts[index] ?? null))).toEqual([]);
    }),
    runs,
  );
});

test('any facts and any messages: nothing is thrown', () => {
  const anyFacts = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>, { maxKeys: 5 });
  fc.assert(
    fc.property(anyFacts, fc.array(fc.string({ unit: 'binary' })), (facts, texts) => {
      const all = [...texts, ...Object.values(facts).map((fact) => JSON.stringify(fact))];
      expect(withheld(all.map(user), facts)).toHaveLength(all.length);
    }),
    { numRuns: 30 },
  );
});
