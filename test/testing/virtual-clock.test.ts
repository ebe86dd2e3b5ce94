import { getEventListeners } from 'node:events';
import { settle, virtualClock } from 'meanwhile/testing';
import { describe, expect, test } from 'vitest';

test('time stands still until the clock is told to go on', async () => {
  const clock = virtualClock(1000);
  let isOver = false;
  clock.setTimeout(() => (isOver = true), 0);
  await settle();
  expect({ now: clock.now(), elapsed: clock.elapsed(), isOver }).toEqual({ now: 1000, elapsed: 0, isOver: false });
  await clock.goTo(5);
  expect({ now: clock.now(), elapsed: clock.elapsed(), isOver }).toEqual({ now: 1005, elapsed: 5, isOver: true });
});

test('timers fire in order of their time, then of their making, each at its own time', async () => {
  const clock = virtualClock();
  const fired: string[] = [];
  for (const [name, ms] of Object.entries({ c: 30, a: 10, b: 20, a2: 10, never: Number.POSITIVE_INFINITY })) {
    clock.setTimeout(() => fired.push(`${name} ${clock.elapsed()}`), ms);
  }
  await clock.goTo(29);
  expect(fired).toEqual(['a 10', 'a2 10', 'b 20']);
  await clock.goTo(30);
  expect(fired.at(-1)).toBe('c 30');
});

test('a timer of less than no time fires now', async () => {
  const clock = virtualClock();
  await clock.goTo(10);
  clock.setTimeout(() => {}, -5);
  expect(clock.upcoming()).toBe(10);
});

test('what is armed on the way fires on the way', async () => {
  const clock = virtualClock();
  const fired: number[] = [];
  const tick = () => {
    fired.push(clock.elapsed());
    clock.setTimeout(tick, 10);
  };
  clock.setTimeout(tick, 10);
  clock.setTimeout(() => fired.push(15), 15);
  await clock.goTo(30);
  expect(fired).toEqual([10, 15, 20, 30]);
});

test('all work settles at each timer, before the next', async () => {
  const clock = virtualClock();
  const happened: string[] = [];
  const first = async () => {
    await settle();
    happened.push('first');
  };
  clock.setTimeout(() => void first(), 1);
  clock.setTimeout(() => happened.push('second'), 2);
  await clock.goTo(2);
  expect(happened).toEqual(['first', 'second']);
});

test('work that is about to wait is waited for from where the clock stands', async () => {
  const clock = virtualClock();
  let endedAt = 0;
  const work = async () => {
    await Promise.resolve();
    await clock.wait(5);
    endedAt = clock.elapsed();
  };
  void work();
  await clock.goTo(20);
  expect(endedAt).toBe(5);
});

test('a timer that is cleared does not fire', async () => {
  const clock = virtualClock();
  let fired = 0;
  const id = clock.setTimeout(() => (fired += 1), 1);
  clock.setTimeout(() => (fired += 10), 1);
  clock.clearTimeout(id);
  await clock.goTo(1);
  expect(fired).toBe(10);
});

test('it knows how many timers are armed, and when the next is due', async () => {
  const clock = virtualClock();
  expect([clock.armed(), clock.upcoming()]).toEqual([0, undefined]);
  clock.setTimeout(() => {}, 20);
  clock.setTimeout(() => {}, 10);
  expect([clock.armed(), clock.upcoming()]).toEqual([2, 10]);
  await clock.goTo(15);
  expect([clock.armed(), clock.upcoming()]).toEqual([1, 20]);
});

test('what waits for ever is armed, and never upcoming', () => {
  const clock = virtualClock();
  void clock.wait(Number.POSITIVE_INFINITY);
  expect([clock.armed(), clock.upcoming()]).toEqual([1, undefined]);
});

test('it never goes back', async () => {
  const clock = virtualClock();
  await clock.goTo(100);
  await clock.goTo(5);
  expect(clock.elapsed()).toBe(100);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, '4 s' as unknown as number])('it does not go to %s', async (ms) => {
  const clock = virtualClock();
  await expect(clock.goTo(ms)).rejects.toThrow(`The clock can't go to ${ms}: give milliseconds since the start.`);
  expect(clock.elapsed()).toBe(0);
});

test('two who drive it at once lose no timer', async () => {
  const clock = virtualClock();
  const fired: number[] = [];
  for (const ms of [1, 2, 3]) clock.setTimeout(() => fired.push(clock.elapsed()), ms);
  await Promise.all([clock.goTo(3), clock.goTo(2)]);
  expect(fired).toEqual([1, 2, 3]);
});

test('who drives it hears what a timer throws, and may go on', async () => {
  const clock = virtualClock();
  let fired = 0;
  clock.setTimeout(() => {
    throw new Error('no timer');
  }, 1);
  clock.setTimeout(() => (fired += 1), 2);
  await expect(clock.goTo(2)).rejects.toThrow('no timer');
  await clock.goTo(2);
  expect(fired).toBe(1);
});

describe('wait', () => {
  test('ends when its time has come', async () => {
    const clock = virtualClock();
    const ended: number[] = [];
    void clock.wait(10).then(() => ended.push(clock.elapsed()));
    await clock.goTo(9);
    expect(ended).toEqual([]);
    await clock.goTo(10);
    await settle();
    expect(ended).toEqual([10]);
  });

  test('rejects with the reason when the signal aborts, and leaves no timer', async () => {
    const clock = virtualClock();
    const stop = new AbortController();
    const waiting = clock.wait(10, stop.signal);
    stop.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    expect(clock.armed()).toBe(0);
  });

  test('rejects at once when the signal has aborted', async () => {
    const clock = virtualClock();
    await expect(clock.wait(10, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
    expect(clock.armed()).toBe(0);
  });

  test('listens to its signal no longer than it waits', async () => {
    const clock = virtualClock();
    const { signal } = new AbortController();
    const waiting = clock.wait(10, signal);
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    await clock.goTo(10);
    await waiting;
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });
});
