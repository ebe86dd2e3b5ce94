import { join } from 'node:path';
import { virtualClock } from 'meanwhile/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { takingTurns } from '../../src/sqlite/in-turn.ts';
import { openFile } from '../../src/sqlite/open-file.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';

/** Work taking turns at a file, with all that was begun and kept at it, and another connection to it. */
function play() {
  const file = join(temporaryFolder(), 'store.sqlite');
  const clock = virtualClock();
  const [connection, other] = [openFile(file), openFile(file)];
  const done: string[] = [];
  const exec = connection.exec.bind(connection);
  connection.exec = (sql) => {
    exec(sql);
    done.push(sql);
  };
  onTestFinished(() => [connection, other].forEach((one) => one.close()));
  const insert = connection.prepare('INSERT INTO entries (key, value) VALUES (?, ?)');
  const select = connection.prepare('SELECT count(*) AS count FROM entries');
  let tidied = 0;
  const inTurn = takingTurns(connection, clock, () => (tidied += 1));
  return {
    clock,
    other,
    done,
    inTurn,
    tidied: () => tidied,
    put: (key: string, text = '') => inTurn(() => void insert.run(key, text), text.length),
    count: () => inTurn(() => select.get()?.['count']),
    keys: () =>
      other
        .prepare('SELECT key FROM entries ORDER BY id')
        .all()
        .map(({ key }) => key),
  };
}

const BEGIN = 'BEGIN IMMEDIATE';

test('what is asked for at about the same time is one transaction', async () => {
  const { put, count, done, keys, tidied } = play();
  expect(await Promise.all([put('a'), put('b'), count(), put('c')])).toEqual([undefined, undefined, 2, undefined]);
  expect(done).toEqual([BEGIN, 'COMMIT']);
  expect(tidied()).toBe(1);
  await put('d');
  expect(done).toEqual([BEGIN, 'COMMIT', BEGIN, 'COMMIT']);
  expect(keys()).toEqual(['a', 'b', 'c', 'd']);
});

test('whoever asked hears of it when it is kept, not before', async () => {
  const { put, keys } = play();
  await Promise.all(['a', 'b'].map(async (key) => put(key).then(() => expect(keys()).toContain(key))));
});

test('what only reads is no transaction, and does not wait for one', async () => {
  const { clock, put, count, other, done } = play();
  other.exec(BEGIN);
  const [first, written] = [count(), put('a')];
  expect(await first).toBe(0);
  other.exec('COMMIT');
  await clock.goTo(10);
  await written;
  expect(done).toEqual([BEGIN, 'COMMIT']);
  expect(await count()).toBe(1);
});

describe('much at once', () => {
  test('leaves room for other things in between, after each hundred', async () => {
    const { put, done } = play();
    const all = Promise.all(Array.from({ length: 250 }, (_, index) => put(`${index}`)));
    let isOver = false;
    const somethingElse = () => {
      done.push('something else');
      if (!isOver) setImmediate(somethingElse);
    };
    setImmediate(somethingElse);
    await all;
    isOver = true;
    const commit = 'COMMIT';
    const other = 'something else';
    expect(done.filter((what) => what !== BEGIN)).toEqual([commit, other, commit, other, commit]);
  });

  test('is divided by how much text it is, too, and what is too much by itself is done alone', async () => {
    const { put, done } = play();
    const lengths = { a: 200_000, b: 56_000, c: 1, d: 300_000, e: 1 };
    await Promise.all(Object.entries(lengths).map(async ([key, length]) => put(key, 'x'.repeat(length))));
    expect(done.filter((what) => what === 'COMMIT')).toHaveLength(['ab', 'c', 'd', 'e'].length);
  });
});

test('what fails takes nothing else with it, and leaves nothing behind', async () => {
  const { put, inTurn, keys } = play();
  await put('a');
  const half = async () => {
    await inTurn(() => {
      throw new Error('half way');
    }, 0);
  };
  const outcomes = await Promise.allSettled([put('b'), put('a'), put('c'), half(), put('d')]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled']);
  expect(keys()).toEqual(['a', 'b', 'c', 'd']);
});

describe('while another program writes', () => {
  test('the process goes on with other things, and the work is done afterwards', async () => {
    const { clock, put, other, keys } = play();
    other.exec(BEGIN);
    const written = [put('a'), put('b')];
    await clock.goTo(1000);
    expect(keys()).toEqual([]);
    other.exec('COMMIT');
    await clock.goTo(1005);
    await Promise.all(written);
    expect(keys()).toEqual(['a', 'b']);
    expect(clock.armed()).toBe(0);
  });

  test('no try stands still: SQLite itself waits for nothing', () => {
    expect(play().other.prepare('PRAGMA busy_timeout').get()).toEqual({ timeout: 0 });
  });

  test('what reads is not given up with what it waited for', async () => {
    const { clock, put, count, other } = play();
    other.exec(BEGIN);
    const outcomes = Promise.allSettled([put('a'), count()]);
    await clock.goTo(4005);
    expect(await outcomes).toMatchObject([{ status: 'rejected' }, { value: 0 }]);
    other.exec('COMMIT');
  });

  test('each is given up after four seconds of its own', async () => {
    const { clock, put, count, other, keys } = play();
    const heard: unknown[] = [];
    const hear = (error: unknown) => void heard.push([clock.elapsed(), String(error)]);
    other.exec(BEGIN);
    put('a').catch(hear);
    await clock.goTo(1000);
    const second = put('b');
    await clock.goTo(3999);
    expect(heard).toEqual([]);
    await clock.goTo(4500);
    expect(heard).toEqual([[4000, 'Error: database is locked']]);
    other.exec('COMMIT');
    await clock.goTo(4505);
    await second;
    expect(keys()).toEqual(['b']);
    expect(await count()).toBe(1);
    expect(clock.armed()).toBe(0);
  });
});
