import { once } from 'node:events';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { begin } from '../../src/sqlite/begin.ts';
import { openFile } from '../../src/sqlite/open-file.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';

const FILES = 20;
const THREADS = 3;

test('D9: what is committed is on the disk, not on its way there', () => {
  const connection = openFile(join(temporaryFolder(), 'store.sqlite'));
  const saying = (pragma: string) => Object.values(connection.prepare(`PRAGMA ${pragma}`).get() ?? {});
  const [FULL] = [2];
  expect([saying('synchronous'), saying('journal_mode')]).toEqual([[FULL], ['wal']]);
  connection.close();
});

test('what can not be written by several processes is refused', () => {
  const connection = new DatabaseSync(':memory:');
  expect(() => begin(connection, 'there')).toThrow("there can't be kept in WAL mode there: put it on a local disk");
  connection.close();
});

test('a file that another makes between the look and the turn is taken as it is', () => {
  const file = join(temporaryFolder(), 'store.sqlite');
  const connection = new DatabaseSync(file);
  const exec = connection.exec.bind(connection);
  connection.exec = (sql) => {
    if (sql === 'BEGIN IMMEDIATE') openFile(file).close();
    exec(sql);
  };
  begin(connection, file);
  expect(connection.prepare('SELECT count(*) AS count FROM entries').get()).toEqual({ count: 0 });
  connection.close();
});

// threads take as long as the machine is busy, and nothing is told from how fast they are
test('a new file may be opened by several at the same instant', { timeout: 60_000 }, async () => {
  const folder = temporaryFolder();
  const files = Array.from({ length: FILES }, (_, number) => join(folder, String(number)));
  const [called, ready] = [0, 0].map(() => new Int32Array(new SharedArrayBuffer(4))) as [Int32Array, Int32Array];
  const ended = Array.from({ length: THREADS }, async () => {
    const thread = new Worker(new URL('open-at-once.ts', import.meta.url), { workerData: { files, called, ready } });
    onTestFinished(async () => void (await thread.terminate()));
    return once(thread, 'exit');
  });
  const all = Promise.all(ended);
  for (const number of files.keys()) {
    while (Atomics.load(ready, 0) < (number + 1) * THREADS) await Promise.race([nextTurn(), all]);
    Atomics.add(called, 0, 1);
  }
  expect(await all).toEqual(ended.map(() => [0]));
});
