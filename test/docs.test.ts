import { existsSync, globSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';
import type { ConversationInput } from 'meanwhile';
import { stage } from 'meanwhile/testing';
import { expect, test } from 'vitest';

const pages = globSync('{*.md,{docs,machines,examples,bench}/**/*.md}', { exclude: ['**/node_modules/**'] });

test.each(pages)('every file and heading that %s links to is there', (page) => {
  const links = [...readFileSync(page, 'utf8').matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link = '']) => link);
  expect(links.filter((link) => !isThere(page, link))).toEqual([]);
});

test('U4.3, U4.4: the code of the migration page takes over what an earlier agent has saved, as a list or as a dict', async () => {
  const [, code = ''] = /```ts\n(import type[^]*?)```/.exec(readFileSync('docs/migration.md', 'utf8')) ?? [];
  const module = await import(`data:text/javascript,${encodeURIComponent(stripTypeScriptTypes(code))}`);
  const inputFrom: (id: string, saved: unknown) => ConversationInput = module.inputFrom;

  const said = { type: 'human', content: 'Draw up my bill.' };
  const asked = { type: 'ai', content: '', tool_calls: [{ id: 'c1', name: 'bill', args: {} }] };
  const found = { type: 'tool', content: '45 EUR', tool_call_id: 'c1' };
  const told = { type: 'ai', content: 'It is 45 EUR.' };
  const open = { type: 'human', content: 'And in May?' };

  const transcriptOf = async (saved: unknown) => {
    const scene = stage({ main: [{ text: 'The same.' }], input: inputFrom('customer-1', saved) });
    await scene.untilIdle();
    return scene.actor.getSnapshot().context.transcript.map(({ role, content }) => `${role}: ${content}`);
  };
  const whole = ['user: Draw up my bill.', 'assistant: It is 45 EUR.', 'user: And in May?', 'assistant: The same.'];
  expect(await transcriptOf([said, asked, found, told, open])).toEqual(whole);
  expect(await transcriptOf({ messages: [said, asked, found, told], interim_messages: [open] })).toEqual(whole);
  expect(await transcriptOf({ messages: [] })).toEqual([]);
});

function isThere(page: string, link: string): boolean {
  const [path = '', heading] = link.split('#');
  const file = path === '' ? page : join(dirname(page), path);
  return existsSync(file) && (heading === undefined || headingsOf(file).includes(heading));
}

/** As GitHub names them. */
function headingsOf(file: string): string[] {
  const headings = [...readFileSync(file, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, words = '']) => words);
  return headings.map((words) =>
    words
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
