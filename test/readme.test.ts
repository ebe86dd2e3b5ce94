import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { serveOpenAI } from './kit/openai-server.ts';

const lesson = 'examples/01-talk-while-working.ts';

test('the code in the README is the first lesson, in 25 lines at most', () => {
  const [, code = ''] = /```ts\n([\s\S]*?)```/.exec(readFileSync('README.md', 'utf8')) ?? [];
  expect(code).toBe(readFileSync(lesson, 'utf8'));
  expect(code.trim().split('\n').length).toBeLessThanOrEqual(25);
});

test('the first lesson talks while it works', async () => {
  const server = await serveOpenAI(({ tools, messages }) => {
    if (tools.includes('check_status')) {
      return messages.at(-1)?.role === 'tool' ? { text: 'You have 27 GB left.' } : { calls: [{ name: 'data_left' }] };
    }
    if (tools.length === 0) return { text: 'As I said, 27 GB. And your bill is 45 EUR.' };
    return messages.at(-1)?.role === 'tool' ? { text: 'Your bill is 45 EUR.' } : { calls: [{ name: 'draw_up_bill' }] };
  });
  const env = { ...process.env, OPENAI_BASE_URL: server.baseURL, OPENAI_API_KEY: 'none' };
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=meanwhile-source', lesson], { env });
  await server.close();

  expect(stdout.trim().split('\n')).toEqual([
    'acknowledgment: I am on it: your bill. This takes a moment, and you can go on talking to me.',
    'interim: You have 27 GB left.',
    'announcement: As I said, 27 GB. And your bill is 45 EUR.',
  ]);
  expect(server.refused).toEqual([]);
});
