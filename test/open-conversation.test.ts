import { tool, type ToolRunnableConfig } from '@langchain/core/tools';
import Keyv from 'keyv';
import {
  createConversationMachine,
  effect,
  longRunning,
  openConversation,
  readOnly,
  traits,
  UnreadableRecord,
  type ConversationEmitted,
  type ConversationMachine,
  type OpenConversation,
  type Store,
  type Traits,
} from 'meanwhile';
import { memoryStore, scriptedModel, settle, virtualClock, type Line, type VirtualClock } from 'meanwhile/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createActor, waitFor } from 'xstate';
import { z } from 'zod';
import { LEASE_MS } from '../src/durable/lease.ts';
import { storeThrough } from '../src/testing/store-through.ts';

/** A process: a machine of its own on a store it shares with others, which can be cut off from it. */
function process(clock: VirtualClock, shared: Store, lines: readonly Line[]) {
  let isDead = false;
  let isHeld = false;
  const released: (() => void)[] = [];
  const store = storeThrough(shared, async (operation) => {
    if (isHeld) await new Promise<void>((resolve) => released.push(resolve));
    if (isDead) await new Promise(() => {});
    return operation();
  });
  async function* drawUp(_: object, { signal }: ToolRunnableConfig) {
    yield { percent: 50 };
    await clock.wait(10_000, signal);
    return { amount: 45 };
  }
  const metadata = traits(longRunning({ expectedMs: 10_000, label: 'your bill' }), readOnly());
  const bill = tool(drawUp, { name: 'bill', description: 'The bill.', schema: z.object({}), metadata });
  const model = scriptedModel(lines, clock);
  return {
    machine: createConversationMachine({ model, tools: [bill], store, clock }),
    model,
    /** From now on nothing of it reaches the store. */
    die: () => (isDead = true),
    hold: () => (isHeld = true),
    async release() {
      isHeld = false;
      for (const release of released.splice(0)) release();
      await settle();
    },
  };
}

function opened() {
  const clock = virtualClock();
  const shared = new Keyv();
  return { clock, shared, start: (...lines: Line[]) => process(clock, shared, lines) };
}

/** What a conversation emits from now on. */
function heard(conversation: OpenConversation): ConversationEmitted[] {
  const events: ConversationEmitted[] = [];
  conversation.on('*', (event) => events.push(event));
  return events;
}

const texts = (events: ConversationEmitted[]) =>
  events.flatMap((event) => (event.type === 'reply' ? [event.text] : []));
const failures = (events: ConversationEmitted[]) =>
  events.flatMap((event) => (event.type === 'failure' ? [event.error] : []));

const open = async (machine: ConversationMachine) =>
  openConversation(machine, { id: 'a', session: { verified: true } });
const say = (conversation: OpenConversation, text: string) => conversation.send({ type: 'user.said', text });

describe('a conversation that is opened', () => {
  test('begins with its input, and another time goes on where it was', async () => {
    const { clock, start } = opened();
    const one = await open(start({ text: 'Good day.' }).machine);
    one.start();
    say(one, 'Hello!');
    await clock.goTo(0);
    await one.close();

    const two = await openConversation(start({ text: 'As I said.' }).machine, { id: 'a', session: { other: 1 } });
    two.start();
    say(two, 'Again?');
    await clock.goTo(0);
    const { session, transcript } = two.getSnapshot().context;
    expect(session).toEqual({ verified: true });
    expect(transcript.map(({ content }) => content)).toEqual(['Hello!', 'Good day.', 'Again?', 'As I said.']);
  });

  test('is the actor itself: what XState does with actors works on it', async () => {
    const { clock, start } = opened();
    const one = await open(start({ text: 'Good day.' }).machine);
    expect(one.start()).toBe(one);
    const answered = waitFor(one, ({ context }) => context.transcript.length === 2);
    say(one, 'Hello!');
    await clock.goTo(0);
    expect((await answered).matches('idle')).toBe(true);
  });

  test('hears nothing before it was started', async () => {
    const { clock, start } = opened();
    const one = await open(start().machine);
    const events = heard(one);
    await clock.goTo(60_000);
    expect([events, clock.armed()]).toEqual([[], 0]);
  });

  test('lets its inspector see everything', async () => {
    const { start } = opened();
    const seen = new Set<string>();
    const conversation = await openConversation(start().machine, { id: 'a', inspect: ({ type }) => seen.add(type) });
    conversation.start();
    say(conversation, 'Hello!');
    expect(seen).toContain('@xstate.snapshot');
  });
});

