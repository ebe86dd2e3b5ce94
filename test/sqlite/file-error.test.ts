import { join } from 'node:path';
import { expect, test } from 'vitest';
import { explained } from '../../src/sqlite/file-error.ts';
import { openFile } from '../../src/sqlite/open-file.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';

test('a disk that is full is told as that', () => {
  const file = join(temporaryFolder(), 'store.sqlite');
  const connection = openFile(file);
  connection.exec('PRAGMA max_page_count = 10');
  const insert = connection.prepare('INSERT INTO entries (key, value) VALUES (?, ?)');
  const error = thrownBy(() => insert.run('a', 'x'.repeat(100_000)));
  connection.close();
  expect(explained(file, error)).toMatchObject({
    message: `${file} has no room left on its disk: make some. Nothing was changed.`,
    code: 'SQLITE_FULL',
    cause: error,
  });
});

test('an error that is not of the file stays as it is', () => {
  const bug = new TypeError('a bug');
  expect(explained('file', bug)).toBe(bug);
  expect(explained('file', 'no error at all')).toBe('no error at all');
});

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
