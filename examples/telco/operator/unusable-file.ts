import { SQLITE, sqliteCode } from './sqlite-code.ts';

const anew = 'Nothing in it was changed: move it away to begin anew.';

/** A file that the operator cannot keep its data in. Its message is one line that says why, and what to do. */
export class UnusableFile extends Error {}

/** The file holds something else: data of another program, or of another version of this one. */
export function strangeFile(file: string, whose: string): UnusableFile {
  return new UnusableFile(`${file} belongs to ${whose}. ${anew}`);
}

/** Its pages contradict each other. */
export function damagedFile(file: string): UnusableFile {
  return new UnusableFile(`${file} is damaged, or is no database. ${anew}`);
}

/** What an error met while opening means for the file; an error that does not come from the file stays what it is. */
export function explainOpening(file: string, error: unknown): unknown {
  switch (sqliteCode(error)) {
    case undefined:
      return error instanceof Error && 'syscall' in error ? unopenedFile(file, error.message) : error;
    case SQLITE.corrupt:
    case SQLITE.notADatabase:
      return damagedFile(file);
    case SQLITE.busy:
      return new UnusableFile(`${file} is locked by another program: end that one, and start again.`);
    default:
      return unopenedFile(file, String(error));
  }
}

function unopenedFile(file: string, why: string): UnusableFile {
  return new UnusableFile(`${file} cannot be opened for writing (${why}): look at its permissions and at its folder.`);
}