describe('before start()', () => {
  const never: Line = { after: Number.POSITIVE_INFINITY };

  test('what is sent is not saved, and saved() says so', async () => {
    const { shared, start } = opened();
    const one = await open(start().machine);
    say(one, 'Hello!');
    await expect(one.saved()).rejects.toThrow('is not saved: call start() first');
    one.start();
    await one.saved();
    expect(JSON.stringify(await shared.get('meanwhile:a:conversation'))).toContain('Hello!');
  });

  test('what is sent is lost by close(), which says so', async () => {
    const { shared, start } = opened();
    const one = await open(start().machine);
    say(one, 'Hello!');
    await expect(one.close()).rejects.toThrow(/is lost: open the conversation again, start\(\) it, and send it then$/);
    expect(JSON.stringify(await shared.get('meanwhile:a:conversation'))).not.toContain('Hello!');
  });

  test('what is sent to a restored one finds its timers armed, and leaves none behind', async () => {
    const { clock, start } = opened();
    const one = await open(start(never).machine);
    one.start();
    say(one, 'Hello!');
    await one.close();

    const two = await open(start(never, { text: 'Good day.' }).machine);
    two.send({ type: 'operation.cancel' });
    say(two, 'Hello again!');
    two.start();
    await clock.goTo(0);
    expect([two.getSnapshot().value, clock.armed()]).toEqual(['idle', 0]);
  });

  test('one that is stopped is open no more, and renews nothing', async () => {
    const clock = virtualClock();
    const store = memoryStore();
    const machine = createConversationMachine({ model: scriptedModel([], clock), tools: [], store, clock });
    const one = await open(machine);
    one.stop();
    await settle();
    expect(clock.armed()).toBe(0);
    await (await open(machine)).close();
  });

  test.each(['close', 'stop'] as const)('%s is for good: start() begins nothing any more', async (end) => {
    const { clock, start } = opened();
    const here = start({ text: 'Good day.' });
    const one = await open(here.machine);
    await one[end]();
    one.start();
    say(one, 'Hello!');
    await clock.goTo(0);
    expect(one.getSnapshot().context.transcript).toEqual([]);
  });
});

describe('C5, F6: words under an id', () => {
  test('that is one are heard once when they are sent again after a crash', async () => {
    const { clock, start } = opened();
    const id = 'x'.repeat(200);
    const here = start({ text: 'Good day.' });
    const one = await open(here.machine);
    one.start();
    one.send({ type: 'user.said', text: 'Hello!', id });
    await clock.goTo(0);
    here.die();
    const two = await open(start().machine);
    const events = heard(two);
    two.start();
    two.send({ type: 'user.said', text: 'Hello!', id });
    expect(two.getSnapshot().context.transcript).toHaveLength(2);
    expect(failures(events)).toEqual([]);
  });

  test.each([
    ['a number', 7],
    ['an empty text', ''],
    ['a long text', 'x'.repeat(201)],
  ])('that is %s are heard, and one failure says that it does not help', async (_, given) => {
    const { start } = opened();
    const one = await open(start({ text: 'Good day.' }).machine);
    const events = heard(one);
    one.start();
    const id = given as string;
    one.send({ type: 'user.said', text: 'Hello!', id });
    one.send({ type: 'request.enqueue', text: 'And my bill.', id });
    one.send({ type: 'reply.delivered', id: 'turn-1' });
    expect(
      one
        .getSnapshot()
        .context.transcript.map(({ content }) => content)
        .slice(0, 2),
    ).toEqual(['Hello!', 'And my bill.']);
    expect(failures(events)).toEqual(
      ['user.said', 'request.enqueue'].map(
        (type) =>
          `the id of ${type} is none: it is heard, and sent again it is heard twice. Give a text of 200 characters at most, or no id.`,
      ),
    );
  });
});

