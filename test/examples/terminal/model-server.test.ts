import { expect, test } from 'vitest';
import { modelServerIn } from '../../../examples/telco/terminal/model-server.ts';

test('without a key and an address there is no model server', () => {
  expect(modelServerIn({})).toBeUndefined();
  expect(modelServerIn({ OPENAI_API_KEY: '', OPENAI_BASE_URL: ' ', OPENAI_MODEL: 'gpt-4o' })).toBeUndefined();
});

test('a key alone means OpenAI', () => {
  expect(modelServerIn({ OPENAI_API_KEY: 'sk-1' })).toEqual({
    baseURL: 'https://api.openai.com/v1',
    apiKey: 'sk-1',
    model: 'gpt-4o',
  });
});

test('an address needs no key', () => {
  expect(modelServerIn({ OPENAI_BASE_URL: 'http://localhost:11434/v1', OPENAI_MODEL: 'qwen3' })).toEqual({
    baseURL: 'http://localhost:11434/v1',
    apiKey: 'none',
    model: 'qwen3',
  });
});

test.each(['localhost:11434', 'nonsense', 'ftp://there', 'http://'])('%s is no address', (url) => {
  expect(modelServerIn({ OPENAI_BASE_URL: url })).toEqual({
    complaint: `OPENAI_BASE_URL is '${url}': give an address as in http://localhost:11434/v1.`,
  });
});

test.each(['ключ', 'sk-1\nX-Evil: 1', 'sk-\u{1F511}', 'sk-\u201C1\u201D', 'sk-\u001B[2J'])(
  'a key that cannot be sent (%j) is refused and not repeated',
  (key) => {
    expect(modelServerIn({ OPENAI_API_KEY: key })).toEqual({
      complaint:
        'OPENAI_API_KEY holds a sign that cannot be sent: look for line breaks, foreign letters and curly quotes in it.',
    });
  },
);

test('the line break that a file with a key ends with does no harm', () => {
  expect(modelServerIn({ OPENAI_API_KEY: 'sk-1\n' })).toMatchObject({ apiKey: 'sk-1' });
});
