import { expect, test } from 'vitest';
import { grammarViolations } from 'meanwhile/testing';

const user = { role: 'user', content: 'hello' };
const asks = (...ids: string[]) => ({ role: 'assistant', content: '', tool_calls: ids.map((id) => ({ id })) });
const result = (id: string) => ({ role: 'tool', content: '{}', tool_call_id: id });

test.each([
  ['nothing at all', []],
  ['plain talk', [{ role: 'system', content: 'Be kind.' }, user, { role: 'assistant', content: 'hi' }]],
  ['a list that begins with the assistant', [{ role: 'assistant', content: 'hi' }]],
  ['parallel calls with results in any order', [user, asks('a', 'b'), result('b'), result('a'), user]],
  ['content in parts', [{ role: 'user', content: [{ type: 'text', text: 'hello' }] }]],
])('the grammar allows %s', (_, messages) => {
  expect(grammarViolations(messages)).toEqual([]);
});

test.each([
  [
    'a result at the start',
    [result('a'), user],
    'messages[0]: a result of "a", which the assistant message before it does not ask',
  ],
  [
    'a result separated from its call',
    [asks('a'), user, result('a')],
    'messages[1]: stands where the result of "a" must be',
  ],
  ['a call without result at the end', [asks('a')], 'the end: stands where the result of "a" must be'],
  [
    'one of two calls unanswered',
    [asks('a', 'b'), result('a'), user],
    'messages[2]: stands where the result of "b" must be',
  ],
  [
    'an unknown id',
    [asks('a'), result('a'), result('x')],
    'messages[2]: a result of "x", which the assistant message before it does not ask',
  ],
  ['a second result', [asks('a'), result('a'), result('a')], 'messages[2]: a second result of "a"'],
  [
    'a result without id',
    [asks('a'), result('a'), { role: 'tool', content: '' }],
    'messages[2]: a result without tool_call_id',
  ],
  ['an id used twice', [asks('a'), result('a'), asks('a'), result('a')], 'messages[2]: the call id "a" is used twice'],
  [
    'an id twice in one message',
    [asks('a', 'a'), result('a'), result('a')],
    'messages[0]: the call id "a" is used twice',
  ],
  [
    'an id of 41 characters',
    [asks('x'.repeat(41)), result('x'.repeat(41))],
    `messages[0]: the call id "${'x'.repeat(41)}" is longer than 40 characters`,
  ],
  ['an empty id', [asks(''), result('')], 'messages[0]: a call without id'],
  ['an empty list of calls', [asks()], 'messages[0]: an empty list of calls'],
  ['calls of a user', [{ ...asks('a'), role: 'user' }, result('a')], 'messages[0]: calls in a message of role "user"'],
  ['an unknown role', [{ role: 'human', content: 'hello' }], 'messages[0]: unknown role "human"'],
  ['a blank message', [{ role: 'user', content: ' ' }], 'messages[0]: has neither content nor calls'],
  ['content that is null', [{ role: 'assistant', content: null }], 'messages[0]: has neither content nor calls'],
  ['content without parts', [{ role: 'user', content: [] }], 'messages[0]: has neither content nor calls'],
])('the grammar refuses %s', (_, messages, violation) => {
  expect(grammarViolations(messages)[0]).toBe(violation);
});