describe('what is said', () => {
  test('is emitted when it is saved and not before, in order with all else', async () => {
    const { clock, start } = opened();
    const here = start({ calls: [{ name: 'bill' }] }, { text: 'It is 45 EUR.' });
    const one = await open(here.machine);
    const events = heard(one);
    one.start();
    await settle();
    here.hold();
    say(one, 'My bill!');
    await clock.goTo(500);
    expect(events).toEqual([]);
    await here.release();
    expect(events.map(({ type }) => type)).toEqual(['reply', 'progress', 'operation', 'progress']);
  });

  test('is emitted all the same when saving takes longer than a second', async () => {
    const { clock, start } = opened();
    const here = start({ text: 'Good day.' });
    const one = await open(here.machine);
    const events = heard(one);
    one.start();
    await settle();
    here.hold();
    say(one, 'Hello!');
    await clock.goTo(999);
    expect(texts(events)).toEqual([]);
    await clock.goTo(1_000);
    expect(texts(events)).toEqual(['Good day.']);
  });

  test.each([1_000, 5_500, 7_000, 10_000, 40_000])('waits no longer for a store that hangs since %i ms', async (ms) => {
    const clock = virtualClock();
    let isHanging = false;
    const store = storeThrough(memoryStore(), async (operation) => {
      if (isHanging) await new Promise(() => {});
      return operation();
    });
    const model = scriptedModel([{ text: 'Good day.' }], clock);
    const one = await open(createConversationMachine({ model, tools: [], store, clock }));
    const said: number[] = [];
    one.on('reply', () => said.push(clock.elapsed()));
    one.start();
    await one.saved();
    isHanging = true;
    await clock.goTo(ms);
    say(one, 'Hello!');
    await clock.goTo(ms + 60_000);
    expect(said).toEqual([ms + (ms + 1_000 < LEASE_MS ? 1_000 : 2_000)]);
  });

  test('and was not heard before a crash is said after it, under the same id', async () => {
    const { clock, start } = opened();
    const here = start({ text: 'Good day.' });
    const one = await open(here.machine);
    one.start();
    say(one, 'Hello!');
    // the app dies of hearing it
    one.on('reply', () => here.die());
    const events = heard(one);
    await clock.goTo(0);
    expect(texts(events)).toEqual(['Good day.']);

    const two = await open(start().machine);
    const again = heard(two);
    await settle();
    expect(again).toEqual([]);
    two.start();
    expect(again).toEqual(events.filter(({ type }) => type === 'reply'));
  });

  test('and was heard before a crash is not said again', async () => {
    const { clock, start } = opened();
    const here = start({ text: 'Good day.' });
    const one = await open(here.machine);
    one.start();
    say(one, 'Hello!');
    await clock.goTo(0);
    here.die();

    const two = await open(start().machine);
    const again = heard(two);
    two.start();
    await clock.goTo(60_000);
    expect(again).toEqual([]);
  });

  test('and was heard before it could be saved is not said again after a close', async () => {
    const { clock, start } = opened();
    const here = start({ after: 100, text: 'Good day.' });
    const one = await open(here.machine);
    const events = heard(one);
    one.start();
    say(one, 'Hello!');
    await settle();
    here.hold();
    await clock.goTo(1_500);
    await here.release();
    expect(texts(events)).toEqual(['Good day.']);
    await one.close();

    const two = await open(start().machine);
    const again = heard(two);
    two.start();
    expect(again).toEqual([]);
  });

  test('reaches the other listeners when one of them throws', async () => {
    const { clock, start } = opened();
    const one = await open(start({ text: 'Good day.' }).machine);
    const thrown: unknown[] = [];
    const hear = (error: unknown) => thrown.push(error);
    globalThis.process.prependOnceListener('uncaughtException', hear);
    const others = globalThis.process.listeners('uncaughtException').filter((listener) => listener !== hear);
    for (const other of others) globalThis.process.off('uncaughtException', other);
    onTestFinished(() => {
      for (const other of others) globalThis.process.on('uncaughtException', other);
    });
    one.on('reply', () => {
      throw new Error('a listener of the app');
    });
    const events = heard(one);
    one.start();
    say(one, 'Hello!');
    await clock.goTo(0);
    await new Promise((resolve) => globalThis.setTimeout(resolve, 0));
    expect([texts(events), thrown]).toEqual([['Good day.'], [new Error('a listener of the app')]]);
  });
});

