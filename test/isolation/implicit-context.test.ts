import { registerConfigureHook, setContextVariable } from '@langchain/core/context';
import { RunnableLambda } from '@langchain/core/runnables';
import { AsyncLocalStorageProviderSingleton } from '@langchain/core/singletons';
import { tool, type ToolRunnableConfig } from '@langchain/core/tools';
import {
  createConversationMachine,
  establishes,
  longRunning,
  readOnly,
  traits,
  type ConversationEmitted,
} from 'meanwhile';
import { scriptedModel, virtualClock, type Asked, type Line, type VirtualClock } from 'meanwhile/testing';
import { describe, expect, test } from 'vitest';
import { createActor } from 'xstate';
import { z } from 'zod';
import { allOf, canary } from './canaries.ts';
import { Traces } from './traces.ts';

/**
 * LangChain keeps a run config (callbacks, signal, configurable, tags) and context variables in async local storage,
 * where whatever is begun by an event finds those of whoever sent it.
 */
const implicit = () => allOf(AsyncLocalStorageProviderSingleton.getInstance().getStore());

/** The kinds of work a conversation does, and what else it asks of the app meanwhile. */
const PLACES =
  'think, answer, synthesize, quick tool, long tool, look-up, check, when, establishes, announce, store'.split(', ');

const voiceOf = ({ tools }: Asked) => {
  if (tools.length === 0) return 'synthesize';
  return tools.includes('check_status') ? 'answer' : 'think';
};

/**
 * A conversation that does every kind of work within ten seconds; `here` hears of each place that is reached, from
 * inside of it.
 */
function conversationOf(owner: number, clock: VirtualClock, here: (place: string) => unknown, isGenerator = true) {
  const description = 'A tool.';
  const schema = z.object({});
  const result = { name: canary(owner, 'result') };
  const at = async (place: string, signal?: AbortSignal) => {
    here(place);
    await clock.wait(1000, signal);
    here(place);
    return result;
  };
  const long = longRunning({
    expectedMs: 4000,
    when: () => (here('when'), true),
    check: () => void here('check'),
    announce: () => (here('announce'), 'It is blue.'),
  });
  async function* paint(_: object, { signal }: ToolRunnableConfig) {
    yield { percent: 10, message: canary(owner, 'progress') };
    await at('long tool', signal);
    await clock.wait(3000, signal);
    return result;
  }
  /** While a function runs, LangChain keeps its run config in async local storage; of a generator it does not. */
  async function paintAtOnce(_: object, { signal }: ToolRunnableConfig) {
    await at('long tool', signal);
    await clock.wait(3000, signal);
    return result;
  }
  const quick =
    (place: string) =>
    async (_: object, { signal }: ToolRunnableConfig) =>
      at(place, signal);
  const learn = establishes(() => (here('establishes'), { login: canary(owner, 'login') }));
  const lines: Record<string, Line[]> = {
    think: [{ calls: [{ name: 'sign_in' }, { name: 'paint' }] }, { text: 'Blue.' }],
    answer: [{ calls: [{ name: 'look' }] }, { text: 'Seen.' }],
    synthesize: [{ text: 'As I saw, blue.' }],
  };
  const model = scriptedModel((asked) => {
    const voice = voiceOf(asked);
    here(voice);
    return { ...lines[voice]?.shift(), after: 500 };
  }, clock);
  const write = async () => {
    here('store');
    await clock.wait(100);
    here('store');
    return true;
  };
  const machine = createConversationMachine({
    clock,
    model,
    store: { set: write, delete: write },
    tools: [
      tool(isGenerator ? paint : paintAtOnce, { name: 'paint', description, schema, metadata: traits(long) }),
      tool(quick('quick tool'), { name: 'sign_in', description, schema, metadata: traits(learn) }),
      tool(quick('look-up'), { name: 'look', description, schema, metadata: traits(readOnly()) }),
    ],
  });
  const told: ConversationEmitted[] = [];
  const actor = createActor(machine, {
    clock,
    input: { id: canary(owner, 'id'), session: { who: canary(owner, 'session') } },
  });
  actor.on('*', (event) => told.push(event));
  return {
    actor: actor.start(),
    begin: () => actor.send({ type: 'user.said', text: `Paint ${canary(owner, 'request')}` }),
    ask: () => actor.send({ type: 'user.said', text: `See ${canary(owner, 'question')}` }),
    replies: () => told.flatMap((event) => (event.type === 'reply' ? [event.text] : [])),
    failures: () => told.filter(({ type }) => type === 'failure'),
  };
}

const REPLIES = [
  'I am on it: paint. This takes a moment, and you can go on talking to me.',
  'Seen.',
  'As I saw, blue.',
];

/** The second conversation, and what each piece of its work found around it. */
function second(clock: VirtualClock) {
  const found: { place: string; around: string }[] = [];
  const b = conversationOf(2, clock, (place) => found.push({ place, around: implicit() }));
  /** Sends it all it needs for every kind of work, from where this is called; the later words come from there too. */
  const sendFromHere = () => {
    b.begin();
    void clock.wait(3000).then(() => b.ask());
  };
  return { ...b, found, sendFromHere };
}

function expectUntouched({ found, replies, failures }: ReturnType<typeof second>) {
  expect([...new Set(found.map(({ place }) => place))].toSorted()).toEqual(PLACES.toSorted());
  expect(found.filter(({ around }) => around.includes('can1ary')).map(({ place }) => place)).toEqual([]);
  expect(replies()).toEqual(REPLIES);
  expect(failures()).toEqual([]);
}

