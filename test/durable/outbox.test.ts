import { virtualClock } from 'meanwhile/testing';
import { expect, test } from 'vitest';
import type { ConversationEmitted } from '../../machines/conversation-protocol.ts';
import { outbox } from '../../src/durable/outbox.ts';

const reply = (id: string): ConversationEmitted => ({
  type: 'reply',
  id,
  text: id,
  lane: 'main',
  kind: 'answer',
  operationId: 'operation-1',
});
const failure: ConversationEmitted = { type: 'failure', source: 'chat', error: 'no' };

function opened(owed: ConversationEmitted[] = []) {
  const clock = virtualClock();
  const given: ConversationEmitted[] = [];
  const box = outbox({
    give: (event) => given.push(event),
    owed,
    clock,
    patience: 1_000,
    onTired: () => box.hold(false),
  });
  return { clock, given, box };
}

test('what is put in waits until all up to it is saved, and is given in order', () => {
  const { given, box } = opened();
  box.put(reply('a'));
  box.put(failure);
  const saved = box.count();
  box.put(reply('b'));

  expect(given).toEqual([]);
  box.giveUpTo(saved);
  expect(given).toEqual([reply('a'), failure]);
  box.giveUpTo(box.count());
  expect(given).toEqual([reply('a'), failure, reply('b')]);
});

test('what comes first is not given a second time when an earlier count is named', () => {
  const { given, box } = opened();
  box.put(reply('a'));
  box.giveUpTo(1);
  box.put(reply('b'));
  box.giveUpTo(1);
  expect(given).toEqual([reply('a')]);
});

test('replies are owed until they are given; what failed and how far something is are not', () => {
  const { box } = opened();
  box.put(failure);
  box.put(reply('a'));
  expect(box.owed()).toEqual([reply('a')]);
  box.giveUpTo(2);
  expect(box.owed()).toEqual([]);
});

test('what is owed from before waits its turn, however long', async () => {
  const { clock, given, box } = opened([reply('before')]);
  await clock.goTo(60_000);
  expect(given).toEqual([]);
  expect(box.owed()).toEqual([reply('before')]);
  box.put(reply('a'));
  box.giveUpTo(1);
  expect(given).toEqual([reply('before')]);
});

test('nothing waits longer than the patience, and then all goes through until something was saved', async () => {
  const { clock, given, box } = opened();
  box.put(reply('a'));
  await clock.goTo(999);
  expect(given).toEqual([]);
  await clock.goTo(1_000);
  expect(given).toEqual([reply('a')]);

  box.put(reply('b'));
  expect(given).toEqual([reply('a'), reply('b')]);
  box.hold(true);
  box.put(reply('c'));
  expect(given).toEqual([reply('a'), reply('b')]);
});

test('the patience is counted from the first that waits, and anew when nothing waits any more', async () => {
  const { clock, given, box } = opened();
  box.put(reply('a'));
  await clock.goTo(600);
  box.put(reply('b'));
  box.giveUpTo(2);
  expect(clock.armed()).toBe(0);
  box.put(reply('c'));
  await clock.goTo(1_500);
  expect(given).toEqual([reply('a'), reply('b')]);
  await clock.goTo(1_600);
  expect(given).toEqual([reply('a'), reply('b'), reply('c')]);
});

test('one that is closed gives nothing more and waits for nothing', async () => {
  const { clock, given, box } = opened();
  box.put(reply('a'));
  box.close();
  box.put(reply('b'));
  box.giveUpTo(2);
  expect(clock.armed()).toBe(0);
  expect(given).toEqual([]);
});

test('what a listener puts in while things are given comes after them', () => {
  const clock = virtualClock();
  const given: string[] = [];
  const box = outbox({
    give(event) {
      given.push(event.type === 'reply' ? event.id : event.type);
      if (given.length === 1) box.put(reply('answer to a'));
    },
    owed: [],
    clock,
    patience: 1_000,
    onTired: () => {},
  });
  box.put(reply('a'));
  box.put(reply('b'));
  box.hold(false);
  expect(given).toEqual(['a', 'b', 'answer to a']);
});

// it took minutes when each that was given moved all the others
test('much that has waited is given without delay', { timeout: 5_000 }, () => {
  const { given, box } = opened();
  const steps = 100_000;
  for (let step = 0; step < steps; step += 1) box.put(failure);
  box.giveUpTo(steps);
  expect([given.length, box.owed()]).toEqual([steps, []]);
});

test('a reply that is owed from before and comes again while it waits is given once', () => {
  const { given, box } = opened([reply('a'), failure]);
  box.put(reply('a'));
  box.put(failure);
  box.put(reply('b'));
  expect(box.count()).toBe(4);
  box.giveUpTo(box.count());
  expect(given).toEqual([reply('a'), failure, failure, reply('b')]);
});

test('a reply that is offered again is another one, and so is one that comes again after it was given', () => {
  const again = { ...reply('a'), offer: 2 } as ConversationEmitted;
  const { given, box } = opened([reply('a')]);
  box.put(again);
  box.put(again);
  box.giveUpTo(box.count());
  box.put(reply('a'));
  box.giveUpTo(box.count());
  expect(given).toEqual([reply('a'), again, reply('a')]);
});