describe('saved', () => {
  test('waits until what was sent is in the store', async () => {
    const { shared, start } = opened();
    const here = start();
    const one = await open(here.machine);
    one.start();
    say(one, 'Hello!');
    await one.saved();
    expect(JSON.stringify(await shared.get('meanwhile:a:conversation'))).toContain('Hello!');
  });

  test('fails after five seconds of a store that hangs, and the conversation goes on', async () => {
    const { clock, start } = opened();
    const here = start({ text: 'Good day.' });
    const one = await open(here.machine);
    const events = heard(one);
    one.start();
    await settle();
    here.hold();
    say(one, 'Hello!');
    const failed = one.saved().catch((error: Error) => error.message);
    await clock.goTo(5_000);
    expect(await failed).toContain('the conversation could not be saved in time');
    expect(texts(events)).toEqual(['Good day.']);
    await here.release();
    await clock.goTo(10_000);
    await one.saved();
  });

  test('a store that fails is told once, and all is saved when it is back', async () => {
    const { clock, shared, start } = opened();
    let isAway = false;
    const away = async () => Promise.reject(new Error('away'));
    const { set } = shared;
    shared.set = async (...given) => (isAway ? away() : set.apply(shared, given));
    const one = await open(start({ text: 'Good day.' }, { text: 'And again.' }).machine);
    const events = heard(one);
    one.start();
    await one.saved();
    isAway = true;
    say(one, 'Hello!');
    await clock.goTo(2_000);
    say(one, 'Hello again!');
    await clock.goTo(4_000);
    expect(texts(events)).toEqual(['Good day.', 'And again.']);
    expect(failures(events)).toEqual([
      'the conversation could not be saved, and is said all the same: the store failed to write it',
    ]);
    isAway = false;
    await clock.goTo(6_000);
    await one.saved();
    await one.close();
    const two = await open(start().machine);
    const again = heard(two);
    two.start();
    expect([two.getSnapshot().context.transcript.length, again]).toEqual([4, []]);
  });
});

describe('close', () => {
  test('tries again when that the last words were heard could not be saved', async () => {
    const { clock, shared, start } = opened();
    const one = await open(start({ text: 'Good day.' }).machine);
    const events = heard(one);
    one.start();
    say(one, 'Hello!');
    const { set } = shared;
    shared.set = async (...given) => {
      if (events.length === 0) return set.apply(shared, given);
      shared.set = set;
      throw new Error('away for a moment');
    };
    const answered = waitFor(one, ({ context }) => context.transcript.length === 2);
    const closed = answered.then(async () => one.close());
    await clock.goTo(1_000);
    await closed;
    expect(texts(events)).toEqual(['Good day.']);

    const two = await open(start().machine);
    const again = heard(two);
    two.start();
    expect(again).toEqual([]);
  });

  test('does not wait for a conversation that goes on changing', async () => {
    const { clock, shared } = opened();
    const tick = async () => new Promise((resolve) => setImmediate(resolve));
    let steps = 0;
    async function* count() {
      while (steps < 1_000) {
        yield { percent: 1, message: `step ${(steps += 1)}` };
        await tick();
      }
    }
    const metadata = traits(longRunning({ expectedMs: 10_000, label: 'counting' }), readOnly());
    const counting = tool(count, { name: 'count', description: 'Counts.', schema: z.object({}), metadata });
    const store = {
      get: async (key: string) => shared.get(key),
      set: async (key: string, value: unknown) => tick().then(async () => shared.set(key, value)),
      delete: async (key: string) => shared.delete(key),
    };
    const model = scriptedModel([{ calls: [{ name: 'count' }] }], clock);
    const one = await open(createConversationMachine({ model, tools: [counting], store, clock }));
    one.start();
    say(one, 'Count!');
    await clock.goTo(0);
    await clock.goTo(0);
    await one.close();
    expect(steps).toBeGreaterThan(0);
    expect(steps).toBeLessThan(100);
  });
});

