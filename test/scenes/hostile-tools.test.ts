import { tool } from '@langchain/core/tools';
import Keyv from 'keyv';
import {
  DEFAULT_PHRASES,
  longRunning,
  readOnly,
  requires,
  storeKey,
  ToolFailure,
  traits,
  type Traits,
} from 'meanwhile';
import { describe, expect, test } from 'vitest';
import { stage } from 'meanwhile/testing';
import { stageTelco } from '../kit/telco.ts';

const schema = { type: 'object', properties: {} } as const;
const make = (name: string, run: (args: Record<string, unknown>) => unknown, ...marks: Traits[]) =>
  tool(run, { name, description: name, schema, metadata: traits(...marks) });
const long = longRunning({ expectedMs: 1000, label: 'the work' });

const unspeakable: [string, () => unknown][] = [
  ['an object without a prototype', () => Object.create(null)],
  [
    'an object whose text throws',
    () => ({
      toString() {
        throw new Error('no text');
      },
    }),
  ],
  ['an error whose message is no text', () => Object.assign(new Error('x'), { message: { amount: 1n } })],
];

describe('D3: what cannot be put into words is a failure like any other', () => {
  test.each(unspeakable)('thrown by a tool: %s', async (_, thing) => {
    const raise = () => {
      throw thing();
    };
    const scene = stage({
      tools: [make('quick', raise), make('long', raise, long)],
      main: [{ calls: [{ name: 'quick' }] }, { calls: [{ name: 'long' }] }, { text: 'Neither worked.' }],
    });
    await scene.say('Both.');
    expect(scene.replies('announcement').map(({ at, text }) => [at, text])).toEqual([[0, 'Neither worked.']]);
    expect(scene.emitted('operation').at(-1)?.runs).toMatchObject([{ status: 'failed' }]);
  });

  test.each(unspeakable)('thrown by a store: %s', async (_, thing) => {
    let writes = 0;
    const fail = async () => {
      writes += 1;
      throw thing();
    };
    const scene = stageTelco({
      main: [{ calls: [{ name: 'get_billing_summary_tool' }] }, { text: 'It is 45.' }],
      store: { set: fail, delete: fail },
    });
    await scene.say('Draw up my bill.');
    await scene.untilIdle();
    expect(scene.replies('announcement').map(({ text }) => text)).toEqual(['It is 45.']);
    expect(scene.emitted('failure')).toHaveLength(writes);
    expect(writes).toBeGreaterThan(4);
  });

  test('a result that cannot be written down is no failure: the work is done', async () => {
    const strange = () => ({
      toJSON() {
        throw new Error('no JSON');
      },
      toString() {
        throw new Error('no text');
      },
    });
    const scene = stage({
      tools: [make('work', strange, long)],
      main: [{ calls: [{ name: 'work' }] }, { text: 'Done.' }],
    });
    await scene.say('Work.');
    expect(scene.emitted('operation').at(-1)?.runs).toMatchObject([{ status: 'succeeded' }]);
  });
});

describe('A7: a tool that requires a fact', () => {
  test('does not run when the fact is gone by the time it begins', async () => {
    let runs = 0;
    const scene = stage({
      tools: ({ wait }) => {
        const slowly = longRunning({ expectedMs: 1000, check: () => wait(5000).then(() => undefined) });
        return [make('pay', () => (runs += 1), slowly, requires('verified'))];
      },
      main: [{ calls: [{ name: 'pay' }] }, { text: 'You are signed out.' }],
      input: { session: { verified: true } },
    });
    await scene.say('Pay.');
    await scene.at(1000);
    scene.actor.send({ type: 'session.updated', facts: { verified: false } });
    await scene.untilIdle();
    expect(runs).toBe(0);
    expect(scene.models.main.asked[1]?.messages.at(-1)?.content).toBe('{"error":"not_verified"}');
    expect(scene.emitted('operation')).toEqual([]);
  });

  test.each(['constructor', 'toString', '__proto__'])('is not fooled by what every object has: %s', async (fact) => {
    let runs = 0;
    const scene = stage({
      tools: [make('pay', () => (runs += 1), requires(fact))],
      main: [{ calls: [{ name: 'pay' }] }, { text: 'No.' }],
    });
    await scene.say('Pay.');
    expect(runs).toBe(0);
  });
});

describe('C10: a quick tool that may have changed something is not denied', () => {
  const { cancelled, broke, partly, askAgain } = DEFAULT_PHRASES;
  const order = { name: 'order' };
  const look = { name: 'look' };
  const tools = [make('order', () => 'ordered'), make('look', () => 'seen', readOnly())];

  test.each([
    ['order', `${cancelled} ${partly}`],
    ['look', cancelled],
  ])('when the operation is cancelled after %s', async (name, text) => {
    const scene = stage({
      tools,
      main: [{ calls: [name === 'order' ? order : look] }, { text: 'Well.', after: 2000 }],
    });
    await scene.say('Please.');
    await scene.at(500);
    scene.actor.send({ type: 'operation.cancel' });
    await scene.untilIdle();
    expect(scene.replies().map((reply) => reply.text)).toEqual([text]);
  });

  test.each([
    ['order', `${broke} ${partly}`],
    ['look', `${broke} ${askAgain}`],
  ])('when the model fails after %s', async (name, text) => {
    const scene = stage({
      tools,
      main: [{ calls: [name === 'order' ? order : look] }, { error: new Error('overloaded') }],
    });
    await scene.say('Please.');
    expect(scene.replies().map((reply) => reply.text)).toEqual([text]);
  });
});

