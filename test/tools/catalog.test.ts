import { StructuredTool, tool } from '@langchain/core/tools';
import {
  confirm,
  createConversationMachine,
  effect,
  establishes,
  longRunning,
  readOnly,
  requires,
  traits,
  type ConversationTool,
} from 'meanwhile';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { scriptedModel, virtualClock } from 'meanwhile/testing';
import { catalogOf, withoutOurs } from '../../src/tools/catalog.ts';

/** A tool named `paint` with this metadata. */
function painting(metadata: unknown = {}, name = 'paint') {
  return tool(async () => 'painted', {
    name,
    description: 'Paints.',
    schema: z.object({}),
    metadata: metadata as Record<string, unknown>,
  });
}

const long = (options: object) => painting(traits(longRunning(options as { expectedMs: number })));

/** What can't be right, and what is said of it. */
const flaws: [string, unknown, string][] = [
  ['two of one name', [painting(), painting()], 'There are two tools named paint: give each a name of its own.'],
  ["the library's own", [painting({}, 'check_status')], "check_status is the library's own tool: leave yours out."],
  ['no list', undefined, 'tools is undefined; give a list of LangChain tools, [] for none.'],
  ['a single tool', painting(), 'tools is an object of'],
  ['nothing', [undefined], 'tools holds undefined, not a LangChain tool: make tools with tool().'],
  ['null', [null], 'tools holds null, not a LangChain tool: make tools with tool().'],
  ['a function', [async () => 'painted'], 'not a LangChain tool: make tools with tool().'],
  ['an OpenAI definition', [{ type: 'function', function: {} }], 'tools holds an object of type, function, not a'],
  ['a list in the list', [[painting()]], 'not a LangChain tool: make tools with tool().'],
  ['an empty name', [painting({}, '')], "There is a tool named '': name it with letters, digits, _ and -, 64 at most."],
  ['a name of two words', [painting({}, 'paint house')], "There is a tool named 'paint house': name it"],
  ['a name that is too long', [painting({}, 'p'.repeat(65))], 'name it with letters, digits, _ and -, 64 at most.'],
  ['no object of traits', [painting({ meanwhile: 'long' })], "The tool paint can't be used: its traits are no object;"],
  ['a list of traits', [painting({ meanwhile: [readOnly()] })], 'its traits are no object; build them with traits(…).'],
  ['traits in a list', [painting([readOnly()])], 'its metadata is a list; build it with traits(…).'],
  ['null for traits', [painting({ meanwhile: null })], 'its traits are no object; build them with traits(…).'],
  ...Object.entries({
    longRunning: longRunning({ expectedMs: 1 }),
    readOnly: readOnly(),
    requires: requires('verified'),
    effect: effect('none'),
    establishes: establishes(() => ({})),
  }).map(([name, metadata]): [string, unknown, string] => [
    `a bare ${name}`,
    [painting(metadata)],
    `The tool paint can't be used: ${name} stands bare in its metadata, where nobody reads it; build metadata with traits(…).`,
  ]),
  [
    'a trait that is misspelt',
    [painting({ meanwhile: { readonly: true } })],
    'it has no use for readonly; there are longRunning, readOnly,',
  ],
  [
    'an option that is misspelt',
    [long({ expectedMs: 1, timeout: 5 })],
    'it has no use for timeout; there are expectedMs, timeoutMs,',
  ],
  ['an inherited name', [painting({ meanwhile: { toString: true } })], 'it has no use for toString;'],
  ['readOnly: false', [painting({ meanwhile: { readOnly: false } })], 'readOnly is false; give true'],
  [
    'longRunning: true',
    [painting({ meanwhile: { longRunning: true } })],
    'longRunning is true; give an object of options',
  ],
  ['requires nothing', [painting(traits(requires('')))], "requires is ''; give the name of a fact"],
  ['requires a list', [painting({ meanwhile: { requires: ['verified'] } })], 'requires is a list; give the name'],
  ['establishes facts', [painting({ meanwhile: { establishes: { verified: true } } })], 'give a function'],
  ...[undefined, 0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, '10_000', null].flatMap(
    (ms): [string, unknown, string][] => [
      [`expectedMs ${String(ms)}`, [long({ expectedMs: ms })], 'expectedMs is '],
      ...(ms === undefined
        ? []
        : [
            [`timeoutMs ${String(ms)}`, [long({ expectedMs: 1, timeoutMs: ms })], 'timeoutMs is '] satisfies [
              string,
              unknown,
              string,
            ],
          ]),
    ],
  ),
  ...(
    [
      ['retry: 3', 3, 'retry is 3; give an object of options.'],
      ['a retry that is misspelt', { times: 3 }, 'of its retry it has no use for times; there are attempts, firstMs,'],
      ...[0, -1, 1.5, Number.NaN, 101, '3', null].map((attempts) => [
        `${String(attempts)} attempts`,
        { attempts },
        'of its retry attempts is ',
      ]),
      ...[0, -1, 2 ** 31, '5'].map((firstMs) => [
        `a first pause of ${firstMs}`,
        { firstMs },
        'of its retry firstMs is ',
      ]),
      ...[0, 0.5, Number.POSITIVE_INFINITY, '2'].map((factor) => [
        `a factor of ${factor}`,
        { factor },
        'a number from 1.',
      ]),
      ...[0, Number.POSITIVE_INFINITY].map((longestMs) => [
        `a longest pause of ${longestMs}`,
        { longestMs },
        'longestMs is ',
      ]),
      ['a first pause over the longest', { firstMs: 6, longestMs: 5 }, 'firstMs is 6, which is more than longestMs'],
    ] as [string, unknown, string][]
  ).map(([name, retry, message]): [string, unknown, string] => [name, [long({ expectedMs: 1, retry })], message]),
  ['no expectedMs', [long({})], 'expectedMs is undefined; give milliseconds over 0, and no more than 2147483647.'],
  ['a label that is a number', [long({ expectedMs: 1, label: 5 })], 'label is 5; give a text or a function.'],
  [
    'an acknowledgment that is a list',
    [long({ expectedMs: 1, acknowledgment: [] })],
    'acknowledgment is a list; give a text or a function.',
  ],
  ['when: true', [long({ expectedMs: 1, when: true })], 'when is true; give a function.'],
  ['check: null', [long({ expectedMs: 1, check: null })], 'check is null; give a function.'],
  ['announce: a text', [long({ expectedMs: 1, announce: 'Done.' })], "announce is 'Done.'; give a function."],
  [
    'only reads and establishes',
    [
      painting(
        traits(
          readOnly(),
          establishes(() => ({})),
        ),
      ),
    ],
    'it is readOnly(), so it establishes nothing',
  ],
  [
    'is long and establishes',
    [
      painting(
        traits(
          longRunning({ expectedMs: 1 }),
          establishes(() => ({})),
        ),
      ),
    ],
    'it is longRunning(), and only quick tools establish facts',
  ],
  ...([{}, { duplicates: 'allow' }] as const).map((options): [string, unknown, string] => [
    `says what a duplicate is, and allows them: ${JSON.stringify(options)}`,
    [long({ expectedMs: 1, sameBy: 'name', ...options })],
    "its sameBy says what a duplicate is, and duplicates are allowed; add duplicates: 'reject' or 'confirm'",
  ]),
  [
    'a delivery nobody knows',
    [long({ expectedMs: 1, delivery: 'now' as 'interrupt' })],
    "delivery is 'now'; give 'whenIdle', 'interrupt' or 'silent'",
  ],
  [
    'a delivery that is a yes',
    [long({ expectedMs: 1, delivery: true as unknown as 'interrupt' })],
    "delivery is true; give 'whenIdle', 'interrupt' or 'silent'",
  ],
  ['an effect in words', [painting({ meanwhile: { effect: 'none' } })], "effect is 'none'; give an object of options"],
  [
    'an effect of no policy',
    [painting({ meanwhile: { effect: {} } })],
    "policy is undefined; give 'none', 'idempotent', 'reconcile' or 'unsafe'",
  ],
  [
    'an effect nobody knows',
    [painting(traits(effect('safe' as 'none')))],
    "policy is 'safe'; give 'none', 'idempotent', 'reconcile' or 'unsafe'",
  ],
  [
    'an option of an effect nobody knows',
    [painting({ meanwhile: { effect: { policy: 'none', retry: 1 } } })],
    'it has no use for retry; there are policy, reconcile',
  ],
  [
    'reconciles by a text',
    [painting(traits(effect('reconcile', 'ask' as never)))],
    "reconcile is 'ask'; give a function",
  ],
  [
    'reconciles by nothing',
    [painting(traits(effect('reconcile' as 'none')))],
    "effect('reconcile') needs the function that asks its back-end",
  ],
  ...(['none', 'idempotent', 'unsafe'] as const).map((policy): [string, unknown, string] => [
    `is ${policy} and reconciles`,
    [painting(traits(effect(policy as 'reconcile', async () => null)))],
    `effect('${policy}') never asks its back-end; only 'reconcile' takes a function`,
  ]),
  ...(['idempotent', 'unsafe'] as const).map((policy): [string, unknown, string] => [
    `only reads and is ${policy}`,
    [painting(traits(readOnly(), effect(policy)))],
    "it is readOnly(), so its effect is 'none'",
  ]),
  [
    'needs a yes to nothing',
    [
      painting(
        traits(
          effect('none'),
          confirm(() => 'Shall I?'),
        ),
      ),
    ],
    "its effect is 'none', so there is nothing to say yes to",
  ],
];