describe('a conversation that breaks', () => {
  test('says so, is opened again while that is told, and goes on from what was saved', async () => {
    const { clock: inner, shared } = opened();
    let isBroken = false;
    const clock = {
      ...inner,
      now() {
        if (isBroken) throw new Error('no battery');
        return inner.now();
      },
    };
    const model = scriptedModel([{ text: 'Good day.' }, { text: 'Here again.' }], inner);
    const machine = createConversationMachine({ model, tools: [], store: shared, clock });
    const one = await open(machine);
    const events = heard(one);
    const again = Promise.withResolvers<OpenConversation>();
    one.on('failure', () => {
      isBroken = false;
      again.resolve(open(machine));
    });
    one.start();
    say(one, 'Hello!');
    await inner.goTo(0);
    isBroken = true;
    say(one, 'Are you there?');
    await settle();
    expect(events.slice(1)).toEqual([
      { type: 'failure', source: 'conversation', error: 'the conversation broke: no battery' },
    ]);
    await expect(one.saved()).rejects.toThrow('the conversation broke: no battery');

    const two = await again.promise;
    two.start();
    say(two, 'And now?');
    await inner.goTo(0);
    const { transcript } = two.getSnapshot().context;
    expect(transcript.map(({ content }) => content)).toEqual(['Hello!', 'Good day.', 'And now?', 'Here again.']);
  });
});

describe('one writer', () => {
  test('a second one in the same process is refused until the first is closed', async () => {
    const { start } = opened();
    const { machine } = start();
    const one = await open(machine);
    one.start();
    await expect(open(machine)).rejects.toThrow('open in this process already: use that one, or close() it first');
    const other = await openConversation(machine, { id: 'another' });
    expect(other).not.toBe(one);
    await Promise.all([one.close(), one.close()]);
    await one.close();
    await open(machine);
  });

  test('one that was stopped is opened again at once, by one alone', async () => {
    const { start } = opened();
    const { machine } = start();
    const one = await open(machine);
    one.start();
    say(one, 'Hello!');
    one.stop();
    const [two, three] = await Promise.allSettled([open(machine), open(machine)]);
    expect([two.status, three.status]).toEqual(['fulfilled', 'rejected']);
  });

  test('one that is being closed is opened again when that is done, by one alone, with all that was saved', async () => {
    const { clock, start } = opened();
    const { machine, hold, release } = start({ text: 'Good day.' });
    const one = await open(machine);
    one.start();
    hold();
    say(one, 'Hello!');
    const closed = one.close();
    const openings = Promise.allSettled([open(machine), open(machine)]);
    await clock.goTo(100);
    await release();
    await closed;
    const [two, three] = await openings;
    expect([two.status, three.status]).toEqual(['fulfilled', 'rejected']);
    const again = two.status === 'fulfilled' ? two.value : undefined;
    expect(again?.getSnapshot().context.transcript[0]?.content).toBe('Hello!');
    await one.close();
    await expect(open(machine)).rejects.toThrow('open in this process already');
  });

  test('one that is opened at the moment another has been closed is open', async () => {
    const { start } = opened();
    const { machine } = start();
    const one = await open(machine);
    one.start();
    const again = Promise.withResolvers<OpenConversation>();
    one.subscribe({ complete: () => again.resolve(open(machine)) });
    await one.close();
    await again.promise;
    await settle();
    await expect(open(machine)).rejects.toThrow('open in this process already');
  });

  test('one that was stopped while another is open takes nothing from that one by being closed late', async () => {
    const { start } = opened();
    const { machine } = start();
    const one = await open(machine);
    one.start();
    one.stop();
    await open(machine);
    await one.close().catch(() => {});
    await settle();
    await expect(open(machine)).rejects.toThrow('open in this process already');
  });

  test('one that could not be opened is open nowhere', async () => {
    const { shared, start } = opened();
    await shared.set('meanwhile:a:conversation', { version: 1, state: 'rubbish' });
    const { machine } = start();
    const unreadable = await open(machine).catch((error: unknown) => error);
    expect(unreadable).toBeInstanceOf(UnreadableRecord);
    expect(String(unreadable)).toMatch(/^UnreadableRecord: .* holds no checkpoint/);
    await shared.delete('meanwhile:a:conversation');
    await open(machine);
  });

  test('one that was stopped, or never started, is open no more', async () => {
    const { start } = opened();
    const { machine } = start();
    const one = await open(machine);
    one.start();
    one.stop();
    await settle();
    const two = await open(machine);
    await two.close();
    const three = await open(machine);
    expect(three.getSnapshot().matches('idle')).toBe(true);
  });

  test('A5: who was taken over stops with one clear failure, and writes and says nothing more', async () => {
    const { clock, start } = opened();
    const one = await open(start({ text: 'Good day.' }).machine);
    const events = heard(one);
    one.start();
    await one.saved();
    const two = await open(start().machine);
    two.start();
    await two.saved();

    say(one, 'Hello!');
    const failed = one.saved().catch(String);
    await clock.goTo(60_000);
    const message = 'another process has taken over this conversation, or its record was deleted';
    expect(await failed).toBe(`LeaseLost: ${message}`);
    expect(events).toEqual([{ type: 'failure', source: 'store', error: message }]);
    expect(one.getSnapshot().status).toBe('stopped');
    await expect(one.close()).rejects.toThrow(message);
    expect(two.getSnapshot().context.transcript).toEqual([]);
  });

  test('with compare-and-set the lease is given back by close, and the next need not wait', async () => {
    const clock = virtualClock();
    const memory = memoryStore();
    // two stores on one memory are as two processes
    const [machine, other] = [0, 1].map(() =>
      createConversationMachine({ model: scriptedModel([], clock), tools: [], store: { ...memory }, clock }),
    );
    if (!machine || !other) throw new Error('there are two');
    const one = await open(machine);
    one.start();
    const refused = open(other).catch((error: Error) => error.message);
    for (let second = 1; second <= 12; second += 1) {
      await clock.goTo(second * 1_000);
      await settle();
    }
    expect(await refused).toContain('has this conversation open, or has just opened it: send the user there');
    await one.close();
    const two = await open(other);
    await two.close();
    expect(clock.armed()).toBe(0);
  });
});

