import Keyv from 'keyv';
import { createConversationMachine, DEFAULT_PHRASES } from 'meanwhile';
import { expect, test } from 'vitest';
import { scriptedModel, virtualClock } from 'meanwhile/testing';

const model = scriptedModel(() => ({}), virtualClock());
const make = (options: unknown) => () => createConversationMachine(options as never);

test('what is right makes a machine', () => {
  const all = {
    model,
    tools: [],
    chatModel: model,
    instructions: { main: 'Be kind.' },
    phrases: { putOff: 'Later.', ended: { failed: () => 'No.' } },
    store: new Keyv(),
    bounds: { secondaryPatience: 0 },
    limits: { rounds: 1 },
    delivery: 'acknowledged',
    checkIns: { afterMs: 1, most: 1 },
    countTokens: (text: string) => text.length,
    clock: virtualClock(),
  };
  expect(make(all)).not.toThrow();
  expect(make({ model, tools: [], chatModel: undefined, phrases: { putOff: undefined } })).not.toThrow();
  expect(make({ model, tools: [], phrases: DEFAULT_PHRASES })).not.toThrow();
});

test.each<[string, unknown, string]>([
  ['no options', undefined, 'model is undefined; give one of LangChain'],
  ['no model', { tools: [] }, 'model is undefined; give one of LangChain'],
  ['a model that is a name', { model: 'gpt-4o', tools: [] }, "model is 'gpt-4o'; give one of LangChain"],
  [
    'a chat model that is none',
    { model, tools: [], chatModel: {} },
    'chatModel is an object of nothing; give one of LangChain',
  ],
  ['no tools', { model }, 'tools is undefined; give a list of LangChain tools'],
  ['a misspelt option', { model, tools: [], bonds: {} }, 'it has no use for bonds; there are model, tools, chatModel'],
  ['a store that is an address', { model, tools: [], store: 'redis://x' }, "store is 'redis://x'; give a Keyv"],
  ['a store that has nothing', { model, tools: [], store: {} }, 'store is an object of nothing; give a Keyv'],
  [
    'a clock without timers',
    { model, tools: [], clock: { now: () => 0 } },
    'give now(), setTimeout() and clearTimeout()',
  ],
  ['limits that are a number', { model, tools: [], limits: 5 }, 'limits is 5; give an object of options'],
  [
    'bounds that are a function',
    { model, tools: [], bounds: () => 5 },
    'bounds is a function; give an object of options',
  ],
  [
    'a counter that is a table',
    { model, tools: [], countTokens: {} },
    'countTokens is an object of nothing; give a function',
  ],
  ['bounds that are null', { model, tools: [], bounds: null }, 'bounds is null; give an object of options'],
  [
    'a misspelt voice',
    { model, tools: [], instructions: { mian: '' } },
    'it has no use for mian; there are main, chat',
  ],
  ['instructions that are no text', { model, tools: [], instructions: { main: 5 } }, 'main is 5; give a text'],
  ['a phrase that is no text', { model, tools: [], phrases: { putOff: 5 } }, 'putOff is 5; give a text'],
  [
    'a phrase that is blank',
    { model, tools: [], phrases: { broke: ' ' } },
    "broke is ' '; give a text that is not blank",
  ],
  [
    'a delivery that there is not',
    { model, tools: [], delivery: 'heard' },
    "delivery is 'heard'; give 'emitted' or 'acknowledged'",
  ],
  ['a delivery that is a yes', { model, tools: [], delivery: true }, "delivery is true; give 'emitted' or"],
  ['check-ins that are a yes', { model, tools: [], checkIns: true }, 'checkIns is true; give an object of options'],
  ['a misspelt check-in', { model, tools: [], checkIns: { after: 5 } }, 'it has no use for after; there are afterMs'],
  ['a silence of no time', { model, tools: [], checkIns: { afterMs: 0 } }, 'afterMs is 0; give milliseconds over 0'],
  ['a silence for ever', { model, tools: [], checkIns: { afterMs: Infinity } }, 'afterMs is Infinity; give'],
  ['a pause for ever', { model, tools: [], checkIns: { againAfterMs: 2 ** 31 } }, 'againAfterMs is 2147483648; give'],
  [
    'check-ins without end',
    { model, tools: [], checkIns: { most: Infinity } },
    'most is Infinity; give a whole number',
  ],
  ['no check-in at all', { model, tools: [], checkIns: { most: 0 } }, 'most is 0; give a whole number from 1'],
  ['an ending that is no function', { model, tools: [], phrases: { ended: { failed: 'No.' } } }, 'give a function'],
])('%s is one clear error', (_, options, error) => {
  expect(make(options)).toThrow(error);
});

test.each<[string, object]>([
  ['createConversationMachine', { limits: 5 }],
  ['instructions', { instructions: { main: 5 } }],
  ['checkIns', { checkIns: { most: 0.5 } }],
  ['phrases', { phrases: { putOff: 5 } }],
  ['phrases.ended', { phrases: { ended: { failed: 5 } } }],
])('the error says that it is about %s', (place, options) => {
  expect(make({ model, tools: [], ...options })).toThrow(`The options of ${place} can't be used: `);
});
