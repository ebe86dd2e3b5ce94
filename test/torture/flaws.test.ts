import { expect, test } from 'vitest';
import { flawsOfLosers } from './flaws.ts';
import type { Note, Noted } from './heard.ts';

const note = (life: number, what: Noted): Note => ({ life, id: 'a', at: 0, what });
const opened = (life: number, ...found: string[]) => note(life, { type: 'opened', tookMs: 0, found });
const behind = (life: number, line: string, wasSaid = true) => note(life, { type: 'behind', line, wasSaid });
const lost: Note = note(1, {
  type: 'given',
  event: { type: 'failure', source: 'store', error: 'another process has taken over this conversation' },
});
const of = (play: string, ...notes: Note[]) => flawsOfLosers({ play, notes });

/** It was paused after it was told so, and before it could note it. */
test('who was overtaken may still say that a line was saved which the other has found', () => {
  expect(of('queue', opened(1), opened(2, 'q-1'), behind(1, 'q-1'), lost)).toEqual([]);
});

test('who was overtaken may not say that a line was saved which the other has not found', () => {
  const word = 'life 1 was overtaken by 2, and {"type":"behind","line":"q-1","wasSaid":true}';
  expect(of('queue', opened(1), opened(2), behind(1, 'q-1'), lost)).toEqual([word]);
  expect(of('queue', opened(1, 'q-1'), opened(2), behind(1, 'q-1'), behind(2, 'q-1'), lost)).toEqual([word]);
});

test('of what leaves no words nothing is to be found', () => {
  expect(of('cancel', opened(1), opened(2), behind(1, 'x-2'), lost)).toEqual([]);
  expect(of('queue', opened(1), opened(2), behind(1, 'q-2', false), lost)).toEqual([]);
});

test('who was overtaken at rest may say so when the other rests as well', () => {
  const rests = (life: number) => note(life, { type: 'rests' });
  expect(of('queue', opened(1), opened(2), rests(1), rests(2), lost)).toEqual([]);
  expect(of('queue', opened(1), opened(2), rests(1), lost)).toHaveLength(1);
});