describe('a restart', () => {
  test('C7: leaves a deadline where it was, also one that is overdue', async () => {
    const { clock, start } = opened();
    const never: Line = { after: Number.POSITIVE_INFINITY };
    const here = start(never);
    const one = await open(here.machine);
    one.start();
    say(one, 'Hello!');
    await clock.goTo(10_000);
    here.die();

    const two = await open(start(never).machine);
    const events = heard(two);
    two.start();
    await clock.goTo(29_999);
    expect(texts(events)).toEqual([]);
    await clock.goTo(30_000);
    expect(failures(events)).toEqual(['the model did not answer in time']);
    expect(texts(events)).toHaveLength(1);
  });

  test('C7: ends at once what is overdue', async () => {
    const { clock, start } = opened();
    const never: Line = { after: Number.POSITIVE_INFINITY };
    const here = start(never);
    const one = await open(here.machine);
    one.start();
    say(one, 'Hello!');
    await one.saved();
    here.die();
    one.stop();
    await clock.goTo(3_600_000);

    const two = await open(start(never).machine);
    const events = heard(two);
    two.start();
    await clock.goTo(3_600_000);
    expect(failures(events)).toEqual(['the model did not answer in time']);
  });

  test('asks a back-end anew with all the time for it, however long ago it was asked first', async () => {
    const { clock, shared } = opened();
    const events: ConversationEmitted[] = [];
    const live = async (findOut: () => Promise<string>) => {
      const metadata = traits(longRunning({ expectedMs: 1000, timeoutMs: 1000 }), effect('reconcile', findOut));
      const named = { name: 'pay', description: 'Pays.', schema: z.object({}), metadata };
      const pay = tool(async () => new Promise<string>(() => {}), named);
      const model = scriptedModel(
        ({ messages }) =>
          messages.some(({ role }) => role === 'tool') ? { text: 'Paid.' } : { calls: [{ name: 'pay' }] },
        clock,
      );
      const one = await open(createConversationMachine({ model, tools: [pay], store: shared, clock }));
      one.on('operation', (event) => events.push(event));
      one.start();
      return one;
    };
    const first = await live(async () => new Promise(() => {}));
    say(first, 'Pay!');
    await clock.goTo(3_000);
    await first.close();
    await clock.goTo(3_600_000);

    await live(async () => clock.wait(100).then(() => 'a receipt'));
    await clock.goTo(3_700_000);
    expect(events.at(-1)).toMatchObject({ runs: [{ status: 'succeeded', result: 'a receipt' }] });
  });

  test.each([
    ['unsafe', effect('unsafe')],
    ['removed', undefined],
  ])('an idempotent tool that is %s in the next version of the program is not run again', async (_, next) => {
    const { clock, shared } = opened();
    let runs = 0;
    const events: ConversationEmitted[] = [];
    const live = async (own: Traits | undefined) => {
      const metadata = traits(longRunning({ expectedMs: 1000 }), own ?? {});
      const named = { name: 'pay', description: 'Pays.', schema: z.object({}), metadata };
      const pay = tool(async () => clock.wait(1000).then(() => (runs += 1)), named);
      const model = scriptedModel([{ calls: [{ name: 'pay' }] }, { text: 'So it is.' }], clock);
      const one = await open(createConversationMachine({ model, tools: own ? [pay] : [], store: shared, clock }));
      one.on('operation', (event) => events.push(event));
      one.start();
      return one;
    };
    const first = await live(effect('idempotent'));
    say(first, 'Pay!');
    await clock.goTo(500);
    await first.close();
    await clock.goTo(10_000);
    const before = runs;
    await live(next);
    await clock.goTo(20_000);
    expect(events.at(-1)).toMatchObject({ runs: [{ status: 'unknown' }] });
    expect(runs).toBe(before);
  });

  test('a state that is left takes the timer that was armed for it along', async () => {
    const { clock, start } = opened();
    const here = start({ after: Number.POSITIVE_INFINITY });
    const one = await open(here.machine);
    one.start();
    say(one, 'Hello!');
    await one.saved();
    here.die();
    one.stop();
    const two = await open(start({ text: 'Good day.' }).machine);
    two.start();
    await clock.goTo(10_000);
    expect([two.getSnapshot().value, clock.armed()]).toEqual(['idle', 0]);
  });
});

