import { memoryStore, settle, virtualClock } from 'meanwhile/testing';
import { expect, onTestFinished, test } from 'vitest';
import { LeaseLost } from '../../src/durable/lease-lost.ts';
import { keepUp, LEASE_MS, takeLease } from '../../src/durable/lease.ts';
import { strict } from '../../src/store/strict-store.ts';

/** Some who want the lease of one conversation, and a store whose next operations can be made to fail. */
function contest() {
  const clock = virtualClock();
  const memory = memoryStore();
  let failures = 0;
  let isAnswerLost = false;
  let before: (() => Promise<void>) | undefined;
  const unsteady: typeof memory = {
    ...memory,
    async compareAndSet(...given) {
      const first = before;
      before = undefined;
      await first?.();
      if (failures-- > 0) throw new Error('away');
      const answer = await memory.compareAndSet(...given);
      if (isAnswerLost) throw new Error('cut off');
      return answer;
    },
  };
  const store = strict(unsteady, clock);
  const { compareAndSet } = store;
  if (!compareAndSet) throw new Error('the store has a compare-and-set');
  const claim = async (holder: string) => takeLease({ key: 'lease', store, compareAndSet, holder, clock });
  return {
    clock,
    claim,
    failNext: (count: number) => (failures = count),
    beforeNext: (job: () => Promise<void>) => (before = job),
    loseAnswers: (isLost: boolean) => (isAnswerLost = isLost),
  };
}

test('the first has it at once, and each later holder has a higher epoch', async () => {
  const { claim } = contest();
  const a = await claim('a');
  expect([a.epoch, a.isValid()]).toEqual([1, true]);
  await a.giveBack();
  const b = await claim('b');
  expect([a.givenBackBy, b.givenBackBy]).toEqual([undefined, 'a']);
  expect(b.epoch).toBe(2);
});

test('who holds it no longer is waited for until his time is up, and no longer', async () => {
  const { clock, claim } = contest();
  await claim('dead');
  await clock.goTo(1_000);
  const heard: number[] = [];
  const b = claim('b').finally(() => heard.push(clock.elapsed()));
  await clock.goTo(LEASE_MS - 1);
  expect(heard).toEqual([]);
  await clock.goTo(LEASE_MS);
  await settle();
  expect(heard).toEqual([LEASE_MS]);
  expect((await b).givenBackBy).toBeUndefined();
});

test('a time in the far future, of a clock that is wrong, is waited for no longer than a lease lasts', async () => {
  const { clock, claim } = contest();
  await clock.goTo(3_600_000);
  await claim('of the future');
  const earlier = virtualClock();
  expect(earlier.now()).toBeLessThan(clock.now());
  const heard: string[] = [];
  void claim('b').then(({ epoch }) => heard.push(`epoch ${epoch}`));
  await clock.goTo(clock.elapsed() + LEASE_MS);
  await settle();
  expect(heard).toEqual(['epoch 2']);
});

test.each([
  ['at once', 0],
  ['after a while', 1_700],
  ['after it was renewed', 2_500],
  ['in the last moment', LEASE_MS - 1],
])('who gives it back %s hands it over to the one who waits for it, soon', async (_, after) => {
  const { clock, claim } = contest();
  const a = await claim('a');
  const stop = keepUp(a, clock, { onLost: () => {} });
  const taken = claim('b').then(({ givenBackBy, epoch }) => ({ givenBackBy, epoch, at: clock.elapsed() }));
  taken.catch(() => {});
  await clock.goTo(after);
  stop();
  await a.giveBack();
  await clock.goTo(after + 500);
  expect(await Promise.race([taken, settle()])).toMatchObject({ givenBackBy: 'a', epoch: 2 });
});

test('who gives it back between the last look and the swap hands it over, too', async () => {
  const { clock, claim, beforeNext } = contest();
  const a = await claim('a');
  const taken = claim('b');
  await clock.goTo(LEASE_MS - 100);
  beforeNext(a.giveBack);
  await clock.goTo(LEASE_MS);
  expect(await taken).toMatchObject({ givenBackBy: 'a', epoch: 2 });
});

