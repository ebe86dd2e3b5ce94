import { expect, test } from 'vitest';
import { failureLine } from '../../../examples/telco/terminal/failure-line.ts';

const at = { baseURL: 'http://127.0.0.1:9/v1', model: 'gpt-4o' };

test('a failure is one line that names what to look at', () => {
  expect(failureLine('the model server cannot be reached: check its address', at)).toBe(
    'the model server cannot be reached: check its address (http://127.0.0.1:9/v1)',
  );
  expect(failureLine('the model server refused the key (401): check the API key', at)).toBe(
    'the model server refused the key (401): check the API key (OPENAI_API_KEY)',
  );
  expect(failureLine('the model server knows no such model or address (404): check both', at)).toBe(
    'the model server knows no such model or address (404): check both (model gpt-4o, OPENAI_MODEL sets another; address http://127.0.0.1:9/v1)',
  );
});

test('a long answer of a server is cut, and stays one line', () => {
  const line = failureLine(`the model server answered 502: <html>\n\n${'x'.repeat(1000)}`, at);
  expect(line).not.toContain('\n');
  expect(line).toHaveLength(300);
});
