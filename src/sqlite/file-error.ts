import { messageOf } from '../effects/error.ts';
import { SQLITE, sqliteCode } from './sqlite-code.ts';

const LEFT_ALONE = 'Nothing in it was changed: give sqliteStore another file, or move this one away to begin anew.';

/** The file is another program's, or of another version of this one. */
export function strangeFile(file: string, whose: string): Error {
  return new Error(`${file} belongs to ${whose}. ${LEFT_ALONE}`);
}

/** The file system can't do what several processes at one file need. */
export function unsuitableFile(file: string): Error {
  return new Error(`${file} can't be kept in WAL mode there: put it on a local disk, not on a network drive.`);
}

/** What is at the path is no longer what was opened. */
export function movedFile(file: string): Error {
  const why = `${file}, or its -wal, was moved, deleted or replaced while it was open`;
  return Object.assign(new Error(`${why}: put it back, or start the program again. Nothing was changed.`), {
    code: 'ERR_MOVED',
  });
}

/** Nothing can be done at the file any more. */
export function closedFile(file: string): Error {
  return Object.assign(new Error(`${file} has been closed: nothing can be kept there any more.`), {
    code: 'ERR_CLOSED',
  });
}

/**
 * What an error met at the file means, and what to do; an error that does not come from the file stays what it is. The
 * code is SQLite's own name or, where it did not get as far as that, the system's.
 */
export function explained(file: string, error: unknown): unknown {
  const found = sqliteCode(error);
  const [name] = Object.entries(SQLITE).find(([, code]) => code === found) ?? [];
  const code = name ?? (error instanceof Error && 'code' in error ? error.code : undefined);
  if (found === undefined && !(error instanceof Error && 'syscall' in error)) return error;
  return Object.assign(new Error(meaning(file, found, messageOf(error)), { cause: error }), { code });
}

function meaning(file: string, code: number | undefined, why: string): string {
  switch (code) {
    case SQLITE.SQLITE_BUSY:
      return `${file} is kept locked by another program: end that one, or let it finish. Nothing was changed.`;
    case SQLITE.SQLITE_FULL:
      return `${file} has no room left on its disk: make some. Nothing was changed.`;
    case SQLITE.SQLITE_TOOBIG:
      return `${file} can't keep a text as long as that. Nothing was changed.`;
    case SQLITE.SQLITE_CORRUPT:
    case SQLITE.SQLITE_NOTADB:
      return `${file} is damaged, or is no database (${why}). ${LEFT_ALONE}`;
    default:
      return `${file} can't be read or written (${why}): look at its permissions, its folder and its disk.`;
  }
}
