const PRIMARY = 0xff;

/** The primary result codes of SQLite that mean something to us, by their names there. */
export const SQLITE = {
  SQLITE_BUSY: 5,
  SQLITE_READONLY: 8,
  SQLITE_IOERR: 10,
  SQLITE_CORRUPT: 11,
  SQLITE_FULL: 13,
  SQLITE_CANTOPEN: 14,
  SQLITE_TOOBIG: 18,
  SQLITE_NOTADB: 26,
};

/** The primary result code of an error of SQLite; undefined if it is another error. */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error && 'errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode & PRIMARY : undefined;
}
