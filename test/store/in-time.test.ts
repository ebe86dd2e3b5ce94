import { virtualClock } from 'meanwhile/testing';
import { expect, test } from 'vitest';
import { inTime } from '../../src/store/in-time.ts';

/** Something that is waited for, by a process that may stand still. */
function waitedFor() {
  const time = virtualClock();
  let stoodMs = 0;
  const clock = { ...time, now: () => time.now() + stoodMs };
  const { promise, resolve } = Promise.withResolvers<string>();
  const heard: string[] = [];
  const bound = { ms: 5_000, clock, tooLate: 'too late', onLate: () => heard.push('late') };
  const answer = inTime(promise, bound).then(
    (value) => heard.push(value),
    (error: Error) => heard.push(error.message),
  );
  return { time, heard, resolve, answer, standStill: (ms: number) => (stoodMs += ms) };
}

test('what hangs is given up when its time is over, and what comes of it then is late', async () => {
  const { time, heard, resolve } = waitedFor();
  await time.goTo(4_999);
  expect(heard).toEqual([]);
  await time.goTo(5_000);
  expect(heard).toEqual(['too late']);
  resolve('an answer');
  await time.goTo(5_001);
  expect([heard, time.armed()]).toEqual([['too late', 'late'], 0]);
});

test('a process that stood still takes the answer that came meanwhile', async () => {
  const { time, heard, resolve, standStill } = waitedFor();
  standStill(20_000);
  await time.goTo(5_000);
  expect(heard).toEqual([]);
  resolve('an answer');
  await time.goTo(5_001);
  expect([heard, time.armed()]).toEqual([['an answer'], 0]);
});

test('and gives it up, too, when its time is over once more', async () => {
  const { time, heard, standStill } = waitedFor();
  standStill(20_000);
  await time.goTo(9_999);
  expect(heard).toEqual([]);
  await time.goTo(10_000);
  expect([heard, time.armed()]).toEqual([['too late'], 0]);
});
