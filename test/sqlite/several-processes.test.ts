import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { DatabaseSync } from 'node:sqlite';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { SqliteStore } from 'meanwhile/sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { entriesOf, keptFile } from './kept.ts';

/** More of it: `SQLITE_KILLS=1000 npx vitest run test/sqlite/several-processes.test.ts`. */
const KILLS = Number(process.env['SQLITE_KILLS'] ?? 15);
const WRITERS = 3;
const writing = new URL('write-on.ts', import.meta.url);
const counting = new URL('count-on.ts', import.meta.url);
const filling = new URL('fill-up.ts', import.meta.url);
// processes take as long as the machine is busy, and nothing is told from how fast they are
const timeout = 60_000 + KILLS * 2_000;

test('what three processes were told is kept is there, whenever they are killed', { timeout }, async () => {
  const { file, open } = keptFile();
  const lives = await Promise.all(
    Array.from({ length: WRITERS }, async (_, writer) => {
      const ended: Life[] = [];
      for (let kill = writer; kill < KILLS; kill += WRITERS) ended.push(await lifeOf(file, `${writer}-${kill}`));
      return ended;
    }),
  );

  const store = open();
  expect(soundnessOf(file)).toEqual([{ integrity_check: 'ok' }]);
  for (const { name, kept } of lives.flat()) {
    expect(Number((await store.get(`newest of ${name}`)) ?? -1)).toBeOneOf([kept, kept + 1]);
    for (let n = 0; n <= kept; n += 1) expect([name, n, await partsOf(store, name, n)]).toEqual([name, n, partsIn(n)]);
    for (const n of [kept + 1, kept + 2]) expect(await partsOf(store, name, n)).toBeOneOf([0, partsIn(n)]);
  }
  const writes = lives.flat().reduce((sum, { kept }) => sum + kept + 1, 0);
  if (process.env['SQLITE_KILLS']) console.log(`${KILLS} kills: all ${writes} acknowledged writes are there.`);
});

test('of what three processes count together nothing is lost', { timeout }, async () => {
  const { file, open } = keptFile();
  const ends = Array.from({ length: 3 }, () => started(counting, file, '200').ended);
  expect(await Promise.all(ends)).toEqual([['done'], ['done'], ['done']]);
  expect(await open().get('number')).toBe('600');
});

test('many processes may make the same file at once', { timeout }, async () => {
  const { file, open } = keptFile();
  const ends = Array.from({ length: 6 }, () => started(counting, file, '1').ended);
  expect(await Promise.all(ends)).toEqual(Array.from({ length: 6 }, () => ['done']));
  expect(await open().get('number')).toBe('6');
});

test.skipIf(process.platform === 'win32')(
  'what no longer fits on the disk is refused, and all before it stays',
  { timeout },
  async () => {
    const { file, open } = keptFile();
    const [refused = '', kept = '', small = ''] = await running('sh', [
      '-c',
      'ulimit -f 2000; exec "$@"',
      '',
      ...node(filling, file),
    ]).ended;
    expect(refused).toContain(`${file} can't be read or written (disk I/O error): look at`);
    expect(Number(kept)).toBeGreaterThan(5);
    expect(small).toBe('a small one still fits');
    const store = open();
    expect(await entriesOf(store)).toHaveLength(Number(kept) + 1);
    expect(soundnessOf(file)).toEqual([{ integrity_check: 'ok' }]);
  },
);

/** A process that wrote until it was killed, and the last write that it was told is kept; -1 for none. */
type Life = { name: string; kept: number };

/** Lets a process write, and kills it some lines later: while it opens the file, or while it writes. */
async function lifeOf(file: string, name: string): Promise<Life> {
  const writer = started(writing, file, name);
  const enough = Math.floor(Math.random() ** 2 * 80);
  let seen = 0;
  writer.lines.on('line', () => {
    seen += 1;
    if (seen > enough) writer.kill();
  });
  const [, ...kept] = await writer.ended;
  return { name, kept: Number(kept.at(-1) ?? -1) };
}

/** What runs a program. */
const node = (program: URL, ...args: string[]) => [
  process.execPath,
  '--disable-warning=ExperimentalWarning',
  fileURLToPath(program),
  ...args,
];

/** A process, its lines as they come, and all of them in the end. */
function running(command: string, args: string[]) {
  const child = spawn(command, args);
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout });
  const said: string[] = [];
  lines.on('line', (line) => said.push(line));
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = Promise.all([once(child, 'close'), once(lines, 'close')]).then(() => {
    expect(stderr).toBe('');
    return said;
  });
  return { lines, ended, kill: () => void child.kill('SIGKILL') };
}

function started(program: URL, ...args: string[]) {
  const [command = '', ...rest] = node(program, ...args);
  return running(command, rest);
}

const partsIn = (n: number) => (n % 3 === 2 ? 5 : 1);

/** How many of the texts of a write are there, and as they were written. */
async function partsOf(store: SqliteStore, life: string, n: number): Promise<number> {
  const keys = partsIn(n) === 5 ? [0, 1, 2, 3, 4].map((part) => `${life}:${n}:${part}`) : [`${life}:${n}`];
  const texts = await store.getMany(keys);
  return texts.filter((text, index) => text === `${keys[index]} ${'x'.repeat((n * 997) % 5000)}`).length;
}

function soundnessOf(file: string) {
  const connection = new DatabaseSync(file);
  const found = connection.prepare('PRAGMA integrity_check').all();
  connection.close();
  return found.map((row) => ({ ...row }));
}
