import { readFileSync } from 'node:fs';
import { DEFAULT_BOUNDS, DEFAULT_LIMITS, type ReplyKind } from 'meanwhile';
import { expect, test } from 'vitest';
import { entryOf } from '../machines/conversation.ts';
import { checkInsWith } from '../src/conversation/check-ins.ts';

const seconds = (ms: number) => `${ms / 1000} s`;

/** What an editor shows of a field stands in its docstring. */
test.each([
  ...Object.entries(DEFAULT_BOUNDS).map(([name, ms]) => [
    'src/effects/bounds.ts',
    name,
    seconds(ms),
    'in milliseconds',
  ]),
  ...Object.entries(DEFAULT_LIMITS).map(([name, most]) => ['src/effects/limits.ts', name, most.toLocaleString('en')]),
  ...Object.entries(checkInsWith({})).map(([name, value]) => [
    'src/conversation/check-ins.ts',
    name,
    name === 'most' ? String(value) : seconds(value),
  ]),
])('%s says that the default of %s is %s', (file, name, value, unit = '') => {
  const docs = docsOf(readFileSync(file, 'utf8'), name);
  expect(docs).toMatch(new RegExp(`Default: ${value}[.,]`));
  expect(docs).toContain(unit);
});

test('every event of a conversation says what it means', () => {
  const protocol = readFileSync('machines/conversation-protocol.ts', 'utf8');
  const unions = ['ConversationCommand', 'ConversationEmitted'].map((name) => declarationOf(protocol, name)).join('');
  const events = [...unions.matchAll(/(\*\/)?\s+type: '([\w.]+)'/g)];
  expect(events.length).toBe(9 + 8);
  expect(events.filter(([, docs]) => !docs).map(([, , type]) => type)).toEqual([]);
});

test('the lane of a reply says nothing that its kind does not', () => {
  const lanes: Record<ReplyKind, string> = {
    interim: 'chat',
    answer: 'main',
    acknowledgment: 'main',
    announcement: 'main',
  };
  for (const kind of Object.keys(lanes) as ReplyKind[]) {
    expect(entryOf({ id: 'a', kind, text: '', turn: 'turn-1' }, 'operation-1', 0).lane).toBe(lanes[kind]);
  }
});

/** The docstring right before a field. */
function docsOf(source: string, field: string): string {
  const [, docs = ''] = new RegExp(`/\\*\\*((?:(?!\\*/)[^])*)\\*/\\s+${field}: `).exec(source) ?? [];
  return docs.replaceAll(/\s+\*?\s*/g, ' ');
}

/** A type, up to the next one. */
function declarationOf(source: string, name: string): string {
  return source.split(`export type ${name} =`)[1]?.split('\nexport type ')[0] ?? '';
}
