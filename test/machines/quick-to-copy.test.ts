import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const script = fileURLToPath(new URL('./copied-contexts.ts', import.meta.url));

/** In a process of its own: V8 is quick with keys that it has met in that order anywhere in the process. */
function copiedContexts(...kept: string[]) {
  const options = ['--allow-natives-syntax', '--conditions=meanwhile-source', script];
  const printed = execFileSync(process.execPath, [...options, ...kept], { encoding: 'utf8' });
  return JSON.parse(printed) as { isQuick: boolean; learned: object; kept: object };
}

test('V8 copies the context of a conversation the quick way, begun or restored', () => {
  const begun = copiedContexts();
  expect(begun).toMatchObject({ isQuick: true, learned: { verified: true } });
  expect(copiedContexts(JSON.stringify(begun.kept))).toMatchObject({ isQuick: true, learned: { verified: true } });
});
