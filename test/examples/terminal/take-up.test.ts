import Keyv from 'keyv';
import { createConversationMachine } from 'meanwhile';
import { scriptedModel, virtualClock } from 'meanwhile/testing';
import { expect, test } from 'vitest';
import { takeUp } from '../../../examples/telco/terminal/take-up.ts';
import { isComplaint } from '../../../examples/telco/terminal/complaint.ts';

const clock = virtualClock();
const machineOn = (store: Keyv | undefined) =>
  createConversationMachine({ model: scriptedModel([], clock), tools: [], clock, ...(store && { store }) });

/** Takes up `terminal-1`; `passed` is a clock by which every wait is over at once. */
async function taken(store: Keyv | undefined, passed: boolean) {
  const said: string[] = [];
  const later = (act: () => void) => {
    if (passed) act();
    return () => {};
  };
  const conversation = await takeUp(machineOn(store), { id: 'terminal-1', say: (note) => said.push(note), later });
  return { said, conversation };
}

test.each([
  [true, 1],
  [false, 0],
])('that it takes more than a moment (%s) is said', async (passed, notes) => {
  const { said, conversation } = await taken(new Keyv(), passed);
  expect(said).toHaveLength(notes);
  expect(isComplaint(conversation)).toBe(false);
});

test('what cannot be read is a complaint, and stays as it is', async () => {
  const store = new Keyv();
  const key = 'meanwhile:terminal-1:conversation';
  const damaged = { version: 1, epoch: 1, writer: 'somebody', state: 'half of' };
  await store.set(key, damaged);
  const { conversation } = await taken(store, false);
  expect(conversation).toEqual({
    complaint: expect.stringMatching(/^What was kept of this chat can't be used\. .*damaged/),
  });
  expect(await store.get(key)).toMatchObject({ state: 'half of' });
});

test('a mistake of the program is no complaint', async () => {
  await expect(taken(undefined, false)).rejects.toThrow('give createConversationMachine one');
});
