import { settle, virtualClock } from 'meanwhile/testing';
import { describe, expect, test } from 'vitest';
import { saver } from '../../src/durable/saver.ts';

/** A saver of a number, and a store that does as it is told. */
function opened() {
  const clock = virtualClock();
  const heard: string[] = [];
  const writes: { value: number; end: (error?: Error) => void }[] = [];
  let value = 0;
  const saving = saver({
    clock,
    take: () => value,
    write(taken) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      writes.push({ value: taken, end: (error) => (error ? reject(error) : resolve()) });
      return promise;
    },
    onSaved: (taken) => heard.push(`saved ${taken}`),
    onFailure: (error) => heard.push(String(error)),
    stepMs: 100,
  });
  async function change(to: number) {
    value = to;
    saving.note();
    await settle();
  }
  async function step(to: number) {
    value = to;
    saving.noteStep();
    await settle();
  }
  async function end(error?: Error) {
    writes.at(-1)?.end(error);
    await settle();
  }
  return { clock, heard, saving, change, step, end, written: () => writes.map((write) => write.value) };
}

test('what changes while something is being saved is saved together, next, and one at a time', async () => {
  const { change, end, written, heard } = opened();
  await change(1);
  await change(2);
  await change(3);
  expect(written()).toEqual([1]);
  await end();
  expect(written()).toEqual([1, 3]);
  await end();
  expect([written(), heard]).toEqual([
    [1, 3],
    ['saved 1', 'saved 3'],
  ]);
});

test('it is taken when those who sent have come to rest, not in the middle', async () => {
  const { saving, written } = opened();
  saving.note();
  expect(written()).toEqual([]);
  await settle();
  expect(written()).toEqual([0]);
});

test('after everything was saved, the next change is saved as well', async () => {
  const { change, end, written } = opened();
  for (const value of [1, 2, 3]) {
    await change(value);
    await end();
  }
  expect(written()).toEqual([1, 2, 3]);
});

test('two changes at the same moment are saved once, and the next is not forgotten', async () => {
  const { saving, change, end, written } = opened();
  saving.note();
  saving.note();
  await settle();
  await end();
  await change(2);
  expect(written()).toEqual([0, 2]);
});

