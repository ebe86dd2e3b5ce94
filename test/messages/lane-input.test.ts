import fc from 'fast-check';
import { expect, test } from 'vitest';
import { grammarViolations } from 'meanwhile/testing';
import type { Message } from '../../machines/messages.ts';
import { historyOf, type TextMessage } from '../../src/messages/history-of.ts';
import { laneInput } from '../../src/messages/lane-input.ts';
import { NO_RESULT } from '../../src/messages/sanitize.ts';
import { anyMessages, anyTranscript } from './random-messages.ts';

const instructions = 'You are kind.';
const user = (content: string): TextMessage => ({ role: 'user', content });
const says = (content: string): TextMessage => ({ role: 'assistant', content });
const asks = (...ids: string[]): Message => ({
  role: 'assistant',
  content: '',
  tool_calls: ids.map((id) => ({ id, name: 'look', args: {} })),
});
const result = (id: string, content = id): Message => ({ role: 'tool', content, tool_call_id: id, name: 'look' });
const talk = (count: number): TextMessage[] => Array.from({ length: count }, (_, index) => says(`talk ${index}`));

test('a model reads its instructions, the history, the request, and its own calls', () => {
  const steps = [asks('a'), result('a')];
  expect(
    laneInput({ instructions, history: [user('before'), says('reply')], request: [user('one'), user('two')], steps }),
  ).toStrictEqual([
    { role: 'system', content: instructions },
    user('before'),
    says('reply'),
    user('one'),
    user('two'),
    ...steps,
  ]);
});

test('no call gets in by the history or the request: no lane sees the calls of the other', () => {
  const call = { id: 'main', name: 'change', args: {} };
  const history = [{ role: 'assistant', content: 'I am at it.', tool_calls: [call] } as const];
  expect(laneInput({ instructions, history, request: history, steps: [] })).toStrictEqual([
    { role: 'system', content: instructions },
    says('I am at it.'),
    says('I am at it.'),
  ]);
});

test('nothing of an entry gets in but its words', () => {
  const request = [{ id: 'm1', role: 'user', content: 'Hi', lane: 'main', turn: 'operation-1', at: 1 } as const];
  expect(laneInput({ instructions, history: request, request, steps: [] }).slice(1)).toStrictEqual([
    user('Hi'),
    user('Hi'),
  ]);
});

test('a call without a result is told to have none', () => {
  const input = laneInput({ instructions, history: [], request: [user('u')], steps: [asks('a')] });
  expect(input.at(-1)).toMatchObject({ role: 'tool', tool_call_id: 'a', content: NO_RESULT });
});

test('there are 40 messages beside the instructions, unless said otherwise; the history gives way first', () => {
  const steps = [asks('a'), result('a')];
  const input = laneInput({ instructions, history: talk(50), request: [user('u')], steps });
  expect(input).toHaveLength(41);
  expect(input.slice(1)).toEqual([...talk(50).slice(13), user('u'), ...steps]);
  expect(laneInput({ instructions, history: talk(50), request: [user('u')], steps, limit: 5 })).toHaveLength(6);
});

test('blank messages take no room', () => {
  const input = laneInput({
    instructions,
    history: [user('u'), says('')],
    request: [user('one'), user(' ')],
    steps: [],
    limit: 2,
  });
  expect(input.slice(1)).toEqual([user('u'), user('one')]);
});

test('results that talk came between are counted with their calls: nothing is torn', () => {
  const steps = [asks('a'), { role: 'user', content: 'in between' } as const, result('a')];
  const input = laneInput({ instructions, history: [], request: [user('u')], steps, limit: 3 });
  expect(input.slice(2)).toEqual([{ role: 'user', content: 'in between' }]);
});

test('then the oldest calls give way, and the newest call never', () => {
  const steps = [asks('a'), result('a'), asks('b'), result('b')];
  const input = (limit: number) =>
    laneInput({ instructions, history: talk(3), request: [user('u')], steps, limit }).slice(1);
  expect(input(4)).toEqual([says('talk 2'), user('u'), asks('b'), result('b')]);
  expect(input(3)).toEqual([user('u'), asks('b'), result('b')]);
  expect(input(1)).toEqual([user('u'), asks('b'), result('b')]);
});

test('the request is never cut away, even if it is longer than the limit', () => {
  const request = [user('one'), user('two'), user('three')];
  expect(laneInput({ instructions, history: talk(3), request, steps: [], limit: 2 }).slice(1)).toEqual(request);
});

test('blank instructions are no message', () => {
  expect(laneInput({ instructions: '', history: [], request: [user('u')], steps: [] })).toEqual([user('u')]);
});

test('whatever was said and called, a provider takes it, with the request and within the limit', () => {
  fc.assert(
    fc.property(anyTranscript, anyMessages, fc.integer({ min: 1, max: 50 }), (transcript, steps, limit) => {
      const request = [user('one'), user('two')];
      const input = laneInput({ instructions, history: historyOf(transcript), request, steps, limit });
      expect(grammarViolations(input)).toEqual([]);

      const asked = input.findIndex(({ content }) => content === 'one');
      expect(input.slice(asked, asked + 2)).toEqual(request);
      const newest = input.slice(asked + 2).filter(({ role }) => role !== 'tool');
      if (input.length > limit + 1) expect([asked, newest.length <= 1]).toEqual([1, true]);
    }),
    { numRuns: 1000 },
  );
});
