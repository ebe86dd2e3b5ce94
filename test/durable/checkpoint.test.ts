import Keyv from 'keyv';
import { memoryStore, virtualClock } from 'meanwhile/testing';
import { describe, expect, test } from 'vitest';
import { takeCheckpoints, textOf } from '../../src/durable/checkpoint.ts';
import { LeaseLost } from '../../src/durable/lease-lost.ts';
import type { Lease } from '../../src/durable/lease.ts';
import { strict } from '../../src/store/strict-store.ts';

const clock = virtualClock();
const stores = {
  'with compare-and-set': memoryStore,
  'without compare-and-set': () => new Keyv(),
};

const active = { status: 'active', output: undefined, error: undefined } as const;
const snapshot = (step: number) => ({ ...active, context: { step }, children: {} });
const text = (step: number) => textOf({ snapshot: snapshot(step), owed: [] });
const never = () => {};

function leaseOf(parts: Partial<Lease>): Lease {
  const nothing = async () => {};
  const lease = { epoch: 1, givenBackBy: undefined, renew: nothing, giveBack: nothing, hold: nothing };
  return { ...lease, isValid: () => true, isDoubtful: () => false, ...parts };
}

describe.each(Object.entries(stores))('a store %s', (_, make) => {
  const opened = () => {
    const given = make();
    const store = strict(given, clock);
    return { given, store, take: async (name: string) => takeCheckpoints('key', store, { name, lease: undefined }) };
  };

  test('what is written is found by the next writer, the newest alone', async () => {
    const { take } = opened();
    const a = await take('a');
    expect(a.found).toBeUndefined();
    for (const step of [1, 2, 3]) await a.write(text(step), never);
    expect((await take('b')).found).toEqual({ snapshot: snapshot(3), owed: [] });
  });

  test('A5: from the moment another has taken over, the earlier one cannot write', async () => {
    const { take } = opened();
    const a = await take('a');
    await a.write(text(1), never);
    const b = await take('b');
    await expect(a.write(text(2), never)).rejects.toThrow(LeaseLost);
    await b.write(text(3), never);
    await expect(a.write(text(4), never)).rejects.toThrow('another process has taken over this conversation');
    await expect(a.write(text(5), never)).rejects.toThrow('another process has taken over this conversation');
    expect((await take('c')).found?.snapshot).toEqual(snapshot(3));
  });

  test('A5: of two who begin the same conversation, the one that opened it last has it', async () => {
    const { take } = opened();
    const [a, b] = [await take('a'), await take('b')];
    expect([a.found, b.found]).toEqual([undefined, undefined]);
    await expect(a.write(text(1), never)).rejects.toThrow(LeaseLost);
    await b.write(text(2), never);
    await expect(a.write(text(3), never)).rejects.toThrow(LeaseLost);
  });

  test('A5: one that has lost its lease before it has the checkpoints does not take them', async () => {
    const { store, take } = opened();
    const b = await take('b');
    const lost = leaseOf({ hold: async () => Promise.reject(new LeaseLost('somebody else has it')) });
    await expect(takeCheckpoints('key', store, { name: 'a', lease: lost })).rejects.toThrow(LeaseLost);
    await b.write(text(1), never);
  });

  test('one whose record was deleted does not write it anew', async () => {
    const { given, take } = opened();
    const a = await take('a');
    await a.write(text(1), never);
    await given.delete('key');
    await expect(a.write(text(2), never)).rejects.toThrow('or its record was deleted');
  });

  test.each([
    ['no state', {}],
    ['no text', { state: 7 }],
    ['an empty text', { state: '' }],
    ['no JSON', { state: '{"snapshot":' }],
    ['JSON of something else', { state: '[]' }],
    ['a snapshot that has ended', { state: JSON.stringify({ snapshot: { status: 'done' }, owed: [] }) }],
    ['no list of what is owed', { state: JSON.stringify({ snapshot: snapshot(1) }) }],
  ])('a record with %s is refused, and stays', async (_what, fields) => {
    const { store, take } = opened();
    const record = { version: 1, epoch: 1, writer: 'x', ...fields };
    await store.write('key', record);
    await expect(take('a')).rejects.toThrow("The record 'conversation' holds no checkpoint");
    await expect(store.read('key', { name: 'conversation', version: 1, migrations: [] })).resolves.toEqual(record);
  });

  test('a record of a newer version is refused, and stays', async () => {
    const { store, take } = opened();
    await store.write('key', { version: 2, whatever: true });
    await expect(take('a')).rejects.toThrow('is of version 2');
  });
});