test('what failed is tried again with the newest, after pauses that grow to a second', async () => {
  const { clock, change, end, written, heard } = opened();
  await change(1);
  const pauses = [];
  for (let tries = 1; tries <= 7; tries += 1) {
    await end(new Error('away'));
    const before = clock.elapsed();
    await change(1 + tries);
    await clock.goTo(clock.upcoming() ?? 0);
    pauses.push(clock.elapsed() - before);
  }
  expect(pauses).toEqual([50, 100, 200, 400, 800, 1000, 1000]);
  expect(written()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  await end();
  expect(heard.slice(-2)).toEqual(['Error: away', 'saved 8']);
});

test('after a success the pauses begin anew', async () => {
  const { clock, change, end } = opened();
  await change(1);
  await end(new Error('away'));
  await clock.goTo(50);
  await end();
  await change(2);
  await end(new Error('away'));
  expect(clock.upcoming()).toBe(100);
});

test('saved waits for what has changed until then, and for nothing later', async () => {
  const { saving, change, end, heard } = opened();
  await saving.saved();
  await change(1);
  void saving.saved().then(() => heard.push('waited for 1'));
  await change(2);
  void saving.saved().then(() => heard.push('waited for 2'));
  await end();
  expect(heard).toEqual(['saved 1', 'waited for 1']);
  expect(saving.isDone()).toBe(false);
  await end();
  expect(heard).toEqual(['saved 1', 'waited for 1', 'saved 2', 'waited for 2']);
  expect(saving.isDone()).toBe(true);
});

test('what has just been noted is waited for, though nothing has been taken yet', async () => {
  const { saving, end, heard } = opened();
  saving.note();
  void saving.saved().then(() => heard.push('waited'));
  await settle();
  expect(heard).toEqual([]);
  await end();
  expect(heard).toEqual(['saved 0', 'waited']);
});

test('whoever has to know is told after five seconds, and it is tried on', async () => {
  const { clock, saving, change, end, heard } = opened();
  await change(1);
  saving.saved().catch((error: unknown) => heard.push(String(error)));
  await clock.goTo(4_999);
  expect(heard).toEqual([]);
  await clock.goTo(5_000);
  expect(heard).toEqual([expect.stringContaining('could not be saved in time: see that its store is there')]);
  await end();
  expect(heard.at(-1)).toBe('saved 1');
});

test('stopped, it waits for what is under way, tells who waits why, and saves nothing more', async () => {
  const { clock, saving, change, end, written, heard } = opened();
  await change(1);
  await change(2);
  saving.saved().catch((error: unknown) => heard.push(`not saved: ${String(error)}`));
  void saving.stop(new Error('it is over')).then(() => heard.push('stopped'));
  await settle();
  expect(heard).toEqual(['not saved: Error: it is over']);
  await end();
  await change(3);
  expect(heard).toEqual(['not saved: Error: it is over', 'stopped']);
  expect([written(), clock.armed()]).toEqual([[1], 0]);
  await expect(saving.saved()).rejects.toThrow('it is over');
});

test('stopped in the pause after a failure, it does not wait for the end of the pause', async () => {
  const { clock, saving, change, end, written, heard } = opened();
  await change(1);
  await end(new Error('away'));
  void saving.stop(new Error('it is over')).then(() => heard.push('stopped'));
  await settle();
  expect(heard).toEqual(['Error: away', 'stopped']);
  expect([written(), clock.armed()]).toEqual([[1], 0]);
});

test('what cannot be taken is a failure like any other', async () => {
  const clock = virtualClock();
  const heard: string[] = [];
  let isBroken = true;
  const saving = saver({
    clock,
    take() {
      if (isBroken) throw new Error('no text of it');
      return 1;
    },
    write: async () => {},
    onSaved: (taken) => heard.push(`saved ${taken}`),
    onFailure: (error) => heard.push(String(error)),
    stepMs: 100,
  });
  saving.note();
  await settle();
  isBroken = false;
  await clock.goTo(50);
  expect(heard).toEqual(['Error: no text of it', 'saved 1']);
});

describe('L3: steps, of which the newest is enough,', () => {
  test('are saved at once after a while, and then again after a moment, together', async () => {
    const { clock, step, end, written } = opened();
    await step(1);
    await end();
    for (let ms = 1; ms < 100; ms += 1) {
      await clock.goTo(ms);
      await step(ms);
    }
    expect(written()).toEqual([1]);
    await clock.goTo(100);
    expect(written()).toEqual([1, 99]);
  });

  test('are saved with the next change', async () => {
    const { clock, step, change, end, written } = opened();
    await step(1);
    await end();
    await step(2);
    await change(3);
    expect(written()).toEqual([1, 3]);
    await end();
    await clock.goTo(1_000);
    expect(written()).toEqual([1, 3]);
  });

  test('are saved at once when somebody has to know', async () => {
    const { saving, step, end, written } = opened();
    await step(1);
    await end();
    await step(2);
    const saved = saving.saved();
    await settle();
    expect(written()).toEqual([1, 2]);
    await end();
    await saved;
    expect(saving.isDone()).toBe(true);
  });

  test('that come while something is being saved are saved a moment after it', async () => {
    const { clock, step, change, end, written } = opened();
    await change(1);
    await step(2);
    await end();
    expect(written()).toEqual([1]);
    await clock.goTo(100);
    expect(written()).toEqual([1, 2]);
  });

  test('leave no timer behind when it is over', async () => {
    const { clock, saving, step, end } = opened();
    await clock.goTo(50);
    await step(1);
    await end();
    await step(2);
    expect(clock.armed()).toBe(1);
    await saving.stop(new Error('over'));
    expect(clock.armed()).toBe(0);
  });
});
