import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { openPlainScreen } from '../../../examples/telco/terminal/plain-screen.ts';
import { runOf } from '../../kit/run-of.ts';

function plainScreen() {
  const output = new PassThrough();
  const hands = { typed: () => {}, interrupted: () => {}, escaped: () => {}, ended: () => {} };
  const screen = openPlainScreen({ input: new PassThrough(), output }, hands);
  return { ...screen, written: () => text(output.end()) };
}

test('no text of a user, a model or a tool reaches the terminal as an escape sequence', async () => {
  const { print, show, written } = plainScreen();
  const evil = (word: string) => `\u001B]0;owned\u0007\u001B[2J\u009B1A${word}\u0090\u001B`;
  print('you', evil('Hello'));
  print('answer', evil('Good day.'));
  print('failure', evil('Something broke.'));
  show(runOf({ label: evil('your\nbill'), percent: 33, message: evil('nothing') }));
  expect(await written()).toBe('you: Hello\nagent: Good day.\n! Something broke.\n… 33 % your bill\n');
});

test('how far something is becomes a line when it changes, and a thought none', async () => {
  const { show, written } = plainScreen();
  for (const percent of [0, 0, 33]) {
    show('thinking');
    show(runOf({ label: 'your bill', percent }));
  }
  expect(await written()).toBe('… 0 % your bill\n… 33 % your bill\n');
});

test('which try it is becomes a line, and the seconds in between none', async () => {
  const { show, written } = plainScreen();
  const run = runOf({ label: 'your bill', percent: 33 });
  show(run);
  for (let second = 0; second < 2; second += 1) show({ ...run, retryAt: 5000 });
  show({ ...run, attempt: 2 }, ['the change of your plan']);
  expect(await written()).toBe('… 33 % your bill\n… 33 % your bill, waits for try 2\n… 33 % your bill, try 2\n');
});