test('a write that was given up and got through after all is recognised as one of its own', async () => {
  const memory = memoryStore();
  let isCut = false;
  const cut: typeof memory = {
    ...memory,
    async compareAndSet(...given) {
      const answer = await memory.compareAndSet(...given);
      if (isCut) throw new Error('the line was cut after it');
      return answer;
    },
  };
  const store = strict(cut, clock);
  const a = await takeCheckpoints('key', store, { name: 'a', lease: undefined });
  await a.write(text(1), never);
  isCut = true;
  await expect(a.write(text(2), never)).rejects.toThrow('failed to write');
  isCut = false;
  await a.write(text(3), never);
  expect((await takeCheckpoints('key', store, { name: 'b', lease: undefined })).found?.snapshot).toEqual(snapshot(3));
});

test('a write that was given up and comes through late does not undo a newer one that says the same as one before', async () => {
  const memory = memoryStore();
  const held: (() => Promise<unknown>)[] = [];
  let isHeld = false;
  const slow: typeof memory = {
    ...memory,
    async compareAndSet(...given) {
      if (!isHeld) return memory.compareAndSet(...given);
      isHeld = false;
      held.push(async () => memory.compareAndSet(...given));
      throw new Error('it takes too long');
    },
  };
  const a = await takeCheckpoints('key', strict(slow, clock), { name: 'a', lease: undefined });
  await a.write(text(1), never);
  isHeld = true;
  await expect(a.write(text(2), never)).rejects.toThrow('failed to write');
  await a.write(text(2), never);
  await a.write(text(1), never);
  for (const comeThrough of held) await comeThrough();
  const b = await takeCheckpoints('key', strict(memory, clock), { name: 'b', lease: undefined });
  expect(b.found?.snapshot).toEqual(snapshot(1));
});

test('when another writes while it is taken over, the newest is found', async () => {
  const memory = memoryStore();
  const store = strict(memory, clock);
  const a = await takeCheckpoints('key', store, { name: 'a', lease: undefined });
  await a.write(text(1), never);
  let isFirst = true;
  const late: typeof memory = {
    ...memory,
    async compareAndSet(...given) {
      if (isFirst) await a.write(text(2), never);
      isFirst = false;
      return memory.compareAndSet(...given);
    },
  };
  expect((await takeCheckpoints('key', strict(late, clock), { name: 'b', lease: undefined })).found?.snapshot).toEqual(
    snapshot(2),
  );
  await expect(a.write(text(3), never)).rejects.toThrow(LeaseLost);
});

describe('one at rest, with nothing owed', () => {
  const idle = { ...snapshot(1), value: 'idle' };
  const owed = [
    { type: 'reply', id: 'operation-1!', text: 'Done.', lane: 'main', kind: 'answer', operationId: 'operation-1' },
  ] as const;
  const left = async (kept: Parameters<typeof textOf>[0]) => {
    const memory = memoryStore();
    let writes = 0;
    const counting = {
      ...memory,
      compareAndSet: async (...given: Parameters<typeof memory.compareAndSet>) => (
        (writes += 1),
        memory.compareAndSet(...given)
      ),
    };
    const store = strict(counting, clock);
    const take = async (name: string, givenBackBy?: string) =>
      takeCheckpoints('key', store, { name, lease: leaseOf({ givenBackBy }) });
    const a = await take('a');
    await a.write(textOf(kept), never);
    writes = 0;
    return { a, take, writes: () => writes };
  };

  test('is taken over by the first write when its writer has given it back', async () => {
    const { a, take, writes } = await left({ snapshot: idle, owed: [] });
    const b = await take('b', 'a');
    expect([b.found?.snapshot, writes()]).toEqual([idle, 0]);
    await b.write(text(2), never);
    await expect(a.write(text(3), never)).rejects.toThrow(LeaseLost);
    expect((await take('c')).found?.snapshot).toEqual(snapshot(2));
  });

  test('A5: a late write of the one who had it ends the one that has it now, and is not undone', async () => {
    const { a, take } = await left({ snapshot: idle, owed: [] });
    const b = await take('b', 'a');
    await a.write(text(2), never);
    await expect(b.write(text(3), never)).rejects.toThrow(LeaseLost);
    expect((await take('c')).found?.snapshot).toEqual(snapshot(2));
  });

  test.each([
    ['its lease ran out', { snapshot: idle, owed: [] }, undefined],
    ['another than its writer has given the lease back', { snapshot: idle, owed: [] }, 'z'],
    ['something is owed', { snapshot: idle, owed: [...owed] }, 'a'],
    ['something is at work', { snapshot: { ...idle, value: 'synthesizing' }, owed: [] }, 'a'],
  ])('A5: is taken over at once when %s', async (_, kept, givenBackBy) => {
    const { a, take } = await left(kept);
    await take('b', givenBackBy);
    await expect(a.write(text(2), never)).rejects.toThrow(LeaseLost);
  });
});
