import { expect, test } from 'vitest';
import { checkRequest } from '../../../examples/telco/demo-model/check-request.ts';

const user = { role: 'user', content: 'Hello' };
const asks = (...ids: string[]) => ({
  role: 'assistant',
  content: null,
  tool_calls: ids.map((id) => ({ id, type: 'function', function: { name: 'bill', arguments: '{}' } })),
});
const answers = (id: string) => ({ role: 'tool', content: '{}', tool_call_id: id });

function refusalOf(...messages: object[]): string | undefined {
  const checked = checkRequest({ model: 'demo', messages });
  return 'refusal' in checked ? checked.refusal.message : undefined;
}

test('calls that are answered right behind their message are accepted, in any order', () => {
  expect(refusalOf(user, asks('a', 'b'), answers('b'), answers('a'), user, asks('a'), answers('a'))).toBeUndefined();
});

test.each<[string, object[], RegExp]>([
  ['a result without any call', [user, answers('a')], /must be a response/],
  [
    'a result whose call is not right before it',
    [user, asks('a'), answers('a'), user, answers('a')],
    /must be a response/,
  ],
  ['a result behind the words of the user', [user, asks('a'), user, answers('a')], /did not have response messages: a/],
  ['a result of another call', [user, asks('a'), answers('b')], /must be a response/],
  ['a call without an answer', [user, asks('a', 'b'), answers('a'), user], /did not have response messages: b/],
  ['a call without an answer at the end', [user, asks('a')], /did not have response messages: a/],
  ['a call that is answered twice', [user, asks('a'), answers('a'), answers('a')], /answered twice/],
  ['two calls under one id', [user, asks('a', 'a'), answers('a')], /Duplicate/],
  ['an id of 41 characters', [user, asks('x'.repeat(41)), answers('x'.repeat(41))], /40/],
  ['an empty list of calls', [user, asks()], /.+/],
  ['an assistant message with nothing in it', [user, { role: 'assistant', content: null }], /content or tool_calls/],
  ['a role that does not exist', [{ role: 'robot', content: 'Hello' }], /.+/],
  ['no message at all', [], /.+/],
])('%s is refused', (_, messages, reason) => {
  expect(refusalOf(...messages)).toMatch(reason);
});
