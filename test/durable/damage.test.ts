import { createConversationMachine, effect, openConversation, storeKey, type ConversationEmitted } from 'meanwhile';
import { memoryStore, scriptedModel, settle, virtualClock } from 'meanwhile/testing';
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { refuseDamaged } from '../../src/durable/damage.ts';
import { stepsTool } from '../kit/steps-tool.ts';

type Tree = { [name: string]: Tree };
type Checkpoint = { snapshot: Tree; owed: unknown[] };

const KEY = storeKey('one', 'conversation' as never);

/** A life of a painter, on a store of its own. */
function life(store = memoryStore()) {
  const clock = virtualClock();
  const model = scriptedModel(({ messages }) => {
    const last = messages.at(-1);
    if (last?.role === 'tool') return { text: 'It is blue.' };
    return last?.content === 'Paint my house.' ? { calls: [{ name: 'paint' }] } : { text: 'Hi.' };
  }, clock);
  const tools = [stepsTool(clock, [], { steps: 3, also: effect('idempotent') })];
  return { clock, store, machine: createConversationMachine({ model, tools, store, clock, random: () => 0 }) };
}

/** What is kept of one that has told a painting, is at another, keeps company meanwhile, and has a request waiting. */
async function busy(): Promise<{ record: string; checkpoint: Checkpoint }> {
  const { clock, store, machine } = life();
  const conversation = await openConversation(machine, { id: 'one' });
  conversation.start();
  conversation.send({ type: 'user.said', text: 'Paint my house.', id: 'a' });
  await clock.goTo(10_000);
  conversation.send({ type: 'user.said', text: 'Paint my house.' });
  await clock.goTo(11_000);
  conversation.send({ type: 'user.said', text: 'How are you?' });
  await clock.goTo(12_000);
  conversation.send({ type: 'request.enqueue', text: 'Paint my house.' });
  await clock.goTo(12_500);
  const record = String(await store.get(KEY));
  conversation.stop();
  return { record, checkpoint: JSON.parse(JSON.parse(record).value.state) };
}

/** A store that holds a checkpoint. */
async function holding(record: string, checkpoint: Checkpoint) {
  const store = memoryStore();
  const { value } = JSON.parse(record);
  await store.set(KEY, JSON.stringify({ value: { ...value, state: JSON.stringify(checkpoint) } }));
  return store;
}

function* placesIn(value: unknown, above: string[] = []): Generator<string[]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, part] of Object.entries(value)) {
    yield [...above, name];
    yield* placesIn(part, [...above, name]);
  }
}

const WRONG = [undefined, null, 'x', 5, [], {}];

/** The same with something wrong in one place. */
function damaged(checkpoint: Checkpoint, place: string[], wrong: unknown): Checkpoint {
  const copy = structuredClone(checkpoint);
  const holder = place.slice(0, -1).reduce((part, name) => Reflect.get(part, name), copy as object);
  const last = place.at(-1) ?? '';
  if (wrong === undefined) Reflect.deleteProperty(holder, last);
  else Reflect.set(holder, last, wrong);
  return copy;
}

/** Opens a checkpoint and goes on with it to its end: what was said, or why it was refused. */
async function openWith(record: string, checkpoint: Checkpoint) {
  const { clock, store, machine } = life(await holding(record, checkpoint));
  const opening = openConversation(machine, { id: 'one' });
  opening.catch(() => {});
  await clock.goTo(6_000);
  const conversation = await opening.catch((error: unknown) => String(error));
  if (typeof conversation === 'string')
    return { refused: conversation, kept: JSON.parse(String(await store.get(KEY))).value };
  const events: ConversationEmitted[] = [];
  conversation.on('*', (event) => events.push(event));
  conversation.start();
  conversation.send({ type: 'user.said', text: 'Are you there?' });
  await clock.goTo(60_000);
  const { status, value } = conversation.getSnapshot();
  conversation.stop();
  return { status, value, replies: events.filter(({ type }) => type === 'reply').length };
}

describe('E7: what is damaged in a checkpoint', () => {
  let kept: Awaited<ReturnType<typeof busy>>;
  beforeAll(async () => {
    kept = await busy();
  });

  test('is not there in one that is whole', async () => {
    expect(await openWith(kept.record, kept.checkpoint)).toMatchObject({ status: 'active', value: 'idle' });
  });

  test.each<[string, unknown, string]>([
    ['snapshot.context.queue', null, "'queue' of 'conversation'"],
    ['snapshot.context.interim', undefined, "'interim' of 'conversation'"],
    ['snapshot.context.told', {}, "'told' of 'conversation'"],
    ['snapshot.context.operation', 'x', "'operation' of 'conversation'"],
    ['snapshot.context.transcript.0.content', 5, "'transcript' of 'conversation'"],
    ['snapshot.value', {}, "the state of 'conversation'"],
    ['snapshot.children.chat.snapshot.status', 'x', "the state of 'chat'"],
    ['snapshot.children.chat.snapshot.context.history', {}, "'history' of 'chat'"],
    ['snapshot.children.operation.src', 5, "the state of 'operation'"],
    ['snapshot.children.operation.snapshot.context.steps.0.calls', null, "'steps' of 'operation'"],
    ['snapshot.children.operation.snapshot.children.run.snapshot.context.call.args', 'x', "'call' of 'run'"],
    ['snapshot.children.operation.snapshot.children.run', undefined, "nobody is there as 'run'"],
  ])('%s as %j is refused, by name, and stays', async (place, wrong, words) => {
    const checkpoint = damaged(kept.checkpoint, place.split('.'), wrong);
    const { refused, kept: after } = await openWith(kept.record, checkpoint);
    expect(refused).toContain(words === "nobody is there as 'run'" ? 'does not fit the charts' : words);
    expect(JSON.parse(after.state)).toEqual(JSON.parse(JSON.stringify(checkpoint)));
  });

  test('is refused in what is owed, too', () => {
    const snapshot = kept.checkpoint.snapshot as never;
    const reply = { type: 'reply', id: 'a', text: 'A', lane: 'main', kind: 'answer', operationId: 'o' } as const;
    refuseDamaged({ snapshot, owed: [reply, { type: 'of another version' } as never] });
    expect(() => refuseDamaged({ snapshot, owed: [{ ...reply, text: null as never }] })).toThrow('what is owed');
  });

  test('is refused or does no harm, wherever and whatever it is', { timeout: 120_000 }, async () => {
    const thrown: unknown[] = [];
    const note = (error: unknown) => thrown.push(error);
    process.on('uncaughtException', note);
    onTestFinished(() => void process.off('uncaughtException', note));
    onTestFinished(vi.spyOn(console, 'warn').mockImplementation(() => {}).mockRestore);
    const harmed: string[] = [];
    const places = [...placesIn(kept.checkpoint)];
    for (const [index, place] of places.entries()) {
      // each place with one of them, and each of them in every sixth place
      const wrong = WRONG[index % WRONG.length];
      const {
        refused,
        status,
        value,
        replies = 0,
      } = await openWith(kept.record, damaged(kept.checkpoint, place, wrong));
      await settle();
      const isWell = refused === undefined && status === 'active' && value === 'idle' && replies > 0;
      const isClear = refused !== undefined && /The record 'conversation'|does not fit the charts/.test(refused);
      if ((!isWell && !isClear) || thrown.length > 0) harmed.push(`${place.join('.')} = ${JSON.stringify(wrong)}`);
      thrown.length = 0;
    }
    expect(places.length).toBeGreaterThan(400);
    expect(harmed).toEqual([]);
  });
});
