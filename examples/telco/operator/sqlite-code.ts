const PRIMARY = 0xff;

/** The primary result codes of SQLite that mean something to the operator. */
export const SQLITE = { busy: 5, corrupt: 11, notADatabase: 26 };

/** The primary result code of an error of SQLite; undefined if it is another error. */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error && 'errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode & PRIMARY : undefined;
}
