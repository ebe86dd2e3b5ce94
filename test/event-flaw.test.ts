import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventFlaw } from '../src/event-flaw.ts';

class Login {
  verified = true;
}

describe('B10: an event of the user or the app', () => {
  test.each([
    { type: 'user.said', text: 'Hello.' },
    { type: 'user.said', text: 'Hello.', id: 7 },
    { type: 'user.saying', text: '' },
    { type: 'session.updated', facts: {} },
    { type: 'session.updated', facts: { verified: true, name: null, deep: { list: [1, 'two', { three: false }] } } },
    { type: 'operation.cancel' },
    { type: 'operation.cancel', operationId: 'operation-1' },
    { type: 'confirmation.given', token: 'operation-1/call-1' },
    { type: 'confirmation.given', token: 'operation-1/call-1', button: 'green' },
  ])('is right as %j', (event) => {
    expect(eventFlaw(event)).toBeUndefined();
  });

  test.each([
    [{ type: 'user.said' }, 'user.said changes nothing: text is undefined; give a text that is not blank'],
    [{ type: 'user.said', text: ' ' }, 'user.said changes nothing: text is blank; give a text that is not blank'],
    [
      { type: 'user.said', text: ['Hello.'] },
      'user.said changes nothing: text is a list; give a text that is not blank',
    ],
    [{ type: 'user.saying', text: null }, 'user.saying changes nothing: text is null; give a text'],
    [
      { type: 'session.updated', facts: 'verified' },
      'session.updated changes nothing: facts is a text; give an object of facts that are plain JSON',
    ],
    [
      { type: 'session.updated' },
      'session.updated changes nothing: facts is undefined; give an object of facts that are plain JSON',
    ],
    [
      { type: 'operation.cancel', operationId: 7 },
      'operation.cancel changes nothing: operationId is of type number; give a text that is not empty',
    ],
    [
      { type: 'confirmation.given', token: '' },
      'confirmation.given changes nothing: token is blank; give a text that is not empty',
    ],
    [
      { type: 'operation.finish' },
      'there is no event of that type; there are user.said, user.saying, user.fellSilent, reply.delivered, reply.interrupted, session.updated, operation.cancel, request.enqueue, confirmation.given',
    ],
    [{ type: 'toString' }, expect.stringContaining('there is no event of that type')],
  ])('is wrong as %j, and it is said how', (event, flaw) => {
    expect(eventFlaw(event)).toEqual(flaw);
  });

  test.each<[string, unknown]>([
    ['a function', { check: () => true }],
    ['a date', { since: new Date(0) }],
    ['an instance of a class', { login: new Login() }],
    ['an instance of a class, as the facts', new Login()],
    ['undefined', { name: undefined }],
    ['a number JSON has no word for', { age: Number.NaN }],
    ['a bigint', { id: 1n }],
    ['a symbol', { key: Symbol('key') }],
    ['a map', { all: new Map() }],
    ['a function deep inside', { deep: [{ deeper: [() => true] }] }],
    ['a list', ['verified']],
  ])('has facts that are plain JSON: not %s', (_, facts) => {
    expect(eventFlaw({ type: 'session.updated', facts } as { type: string })).toContain('plain JSON');
  });

  test('has facts that are any plain JSON', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (facts) => {
        expect(
          eventFlaw({ type: 'session.updated', facts: JSON.parse(JSON.stringify(facts)) } as { type: string }),
        ).toBeUndefined();
      }),
    );
  });

  test('is named by its type, and what is in it stays out of the error', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('user.said', 'session.updated', 'confirmation.given'),
        fc.anything(),
        (type, value) => {
          const secret = 'canary-7f3a';
          const flaw = eventFlaw({ type, text: [secret], facts: secret, token: { secret }, more: value } as {
            type: string;
          });
          expect(flaw).not.toContain(secret);
        },
      ),
    );
  });
});
