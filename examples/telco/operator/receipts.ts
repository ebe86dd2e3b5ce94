import type { Database } from './database.ts';

/** What was asked under an idempotency key, and what was answered, as JSON. */
export type Receipt = { request: string; result: string };

/** The receipts of all commands, by their idempotency keys. */
export type Receipts = ReturnType<typeof openReceipts>;

/** Opens the receipts; to be used inside the work of `change`. They are kept for good. */
export function openReceipts(database: Pick<Database, 'prepare'>) {
  const found = database.prepare('SELECT request, result FROM receipts WHERE idempotency_key = ?');
  const kept = database.prepare('INSERT INTO receipts (idempotency_key, request, result) VALUES (?, ?, ?)');

  return {
    /** What was answered under this key, if it was used. */
    find(idempotencyKey: string): Receipt | undefined {
      const row = found.get(JSON.stringify(idempotencyKey));
      return row && { request: String(row['request']), result: String(row['result']) };
    },

    /** Keeps the first and only receipt of a key. */
    keep(idempotencyKey: string, { request, result }: Receipt): void {
      kept.run(JSON.stringify(idempotencyKey), request, result);
    },
  };
}
