import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { openPlainScreen } from '../../../examples/telco/terminal/plain-screen.ts';

function plainScreen() {
  const output = new PassThrough();
  const hands = { typed: () => {}, interrupted: () => {}, ended: () => {} };
  const screen = openPlainScreen({ input: new PassThrough(), output }, hands);
  return { ...screen, written: () => text(output.end()) };
}

test('no text of a user, a model or a tool reaches the terminal as an escape sequence', async () => {
  const { print, show, written } = plainScreen();
  const evil = (word: string) => `\u001B]0;owned\u0007\u001B[2J\u009B1A${word}\u0090\u001B`;
  print('you', evil('Hello'));
  print('answer', evil('Good day.'));
  print('failure', evil('Something broke.'));
  show({ label: evil('your\nbill'), percent: 33, message: evil('nothing') });
  expect(await written()).toBe('you: Hello\nagent: Good day.\n! Something broke.\n… 33 % your bill\n');
});

test('how far something is becomes a line when it changes, and a thought none', async () => {
  const { show, written } = plainScreen();
  for (const percent of [0, 0, 33]) {
    show('thinking');
    show({ label: 'your bill', percent, message: '' });
  }
  expect(await written()).toBe('… 0 % your bill\n… 33 % your bill\n');
});
