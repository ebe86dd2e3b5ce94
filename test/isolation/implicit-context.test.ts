import { registerConfigureHook, setContextVariable } from '@langchain/core/context';
import { RunnableLambda } from '@langchain/core/runnables';
import { AsyncLocalStorageProviderSingleton } from '@langchain/core/singletons';
import { virtualClock, type VirtualClock } from 'meanwhile/testing';
import { describe, expect, test } from 'vitest';
import { allOf, canary } from './canaries.ts';
import { everyWork, PLACES, REPLIES } from './every-work.ts';
import { Traces } from './traces.ts';

/**
 * LangChain keeps a run config (callbacks, signal, configurable, tags) and context variables in async local storage,
 * where whatever is begun by an event finds those of whoever sent it.
 */
const implicit = () => allOf(AsyncLocalStorageProviderSingleton.getInstance().getStore());

/** The second conversation, and what each piece of its work found around it. */
function second(clock: VirtualClock) {
  const found: { place: string; around: string }[] = [];
  const b = everyWork(2, clock, (place) => found.push({ place, around: implicit() }));
  /** Sends it all its words from where this is called, the later ones, too. */
  const sendFromHere = () => b.words.forEach(({ at, say }) => (at === 0 ? say() : void clock.wait(at).then(say)));
  return { ...b, found, sendFromHere };
}

function expectUntouched({ found, replies, failures }: ReturnType<typeof second>) {
  expect([...new Set(found.map(({ place }) => place))].toSorted()).toEqual(PLACES.toSorted());
  expect(found.filter(({ around }) => around.includes('can1ary')).map(({ place }) => place)).toEqual([]);
  expect(replies()).toEqual(REPLIES);
  expect(failures()).toEqual([]);
}

describe('A1, A2: an event from inside one conversation carries nothing of it into another', () => {
  test.each([...PLACES, 'long-tool that is a function'])('sent from inside of: %s', async (name) => {
    const clock = virtualClock();
    const b = second(clock);
    const [place] = name.split(' ');
    const sent: string[] = [];
    const sendOnce = (here: string) => {
      if (here !== place || sent.length > 0) return;
      sent.push(here);
      // whoever works there may set variables for what it calls
      setContextVariable('isolation', canary(1, 'variable'));
      b.sendFromHere();
    };
    const a = everyWork(1, clock, sendOnce, name === place);
    for (let ms = 0; sent.length === 0 && ms < 60_000; ms += 500) {
      await clock.goTo(ms);
      a.words.find(({ at }) => at === ms)?.say();
    }
    // aborts what is at work in the first: the second goes on
    a.actor.stop();
    await clock.goTo(120_000);
    expectUntouched(b);
  });

  test('sent by what hears it', async () => {
    const clock = virtualClock();
    const b = second(clock);
    const a = everyWork(1, clock, () => {});
    const { unsubscribe } = a.actor.on('*', () => {
      unsubscribe();
      b.sendFromHere();
    });
    a.words[0]?.say();
    await clock.goTo(120_000);
    expectUntouched(b);
  });
});

test.each(['a generator', 'a function'])(
  'words that a tool, %s, sends to its own conversation are answered when the tool is cancelled',
  async (kind) => {
    const clock = virtualClock();
    const found: { place: string; around: string }[] = [];
    let isSent = false;
    const askOnce = (place: string) => {
      if (place !== 'long-tool') found.push({ place, around: implicit() });
      else if (!isSent) {
        isSent = true;
        a.words[1]?.say();
      }
    };
    const a = everyWork(1, clock, askOnce, kind === 'a generator');
    a.words[0]?.say();
    await clock.goTo(2000);
    a.actor.send({ type: 'operation.cancel' });
    await clock.goTo(60_000);
    expect(a.replies()).toEqual([REPLIES[0], 'Seen.', expect.stringContaining('paint')]);
    const inTools = found.filter(({ around }) => around.includes('idempotencyKey'));
    expect([...new Set(inTools.map(({ place }) => place))].toSorted()).toEqual(['look-up', 'quick-tool']);
    const ofOperation = inTools.filter(({ around }) => around.includes('can1ary-id/operation'));
    expect(ofOperation.map(({ place }) => place)).not.toContain('look-up');
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
      await clock.goTo(120_000);
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
  await clock.goTo(120_000);
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
    await clock.goTo(120_000);
    for (const place of ['request', 'question', 'progress', 'result'])
      expect(traces.heard()).toContain(canary(2, place));
    expect(traces.heard()).not.toContain(canary(2, 'session'));
  }));

/** What is registered and set in here is gone afterwards. */
async function apartFromOtherTests(play: () => Promise<void>) {
  await AsyncLocalStorageProviderSingleton.getInstance().run(undefined, play);
}
