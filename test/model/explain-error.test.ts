import { describe, expect, test } from 'vitest';
import { explained } from '../../src/model/explain-error.ts';

const withStatus = (status: unknown, message = 'no') => Object.assign(new Error(message), { status });
const causedBy = (cause: unknown, message = 'failed') => new Error(message, { cause });

describe('an error of a model call says what to do', () => {
  test.each<[string, unknown, string]>([
    ['401', withStatus(401), 'the model server refused the key (401): check the API key'],
    ['403', withStatus(403), 'the model server refused the key (403): check the API key'],
    ['404', withStatus(404), 'the model server knows no such model or address (404): check both'],
    ['429', withStatus(429), 'the model server has had too many requests (429): try again later'],
    ['500', withStatus(500, 'Internal error'), 'the model server answered 500: Internal error'],
    ['400', withStatus(400, 'Unknown parameter'), 'the model server answered 400: Unknown parameter'],
    ['529, thrown as no Error', { status: 529 }, 'the model server answered 529: [object Object]'],
    [
      'a refused connection',
      new Error('connect ECONNREFUSED 127.0.0.1:1'),
      'the model server cannot be reached: check its address',
    ],
    [
      'an unknown host',
      new Error('getaddrinfo ENOTFOUND nowhere'),
      'the model server cannot be reached: check its address',
    ],
    ['a failed fetch', new TypeError('fetch failed'), 'the model server cannot be reached: check its address'],
    ["OpenAI's word for it", new Error('Connection error.'), 'the model server cannot be reached: check its address'],
    [
      'the same deep inside',
      causedBy(causedBy(new Error('connect ECONNREFUSED'))),
      'the model server cannot be reached: check its address',
    ],
    [
      'a key with a foreign letter',
      new TypeError('Cannot convert argument to a ByteString because the character at index 7 has a value of 8230'),
      'the API key holds a sign that cannot be sent: check it for spaces, line breaks and foreign letters',
    ],
    ['the same word in another error', new Error('ByteString'), 'ByteString'],
    ['a status that is a text', withStatus('401', 'odd'), 'odd'],
    ['any other error', new RangeError('odd'), 'odd'],
    ['a text', 'odd', 'odd'],
    ['nothing', undefined, 'undefined'],
    ['null', null, 'null'],
  ])('%s', (_, error, message) => {
    expect(explained(error)).toBeInstanceOf(Error);
    expect(explained(error).message).toBe(message);
  });

  test.each([401, 403, 404, 429])('A13: of a %i neither key nor content is in it', (status) => {
    expect(explained(withStatus(status, 'Incorrect API key sk-secret')).message).not.toContain('sk-secret');
  });

  test('A13: of a key that cannot be sent nothing is in it, nor in its cause', () => {
    const unsendable = explained(new TypeError('Bearer sk-secret is an invalid header value'));
    expect(unsendable.message).not.toContain('sk-secret');
    expect(unsendable.cause).toBeUndefined();
  });

  test('what it was made of is its cause, and an error that needs no words stays itself', () => {
    const [refused, odd] = [withStatus(401), new Error('odd')];
    expect(explained(refused).cause).toBe(refused);
    expect(explained(odd)).toBe(odd);
  });
});
