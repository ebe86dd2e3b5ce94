import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { importsOf } from './imports-of.ts';

const { dependencies = {}, peerDependencies }: { dependencies?: object; peerDependencies: object } = manifest;
const installed = Object.keys({ ...dependencies, ...peerDependencies });
const doors = Object.keys(manifest.exports).map((door) => join(manifest.name, door));

/** What the files of a folder may import; a relative path counts from the top of the repository. */
const mayImport: Record<string, (from: string) => boolean> = {
  machines: (from) => from === 'xstate' || isIn('machines', from),
  src: (from) =>
    ['machines', 'src'].some((folder) => isIn(folder, from)) ||
    from.startsWith('node:') ||
    installed.includes(packageOf(from)),
  examples: (from) =>
    isIn('examples', from) || doors.includes(from) || (isPackage(from) && packageOf(from) !== manifest.name),
};

const isIn = (folder: string, from: string) => from.startsWith(`${folder}/`);
const isPackage = (from: string) => !['.', '/', 'src/', 'machines/', 'test/'].some((start) => from.startsWith(start));
const packageOf = (from: string) => from.split('/', from.startsWith('@') ? 2 : 1).join('/');

test.each(Object.entries(mayImport))('imports go one way from %s', (folder, may) => {
  const files = filesIn(`${folder}/**/*.ts`);
  const strays = files.flatMap(({ file, text }) =>
    importsOf(file, text)
      .map(({ from }) => (from.startsWith('.') ? join(dirname(file), from) : from))
      .filter((from) => !may(from))
      .map((from) => `${file} → ${from}`),
  );
  expect(files).not.toEqual([]);
  expect(strays).toEqual([]);
});

test.each([
  ['machines', 'src/index.ts'],
  ['machines', 'node:fs'],
  ['machines', 'keyv'],
  ['src', 'examples/telco/main.ts'],
  ['src', 'test/imports-of.ts'],
  ['src', 'drawing/draw-chart.ts'],
  ['src', 'zod'],
  ['src', 'vitest'],
  ['src', '@types/node'],
  ['examples', 'src/index.ts'],
  ['examples', 'machines/index.ts'],
  ['examples', 'meanwhile/src/index.ts'],
])('%s may not import %s', (folder, from) => {
  expect(mayImport[folder]?.(from)).toBe(false);
});

test('no folder of src needs one that needs it, however far around', () => {
  const needs = filesIn('src/**/*.ts').flatMap(({ file, text }) =>
    importsOf(file, text)
      .filter(({ from }) => from.startsWith('.'))
      .map(({ from }) => ({ part: partOf(file), needed: partOf(join(dirname(file), from)) }))
      .filter(({ part, needed }) => part !== needed),
  );
  const parts = new Set(needs.map(({ part }) => part));
  expect(parts).toContain('src/durable');
  expect([...parts].filter((part) => reachableFrom(part, needs).has(part))).toEqual([]);
});

test('src and machines know no telephone', () => {
  const telephone = /\b(telco|msisdn|roaming|sim card)/gi;
  const words = filesIn('{src,machines}/**/*.*').flatMap(({ file, text }) =>
    (text.match(telephone) ?? []).map((word) => `${file}: ${word}`),
  );
  expect(words).toEqual([]);
});

test('every kind of import is seen', () => {
  const text = `
    import a from 'a';
    import type { B } from 'b';
    import { type C } from 'c';
    import { type D, d } from 'd';
    import 'e';
    export { f } from 'f';
    export * from 'g';
    export type { H } from 'h';
    const i = await import('i');`;
  const seen = importsOf('some.ts', text);
  expect(seen.filter(({ isType }) => !isType).map(({ from }) => from)).toEqual(['a', 'd', 'e', 'f', 'g', 'i']);
  expect(seen.filter(({ isType }) => isType).map(({ from }) => from)).toEqual(['b', 'c', 'h']);
});

/** A folder of src, or a file that stands in none. */
function partOf(path: string): string {
  return path.split('/', 2).join('/');
}

function reachableFrom(
  part: string,
  needs: readonly { part: string; needed: string }[],
  seen = new Set<string>(),
): Set<string> {
  for (const { needed } of needs.filter((need) => need.part === part)) {
    if (!seen.has(needed)) reachableFrom(needed, needs, seen.add(needed));
  }
  return seen;
}

function filesIn(pattern: string): { file: string; text: string }[] {
  const root = join(import.meta.dirname, '..');
  return globSync(pattern, { cwd: root }).map((file) => ({
    file,
    text: readFileSync(join(root, file), 'utf8'),
  }));
}
