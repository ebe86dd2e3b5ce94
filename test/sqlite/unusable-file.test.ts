import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sqliteStore } from 'meanwhile/sqlite';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../kit/temporary-folder.ts';
import { keptFile } from './kept.ts';

const LEFT_ALONE = 'Nothing in it was changed: give sqliteStore another file, or move this one away to begin anew.';

describe('a file that is', () => {
  test.each<[string, string, (file: string) => void]>([
    ['no database', 'is damaged, or is no database (file is not a database)', writeWords],
    [
      'a database of another program',
      'belongs to another program',
      (file) => execIn(file, 'CREATE TABLE notes (text)'),
    ],
    [
      "another program's, without tables",
      'belongs to another program',
      (file) => execIn(file, 'PRAGMA application_id = 7'),
    ],
    [
      'of a later version of this one',
      'belongs to another version of Meanwhile',
      (file) => {
        void sqliteStore(file).close();
        execIn(file, 'PRAGMA user_version = 2');
      },
    ],
  ])('%s is refused, and left as it is', (_, why, make) => {
    const file = join(temporaryFolder(), 'store.sqlite');
    make(file);
    const before = readFileSync(file);
    expect(() => sqliteStore(file)).toThrow(`${file} ${why}. ${LEFT_ALONE}`);
    expect(readFileSync(file)).toEqual(before);
  });

  test.each<[string, string, string]>([
    ['a folder', '.', 'SQLITE_CANTOPEN'],
    ['in something that is no folder', 'file/store.sqlite', 'EEXIST'],
  ])('%s is refused with what to look at', (_, path, code) => {
    const folder = temporaryFolder();
    writeWords(join(folder, 'file'));
    const file = join(folder, path);
    expect(() => sqliteStore(file)).toThrow(`${file} can't be read or written (`);
    expect(() => sqliteStore(file)).toThrow('): look at its permissions, its folder and its disk.');
    expect(() => sqliteStore(file)).toThrow(expect.objectContaining({ code }));
  });
});

test('a file that is locked while it is new is refused after a second', () => {
  const file = join(temporaryFolder(), 'store.sqlite');
  const other = new DatabaseSync(file);
  other.exec('BEGIN EXCLUSIVE');
  expect(() => sqliteStore(file)).toThrow(`${file} is kept locked by another program`);
  other.close();
  void sqliteStore(file).close();
});

test('a file that is damaged further back is refused by what comes by there, and the rest can be read', async () => {
  const file = join(temporaryFolder(), 'store.sqlite');
  const store = sqliteStore(file);
  const keys = Array.from({ length: 40 }, (_, index) => `k${index}`);
  await store.setMany(keys.map((key) => ({ key, value: key.repeat(500) })));
  await store.close();
  const bytes = readFileSync(file);
  bytes.fill(0xff, bytes.length - 8192);
  writeFileSync(file, bytes);

  const damaged = sqliteStore(file);
  const outcomes = await Promise.allSettled(keys.map((key) => damaged.get(key)));
  const failed = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [String(outcome.reason)] : []));
  expect(failed.length).toBeGreaterThan(0);
  expect(failed.length).toBeLessThan(keys.length);
  for (const words of failed) expect(words).toContain(`${file} is damaged, or is no database (`);
  const right = outcomes.flatMap((outcome, index) =>
    outcome.status === 'fulfilled' ? [[outcome.value, keys[index]?.repeat(500)]] : [],
  );
  for (const [found, written] of right) expect(found).toBe(written);
  await damaged.close();
});

test.skipIf(process.platform !== 'linux')(
  'to open a file again undoes no lock that the process has on it',
  async () => {
    const file = join(temporaryFolder(), 'store.sqlite');
    const first = sqliteStore(file);
    await first.get('a');
    const locked = locksOn(file);
    expect(locked).toBeGreaterThan(0);
    const second = sqliteStore(file);
    expect(locksOn(file)).toBe(locked);
    await Promise.all([first.close(), second.close()]);
  },
);

describe('a file that is open', () => {
  test.each<[string, (file: string) => void]>([
    ['deleted', (file) => rmSync(file)],
    ['replaced', (file) => renameSync(otherThan(file), file)],
    ['robbed of its journal', (file) => rmSync(`${file}-wal`)],
  ])('and is %s takes no more, though what is there can be read', async (_, harm) => {
    const { file, open } = keptFile();
    const store = open();
    await store.set('a', 'one');
    harm(file);
    const moved = { message: expect.stringMatching(/ was moved, .+ Nothing was changed\.$/), code: 'ERR_MOVED' };
    await expect(store.set('a', 'two')).rejects.toMatchObject(moved);
    await expect(store.compareAndSet('a', 'one', 'two')).rejects.toMatchObject(moved);
    expect(await store.get('a')).toBe('one');
  });

  test('and is put back goes on', async () => {
    const { file, open } = keptFile();
    const store = open();
    await store.set('a', 'one');
    renameSync(file, `${file}.bak`);
    await expect(store.set('a', 'two')).rejects.toThrow('was moved');
    renameSync(`${file}.bak`, file);
    expect(await store.set('a', 'two')).toBe(true);
  });
});

test('a folder that is not there is made', () => {
  const file = join(temporaryFolder(), 'a', 'b', 'store.sqlite');
  void sqliteStore(file).close();
  expect(readFileSync(file).length).toBeGreaterThan(0);
});

/** Another store's file. */
function otherThan(file: string): string {
  const other = `${file}.other`;
  void sqliteStore(other).close();
  return other;
}

function writeWords(file: string) {
  writeFileSync(file, 'These are words, and no pages of a database. '.repeat(100));
}

function execIn(file: string, sql: string) {
  const connection = new DatabaseSync(file);
  connection.exec(sql);
  connection.close();
}

function locksOn(file: string): number {
  const inode = `:${statSync(file).ino} `;
  const all = readFileSync('/proc/locks', 'utf8').split('\n');
  return all.filter((lock) => lock.includes(` ${process.pid} `) && lock.includes(inode)).length;
}