describe('a definition that cannot be right is one clear error when the machine is made', () => {
  test.each(flaws)('%s', (_, tools, message) => {
    const model = scriptedModel(() => ({}), virtualClock());
    const make = () => createConversationMachine({ model, tools: tools as ConversationTool[] });
    expect(make).toThrow(message);
  });

  test('the error names the tool, and only the first that is wrong', () => {
    const tools = [painting({}, 'fine'), painting({ meanwhile: 1 }, 'bad'), painting({ meanwhile: 1 }, 'worse')];
    expect(() => catalogOf(tools)).toThrow(/^The tool bad can't be used: [^.]+\.$/);
  });
});

describe('what can be right is taken', () => {
  test.each<[string, unknown]>([
    ['no metadata', undefined],
    ['metadata of somebody else', { team: 'painters', version: 3 }],
    ['traits beside it', { team: 'painters', ...traits(readOnly()) }],
    ['no trait at all', traits()],
    ['an effect of each kind', traits(effect('idempotent'))],
    ['what only reads, said twice', traits(readOnly(), effect('none'))],
    ['a back-end to ask', traits(effect('reconcile', async () => null))],
    [
      'what finds out who somebody is, and changes nothing',
      traits(
        effect('none'),
        establishes(() => ({})),
      ),
    ],
    ['a trait that is left open', { meanwhile: { readOnly: true, longRunning: undefined } }],
    ['the longest and the shortest time', traits(longRunning({ expectedMs: 0.5, timeoutMs: 2 ** 31 - 1 }))],
    ['what a duplicate is', traits(longRunning({ expectedMs: 1, duplicates: 'reject', sameBy: 'name' }))],
    ['that duplicates are allowed', traits(longRunning({ expectedMs: 1, duplicates: 'allow' }))],
    [
      'every option',
      traits(
        longRunning({
          expectedMs: 1,
          timeoutMs: 2,
          retry: { attempts: 100, firstMs: 1, factor: 1, longestMs: 2 ** 31 - 1 },
          label: () => 'it',
          acknowledgment: 'Yes.',
          when: () => true,
          check: () => undefined,
          announce: () => 'Done.',
        }),
        readOnly(),
        requires('verified'),
      ),
    ],
  ])('%s', (_, metadata) => {
    expect(catalogOf([painting(metadata)]).main.has('paint')).toBe(true);
  });

  test('a tool of a class, its traits in its metadata', () => {
    class Painting extends StructuredTool {
      name = 'paint';
      description = 'Paints.';
      schema = z.object({});
      override metadata = traits(readOnly());
      async _call() {
        return 'painted';
      }
    }
    expect(catalogOf([new Painting()]).chat.get('paint')?.traits).toEqual({ readOnly: true });
  });
});

describe('A11, U11: the lanes', () => {
  const tools = [
    painting({}, 'plain'),
    painting(traits(requires('verified')), 'protected'),
    painting(traits(readOnly()), 'lookup'),
    painting(traits(readOnly(), requires('verified')), 'protected_lookup'),
    painting(traits(longRunning({ expectedMs: 1 })), 'long'),
    painting(traits(longRunning({ expectedMs: 1, when: () => false }), readOnly()), 'long_lookup'),
    painting(traits(establishes(() => ({}))), 'login'),
  ];

  test('the main operation has all tools, and the library’s own to take off the list what waits', () => {
    const { main } = catalogOf(tools);
    const names = tools.map(({ name }) => name);
    expect([...main.keys()]).toEqual([...names, 'cancel_operation']);
    expect([...withoutOurs(main).keys()]).toEqual(names);
  });

  const ours = ['check_status', 'cancel_operation', 'queue_request'];

  test('the secondary chat has the library’s own tools, and of the others only what is quick and only reads', () => {
    expect([...catalogOf(tools).chat.keys()]).toEqual([...ours, 'lookup', 'protected_lookup']);
  });

  test('with no tools at all the chat has the library’s own', () => {
    const { main, chat } = catalogOf([]);
    expect([[...main.keys()], [...chat.keys()]]).toEqual([['cancel_operation'], ours]);
  });
});