test('of two who wait for one that is given back, one has it', async () => {
  const { clock, claim } = contest();
  const a = await claim('a');
  const both = Promise.allSettled([claim('b'), claim('c')]);
  await clock.goTo(1_000);
  await a.giveBack();
  await clock.goTo(LEASE_MS);
  expect((await both).map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
});

test('who is alive keeps it: the other is refused', async () => {
  const { clock, claim } = contest();
  const a = await claim('a');
  onTestFinished(keepUp(a, clock, { onLost: () => {} }));
  const refused = claim('b').catch((error: unknown) => error);
  await clock.goTo(2 * LEASE_MS);
  expect(await refused).toBeInstanceOf(LeaseLost);
  expect(String(await refused)).toBe(
    'LeaseLost: Another process has this conversation open, or has just opened it: send the user there, or try again later.',
  );
  expect(a.isValid()).toBe(true);
});

test('of many who take over from a dead one at the same moment, one has it', async () => {
  const { clock, claim } = contest();
  await claim('dead');
  const all = ['b', 'c', 'd', 'e'].map(async (name) =>
    claim(name).then(
      () => name,
      () => 'refused',
    ),
  );
  await clock.goTo(LEASE_MS);
  const outcomes = await Promise.all(all);
  expect(outcomes.filter((outcome) => outcome !== 'refused')).toHaveLength(1);
});

test('one that ran out while nobody else wanted it is renewed', async () => {
  const { clock, claim } = contest();
  const a = await claim('a');
  await clock.goTo(10 * LEASE_MS);
  expect(a.isValid()).toBe(false);
  await a.renew();
  expect(a.isValid()).toBe(true);
});

test('who was away while another took it can neither renew it nor give it back', async () => {
  const { clock, claim } = contest();
  const a = await claim('a');
  await clock.goTo(LEASE_MS);
  const b = await claim('b');
  await expect(a.renew()).rejects.toThrow(LeaseLost);
  await expect(a.giveBack()).rejects.toThrow('another process has taken over this conversation');
  await b.renew();
});

test('two renewals at once are no harm', async () => {
  const { claim } = contest();
  const a = await claim('a');
  await Promise.all([a.renew(), a.renew()]);
  await a.renew();
  expect(a.isValid()).toBe(true);
});

test('given back while a renewal is under way, it is given back', async () => {
  const { clock, claim } = contest();
  const a = await claim('a');
  await clock.goTo(100);
  await Promise.all([a.renew(), a.giveBack()]);
  expect(a.isValid()).toBe(false);
  await claim('b');
  expect(clock.elapsed()).toBe(100);
});

test('given back after a renewal whose answer was lost, it is given back', async () => {
  const { clock, claim, loseAnswers } = contest();
  const a = await claim('a');
  await clock.goTo(100);
  loseAnswers(true);
  await expect(a.renew()).rejects.toThrow('the store failed to write it');
  loseAnswers(false);
  await a.giveBack();
  await claim('b');
  expect(clock.elapsed()).toBe(100);
});

test('it is kept up every two seconds, also over a store that is away for a moment, until it is stopped', async () => {
  const { clock, claim, failNext } = contest();
  const lost: unknown[] = [];
  const a = await claim('a');
  const stop = keepUp(a, clock, { onLost: (error) => lost.push(error) });
  failNext(2);
  for (let second = 1; second <= 20; second += 1) {
    await clock.goTo(second * 1_000);
    await settle();
  }
  expect([a.isValid(), lost]).toEqual([true, []]);
  stop();
  await clock.goTo(60_000);
  expect([a.isValid(), clock.armed()]).toEqual([false, 0]);
});

test('who keeps it up hears once that it is lost, and lets go', async () => {
  const { clock, claim } = contest();
  const lost: string[] = [];
  const a = await claim('a');
  await clock.goTo(LEASE_MS);
  await claim('b');
  keepUp(a, clock, { onLost: (error) => lost.push(error.message) });
  await clock.goTo(60_000);
  expect([lost, clock.armed()]).toEqual([['another process has taken over this conversation'], 0]);
});
