import { existsSync, globSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DEFAULT_PHRASES, type ConversationInput, type Judge, type LongRunning } from 'meanwhile';
import { stage } from 'meanwhile/testing';
import { expect, test } from 'vitest';
import { retryPlanOf } from '../src/tools/retry-plan.ts';

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

test('the judge of the security page knows a yes in both languages, and no other', async () => {
  const [, code = ''] = /```ts\n(import \{ isClearYes[^]*?)```/.exec(readFileSync('docs/security.md', 'utf8')) ?? [];
  const own = code.replace("'meanwhile'", `'${pathToFileURL('src/clear-yes.ts').href}'`);
  const module = await import(`data:text/javascript,${encodeURIComponent(stripTypeScriptTypes(own))}`);
  const judge: Judge = module.judge;
  const isYes = (...said: string[]) =>
    judge({ preview: 'Soll ich es tun?', said }, { signal: new AbortController().signal });
  expect([isYes('Ja, bitte!'), isYes('Einverstanden.'), isYes('Yes, please.')]).toEqual([true, true, true]);
  expect([isYes('Ja', 'nein, warte'), isYes('Ja, aber nicht heute.'), isYes()]).toEqual([false, false, false]);
});

test('the page of the phrases has each of them, and says what is said by default', () => {
  const { ended, ...others } = DEFAULT_PHRASES;
  const said = {
    ...others,
    ...Object.fromEntries(Object.entries(ended).map(([how, words]) => [`ended.${how}`, words])),
  };
  const examples = { label: 'your bill', percent: 40, etaMs: 6000, place: 2 };
  const rows = rowsOf('docs/phrases.md').map(([phrase = '', , words]) => {
    const [, name = '', about = ''] = /^`([\w.]+)(?:\((.*)\))?`$/.exec(phrase) ?? [];
    return { name, about: about.split(', ').filter(Boolean), words };
  });
  expect(rows.map(({ name }) => name).toSorted()).toEqual(Object.keys(said).toSorted());
  for (const { name, about, words } of rows) {
    const phrase: unknown = Reflect.get(said, name);
    if (typeof phrase !== 'function') expect([name, words, about]).toEqual([name, phrase, []]);
    else expect([name, words]).toEqual([name, phrase(...about.map((what) => Reflect.get(examples, what)))]);
  }
});

test('the page of long tools has each of their options', () => {
  const options: Record<keyof LongRunning, true> = {
    expectedMs: true,
    timeoutMs: true,
    retry: true,
    label: true,
    acknowledgment: true,
    when: true,
    check: true,
    announce: true,
    facts: true,
    cancellable: true,
    duplicates: true,
    sameBy: true,
    durationKey: true,
    delivery: true,
  };
  const rows = new Map(rowsOf('docs/tools.md').map(([option = '', usual]) => [/\w+/.exec(option)?.[0], usual]));
  expect([...rows.keys()]).toEqual(Object.keys(options));
  const plan = Object.entries(retryPlanOf()).map(([name, value]) => `${name}: ${value}`);
  expect(rows.get('retry')).toBe(`\`{ ${plan.join(', ')} }\``);
});

/** The cells of a page's table, without its head. */
function rowsOf(page: string): string[][] {
  const rows = readFileSync(page, 'utf8').match(/^\|.*\|$/gm) ?? [];
  return rows.slice(2).map((row) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
}

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
