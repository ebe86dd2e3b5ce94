import { expect, test } from 'vitest';
import { settle } from 'meanwhile/testing';
import { inTurn } from '../../../examples/telco/terminal/in-turn.ts';

function queue({ mayGoOn = () => true, handle = async () => {} }: Partial<Parameters<typeof inTurn>[0]> = {}) {
  const handled: string[] = [];
  const stops: boolean[] = [];
  const lines = inTurn({
    mayGoOn,
    async handle(line) {
      handled.push(line);
      await handle(line);
    },
    onStopped: () => stops.push(lines.isDone()),
  });
  return { ...lines, handled, stops };
}

test('a line is handled at once if it may be', () => {
  const { take, handled } = queue();
  take('one');
  expect(handled).toEqual(['one']);
});

test('lines that come at once are handled in turn, each when it may go on', async () => {
  let allowed = 1;
  const { take, goOn, handled, isDone } = queue({ mayGoOn: () => allowed-- > 0 });
  for (const line of ['one', 'two', 'three']) take(line);
  await settle();
  expect(handled).toEqual(['one']);
  expect(isDone()).toBe(false);
  allowed = 1;
  goOn();
  await settle();
  expect(handled).toEqual(['one', 'two']);
  allowed = 9;
  goOn();
  await settle();
  expect(handled).toEqual(['one', 'two', 'three']);
  expect(isDone()).toBe(true);
});

test('the next line waits until the one before is handled, and the end is told', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { take, goOn, handled, stops, isDone } = queue({ handle: () => promise });
  take('one');
  take('two');
  goOn();
  await settle();
  expect(handled).toEqual(['one']);
  expect(isDone()).toBe(false);
  resolve();
  await settle();
  expect(handled).toEqual(['one', 'two']);
  expect(stops).toEqual([true]);
});