describe('what a tool or a listener does to what it is given stays with it', () => {
  test('the arguments of a call', async () => {
    const scene = stage({
      tools: [
        make('work', (args) => {
          args['changed'] = args;
          return 'done';
        }),
      ],
      main: [{ calls: [{ name: 'work', args: { house: 'blue' } }] }, { text: 'Done.' }],
    });
    await scene.say('Work.');
    const asked = scene.models.main.asked[1]?.messages.find((message) => 'tool_calls' in message);
    expect(asked && 'tool_calls' in asked && asked.tool_calls[0]?.args).toEqual({ house: 'blue' });
    expect(() => JSON.stringify(scene.actor.getSnapshot().context)).not.toThrow();
  });

  test('an emitted progress', async () => {
    const scene = stageTelco({ main: [{ calls: [{ name: 'get_billing_summary_tool' }] }, { text: 'It is 45.' }] });
    scene.actor.on('progress', ({ run }) => {
      run.percent = 1000;
    });
    await scene.say('Draw up my bill.');
    await scene.at(2000);
    expect(scene.actor.getSnapshot().context.operation?.runs).toMatchObject([{ percent: 33 }]);
  });
});

test('a tool that never ends leaves no listener on the conversation', async () => {
  async function* hang() {
    yield { percent: 1 };
    await new Promise(() => {});
  }
  const scene = stage({
    tools: [make('hang', hang, readOnly()), make('hang_long', hang, long)],
    main: (_, count) => (count % 2 ? { text: 'Well.' } : { calls: [{ name: count % 4 ? 'hang' : 'hang_long' }] }),
  });
  const observers = () => (Reflect.get(scene.actor, 'observers') as Set<unknown>).size;
  await scene.say('First.');
  await scene.untilIdle();
  const before = observers();
  for (let turn = 0; turn < 6; turn += 1) {
    await scene.say('Again.');
    await scene.untilIdle(3_600_000);
  }
  expect(observers()).toBe(before);
});

test('a write that was given up and comes through late is overwritten by what is true', async () => {
  const keyv = new Keyv();
  const key = storeKey('customer-1', 'working-tool-status-update');
  let first = true;
  const scene = stageTelco({
    main: [{ calls: [{ name: 'get_billing_summary_tool' }] }, { text: 'It is 45.' }],
    store: {
      async set(name, value) {
        const isSlow = first;
        first = false;
        if (isSlow) await scene.clock.wait(30_000);
        return keyv.set(name, value);
      },
      delete: async (name) => keyv.delete(name),
    },
  });
  await scene.say('Draw up my bill.');
  await scene.untilIdle();
  await scene.at(60_000);
  expect(await keyv.get(key)).toBeUndefined();
});

test.each([undefined, 5, {}, ''])('a conversation with the id %s is refused with one clear error', (id) => {
  const scene = stage({ main: [], input: { id: id as never } });
  expect(scene.errors).toMatchObject([{ message: expect.stringContaining('give the conversation an id of its own') }]);
});

test('a report without its operation is dropped', async () => {
  const scene = stageTelco({ main: [{ text: 'Hello.', after: 1000 }] });
  await scene.say('Hi.');
  scene.actor.send({ type: 'operation.progressed' } as never);
  scene.actor.send({ type: 'operation.acknowledged' } as never);
  await scene.untilIdle();
  expect(scene.errors).toEqual([]);
  expect(scene.told.map(({ event }) => event.type)).toEqual(['reply']);
});

describe('D6: a tool that may have had its effect', () => {
  const dead = () => {
    throw new ToolFailure('the line went dead', { mayHaveHappened: true });
  };
  const again = { calls: [{ name: 'pay' }] };

  test.each([
    ['quick', []],
    ['long', [long]],
  ])(
    'does not run again for words that were said before the user was told: only for those after (%s)',
    async (_, marks) => {
      let paid = 0;
      const pay = async () => {
        paid += 1;
        await wait(2000);
        return dead();
      };
      let wait: (ms: number) => Promise<void> = async () => {};
      const scene = stage({
        tools: (clock) => {
          wait = clock.wait;
          return [make('pay', pay, ...marks)];
        },
        main: [
          again,
          { text: 'Nobody knows.' },
          again,
          { text: 'I leave it.' },
          again,
          { text: 'Nobody knows again.' },
        ],
        chat: [{ after: Number.POSITIVE_INFINITY }],
        bounds: { secondaryPatience: 100 },
      });
      await scene.say('Pay.');
      await scene.at(1000);
      await scene.say('Pay, I said.');
      await scene.untilIdle();
      expect(paid).toBe(1);
      expect(scene.replies().map(({ text }) => text)).toContain('I leave it.');
      await scene.at(scene.clock.elapsed() + 1);
      await scene.say('Then pay once more.');
      await scene.untilIdle();
      expect(paid).toBe(2);
    },
  );
});
