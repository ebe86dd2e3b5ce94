import { describe, expect, test } from 'vitest';
import { BadReply } from '../../src/model/bad-reply.ts';
import { explained } from '../../src/model/explain-error.ts';

const withStatus = (status: unknown, message = 'no') => Object.assign(new Error(message), { status });
const secret = 'Incorrect API key sk-secret, in "my account is 4711"';
const causedBy = (cause: unknown, message = 'failed') => new Error(message, { cause });

describe('an error of a model call says what to do', () => {
  test.each<[string, unknown, string]>([
    ['401', withStatus(401), 'the model server refused the key (401): check the API key'],
    ['403', withStatus(403), 'the model server refused the key (403): check the API key'],
    ['404', withStatus(404), 'the model server knows no such model or address (404): check both'],
    ['429', withStatus(429), 'the model server has had too many requests (429): try again later'],
    [
      '429 that says when',
      Object.assign(withStatus(429), { retryAfterMs: 19_001 }),
      'the model server has had too many requests (429): try again in 20 s',
    ],
    [
      '429 for a quota',
      Object.assign(withStatus(429), { code: 'insufficient_quota' }),
      'the quota at the model server is used up (429): look at its plan and billing',
    ],
    ['500', withStatus(500, secret), 'the model server has trouble of its own (500): try again later'],
    ['503', withStatus(503, secret), 'the model server has trouble of its own (503): try again later'],
    ['529, thrown as no Error', { status: 529 }, 'the model server has trouble of its own (529): try again later'],
    [
      '400',
      withStatus(400, secret),
      "the model server refused the request (400): see its log, or what the model's callback handleLLMError hears",
    ],
    [
      '400 that names what it is about',
      Object.assign(withStatus(400, secret), {
        code: 'empty_array',
        type: 'invalid_request_error',
        param: 'tools[0].x',
      }),
      "the model server refused the request (400, empty_array, invalid_request_error, tools[0].x): see its log, or what the model's callback handleLLMError hears",
    ],
    [
      '400 with sentences for names',
      Object.assign(withStatus(400, secret), { code: secret, type: 'x'.repeat(61), param: 5 }),
      "the model server refused the request (400): see its log, or what the model's callback handleLLMError hears",
    ],
    ...[
      '400 llama2:7b does not support tools',
      '404 No endpoints found that support tool use. To learn more, visit it',
    ].map((said): [string, unknown, string] => [
      `no tools: ${said}`,
      withStatus(Number(said.slice(0, 3)), said),
      `the model server cannot use tools with this model (${said.slice(0, 3)}): take one that can, or set the server up for it`,
    ]),
    [
      'the same words of a user',
      withStatus(404, 'I read: "llama does not support tools"'),
      'the model server knows no such model or address (404): check both',
    ],
    ...[
      'Missing credentials. Please pass an `apiKey`.',
      'Could not resolve authentication method. Expected apiKey.',
    ].map((said): [string, unknown, string] => [
      `no key: ${said}`,
      new Error(said),
      'the model has no API key: set OPENAI_API_KEY, or what its package reads instead, or pass apiKey',
    ]),
    ['of a class', new (class OddError extends Error {})(secret), 'the model failed (OddError)'],
    [
      'too much to read',
      Object.assign(new Error(`400 ${secret}`), { name: 'ContextOverflowError' }),
      'the conversation is longer than the model can read: lower limits.tokens, or take a model that reads more',
    ],
    [
      'a timeout of the model',
      Object.assign(new Error('Request timed out.'), { name: 'TimeoutError' }),
      'the model server did not answer in time: try again later',
    ],
    ...[
      new TypeError('terminated'),
      causedBy(new Error('read ECONNRESET'), 'aborted'),
      new Error('other side closed'),
    ].map((error): [string, unknown, string] => [
      `a broken line: ${error.message}`,
      error,
      'the connection to the model server broke in the middle of a reply: try again',
    ]),
    [
      'an error frame in the middle of a stream',
      Object.assign(new Error(secret), { status: undefined, error: { message: secret }, type: 'server_error' }),
      'the model server broke its reply off (error, server_error): try again later',
    ],
    [
      'what is no JSON, and quotes it',
      new SyntaxError(`Unexpected token in ${secret}`),
      'the model server sent what cannot be read: check its address, and that it speaks as OpenAI does',
    ],
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
    ['the same word in another error', new Error('ByteString'), 'the model failed'],
    ['a word of a broken line among others', new Error('not terminated by a stop'), 'the model failed'],
    ['a status that is a text', withStatus('401', 'odd'), 'the model failed'],
    ['any other error', new RangeError('odd'), 'the model failed (RangeError)'],
    ['one with a code', Object.assign(new Error('odd'), { code: 'E_ODD' }), 'the model failed (E_ODD)'],
    ['a text', 'odd', 'the model failed'],
    ['nothing', undefined, 'the model failed'],
    ['null', null, 'the model failed'],
    ['a word of ours', new BadReply('cut off'), 'cut off'],
  ])('%s', (_, error, message) => {
    expect(explained(error)).toBeInstanceOf(Error);
    expect(explained(error).message).toBe(message);
  });

  test.each([400, 401, 403, 404, 422, 429, 500])('A13: of a %i neither key nor content is in it', (status) => {
    expect(explained(withStatus(status, secret)).message).not.toMatch(/secret|4711/);
  });

  test('A13: of a key that cannot be sent nothing is in it, nor in its cause', () => {
    const unsendable = explained(new TypeError('Bearer sk-secret is an invalid header value'));
    expect(unsendable.message).not.toContain('sk-secret');
    expect(unsendable.cause).toBeUndefined();
  });

  test('what it was made of is its cause, and an error that needs no words stays itself', () => {
    const [refused, odd, ours] = [withStatus(401), new Error('odd'), new BadReply('cut off')];
    expect(explained(refused).cause).toBe(refused);
    expect(explained(odd).cause).toBe(odd);
    expect(explained(ours)).toBe(ours);
  });
});
