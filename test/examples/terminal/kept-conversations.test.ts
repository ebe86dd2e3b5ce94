import { join } from 'node:path';
import { virtualClock } from 'meanwhile/testing';
import { expect, test } from 'vitest';
import { openConversations } from '../../../examples/telco/terminal/kept-conversations.ts';
import { learnedDurations } from '../../../src/durations/durations.ts';
import { strict } from '../../../src/store/strict-store.ts';
import { temporaryFolder } from '../../kit/temporary-folder.ts';

const tool = 'get_billing_summary_tool';
const file = () => join(temporaryFolder(), 'conversations.sqlite');

/** Has the bill drawn up ten times at this speed, if at all; gives what is learned of it there, and at the end. */
async function learnAt(path: string, speed: number, times = 10) {
  const { store, close } = openConversations(path, { speed });
  const durations = learnedDurations(strict(store, virtualClock()));
  const read = async () => {
    await durations.load(tool);
    return durations.estimate(tool)?.calls;
  };
  const before = await read();
  for (let time = 0; time < times; time += 1) durations.observe({ tool, ms: 6000 / speed, isWorthAWrite: true });
  await durations.load('another'); // which is read behind what is written
  const after = await read();
  await close();
  return { before, after };
}

test('what is learned of times at the speed of life is known at the next start', async () => {
  const path = file();
  await learnAt(path, 1);
  expect(await learnAt(path, 1, 0)).toMatchObject({ before: 10 });
});

test('what is learned at another speed holds there and then, and is not mixed with that', async () => {
  const path = file();
  await learnAt(path, 3);
  expect(await learnAt(path, 1)).toEqual({ before: undefined, after: 10 });
  expect(await learnAt(path, 3)).toEqual({ before: undefined, after: 10 });
  expect(await learnAt(path, 1, 0)).toMatchObject({ before: 10 });
});

test('at another speed conversations are kept all the same', async () => {
  const path = file();
  const fast = openConversations(path, { speed: 3 });
  const id = await fast.idFor('terminal');
  await fast.store.set('something', 'said');
  await fast.close();
  const { idFor, store, close } = openConversations(path, { speed: 1 });
  expect([await idFor('terminal'), await store.get('something')]).toEqual([id, 'said']);
  await close();
});