describe('A1, A2: an event from inside one conversation carries nothing of it into another', () => {
  test.each([...PLACES, 'long tool that is a function'])('sent from inside of: %s', async (name) => {
    const clock = virtualClock();
    const b = second(clock);
    const [place] = name.split(' that ');
    let isSent = false;
    const sendOnce = (here: string) => {
      if (here !== place || isSent) return;
      isSent = true;
      // whoever works there may set variables for what it calls
      setContextVariable('isolation', canary(1, 'variable'));
      b.sendFromHere();
    };
    const a = conversationOf(1, clock, sendOnce, name === place);
    a.begin();
    await clock.goTo(3000);
    a.ask();
    await clock.goTo(4200);
    // aborts what is at work in the first: the second goes on
    if (!['announce', 'synthesize'].includes(name)) a.actor.stop();
    await clock.goTo(60_000);
    expectUntouched(b);
  });

  test('sent by what hears it', async () => {
    const clock = virtualClock();
    const b = second(clock);
    const a = conversationOf(1, clock, () => {});
    const { unsubscribe } = a.actor.on('*', () => {
      unsubscribe();
      b.sendFromHere();
    });
    a.begin();
    await clock.goTo(60_000);
    expectUntouched(b);
  });
});

test.each(['a generator', 'a function'])(
  'words that a tool, %s, sends to its own conversation are answered when the tool is cancelled',
  async (kind) => {
    const clock = virtualClock();
    const found: { place: string; around: string }[] = [];
    let isSent = false;
    const a = conversationOf(
      1,
      clock,
      (place) => {
        if (place === 'long tool' && !isSent) {
          isSent = true;
          a.ask();
        } else found.push({ place, around: implicit() });
      },
      kind === 'a generator',
    );
    a.begin();
    await clock.goTo(2000);
    a.actor.send({ type: 'operation.cancel' });
    await clock.goTo(60_000);
    expect(a.replies()).toEqual([REPLIES[0], 'Seen.', expect.stringContaining('paint')]);
    const within = found.filter(({ around }) => around.includes('idempotencyKey')).map(({ place }) => place);
    expect([...new Set(within)].toSorted()).toEqual(['look-up', 'quick tool']);
    expect(found.filter(({ place, around }) => place === 'look-up' && around.includes('can1ary-id/operation'))).toEqual(
      [],
    );
  },
);

describe('A1, A2: an event from inside of a runnable of the app', () => {
  /** What an app may have around it: run config, tracers there and among the context variables, a signal that aborts. */
  async function fromRunnable(clock: VirtualClock, send: () => void) {
    const traces = { config: new Traces('of the config'), variable: new Traces('of the variable') };
    const controller = new AbortController();
    const inner = RunnableLambda.from(async () => send());
    const app = RunnableLambda.from(async () => {
      setContextVariable('isolation', canary(1, 'variable'));
      setContextVariable('isolation-tracer', traces.variable);
      await inner.invoke(canary(1, 'inner'));
    });
    await app.invoke(canary(1, 'input'), {
      callbacks: [traces.config],
      signal: controller.signal,
      configurable: { who: canary(1, 'configurable'), meanwhile: { idempotencyKey: canary(1, 'key'), session: {} } },
      tags: [canary(1, 'tag')],
      metadata: { who: canary(1, 'metadata') },
    });
    await clock.goTo(4200);
    controller.abort(new Error(canary(1, 'reason')));
    return traces;
  }

  test('carries nothing of it into the conversation, and its tracers hear nothing', async () =>
    apartFromOtherTests(async () => {
      registerConfigureHook({ contextVar: 'isolation-tracer' });
      const clock = virtualClock();
      const b = second(clock);
      const traces = await fromRunnable(clock, b.sendFromHere);
      await clock.goTo(60_000);
      expectUntouched(b);
      for (const { heard } of Object.values(traces).map((one) => ({ heard: one.heard() }))) {
        expect(heard).toContain('can1ary-inner');
        expect(heard).not.toContain('can2ary');
      }
    }));
});

test('a machine that is made inside of a run keeps nothing of that run', async () => {
  const clock = virtualClock();
  const controller = new AbortController();
  const making = RunnableLambda.from(async () => second(clock));
  const config = { signal: controller.signal, tags: [canary(1, 'tag')], metadata: { who: canary(1, 'metadata') } };
  const b = await making.invoke('', config);
  b.sendFromHere();
  await clock.goTo(4200);
  controller.abort();
  await clock.goTo(60_000);
  expectUntouched(b);
});

test('a tracer that is registered where the machine is made hears every conversation, wherever it is sent to', async () =>
  apartFromOtherTests(async () => {
    const clock = virtualClock();
    const traces = new Traces('of all');
    registerConfigureHook({ contextVar: 'isolation-tracer' });
    setContextVariable('isolation-tracer', traces);
    const b = second(clock);
    setContextVariable('isolation-tracer', new Traces('another'));
    b.sendFromHere();
    await clock.goTo(60_000);
    for (const place of ['request', 'question', 'progress', 'result'])
      expect(traces.heard()).toContain(canary(2, place));
    expect(traces.heard()).not.toContain(canary(2, 'session'));
  }));

/** What is registered and set in here is gone afterwards. */
async function apartFromOtherTests(play: () => Promise<void>) {
  await AsyncLocalStorageProviderSingleton.getInstance().run(undefined, play);
}