describe('what cannot be', () => {
  const model = scriptedModel([], virtualClock());
  const machine = createConversationMachine({ model, tools: [], store: new Keyv() });

  test.each([
    ['no id', machine, {}, 'openConversation wants an id, a text that is not empty'],
    ['an empty id', machine, { id: '' }, 'openConversation wants an id, a text that is not empty'],
    ['no store', createConversationMachine({ model, tools: [] }), { id: 'a' }, 'give createConversationMachine one'],
    ['another machine', machine.provide({}), { id: 'a' }, 'takes a machine as createConversationMachine made it'],
    ['a session that is none', machine, { id: 'a', session: 7 }, 'input.session is no object of facts'],
  ])('%s is one clear error', async (_, of, options, words) => {
    await expect(openConversation(of, options as never)).rejects.toThrow(words);
    const one = await openConversation(machine, { id: 'a' });
    await one.close();
  });

  test('a store that cannot be read is one clear error, and nothing is begun in its place', async () => {
    const { shared, start } = opened();
    const here = start({ text: 'Good day.' });
    const one = await open(here.machine);
    one.start();
    await one.close();
    const { get } = shared;
    shared.getRaw = async () => Promise.reject(new Error('away'));
    shared.get = async () => Promise.reject(new Error('away'));
    await expect(open(start().machine)).rejects.toThrow('the store failed to read it');
    shared.get = get;
  });

  test.each([
    ['of the conversation', { value: 'nowhere' }],
    ['below it', { children: { operation: { src: 'operation', snapshot: { status: 'active', value: 'nowhere' } } } }],
  ])('a state %s that this version does not have is one clear error, and stays', async (_, part) => {
    const { shared, start } = opened();
    const one = await open(start().machine);
    one.start();
    const snapshot = { ...JSON.parse(JSON.stringify(one.getPersistedSnapshot())), ...part };
    one.stop();
    const record = { version: 1, epoch: 0, writer: 'x', state: JSON.stringify({ snapshot, owed: [] }) };
    await shared.set('meanwhile:a:conversation', record);
    const unreadable = await open(start().machine).catch((error: unknown) => error);
    expect(unreadable).toBeInstanceOf(UnreadableRecord);
    expect(String(unreadable)).toMatch(/does not fit the charts of this version|of another version/);
    expect(await shared.get('meanwhile:a:conversation')).toMatchObject({ state: record.state });
  });

  test('a plain actor keeps nothing', async () => {
    const { shared, start } = opened();
    const actor = createActor(start({ text: 'Good day.' }).machine, { input: { id: 'a' } });
    actor.start();
    actor.send({ type: 'user.said', text: 'Hello!' });
    await settle();
    expect(await shared.get('meanwhile:a:conversation')).toBeUndefined();
  });
});
