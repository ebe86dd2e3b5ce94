import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../effects/clock.ts';

/** How many entries are met, or removed, in one go. */
const PAGE = 100;
const MOST_REMOVED = 1000;

/** A key and its text, and when they expire: milliseconds since the epoch, null for never. */
export type Entry = { key: string; text: string; expires: number | null };

/** The first key that counts, and the first after it that doesn't; null for no end. */
export type KeyRange = { from: string; end: string | null };

/** The entries of a database, as SQL. What has expired is not there. */
export function entriesIn(connection: DatabaseSync, clock: Clock) {
  const select = connection.prepare('SELECT value FROM entries WHERE key = ? AND (expires IS NULL OR expires > ?)');
  const upsert = connection.prepare(
    `INSERT INTO entries (key, value, expires) VALUES (?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires = excluded.expires`,
  );
  const remove = connection.prepare('DELETE FROM entries WHERE key = ? AND (expires IS NULL OR expires > ?)');
  const replace = connection.prepare(
    'UPDATE entries SET value = ?, expires = NULL WHERE key = ? AND value = ? AND (expires IS NULL OR expires > ?)',
  );
  const insert = connection.prepare(
    `INSERT INTO entries (key, value) VALUES (?, ?)
     ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires = NULL WHERE expires <= ?`,
  );
  const page = connection.prepare(
    `SELECT key, value FROM entries
     WHERE (:after IS NULL OR key > :after) AND key >= :from AND (:end IS NULL OR key < :end) AND (expires IS NULL OR expires > :now)
     ORDER BY key LIMIT ${PAGE}`,
  );
  const removeSome = connection.prepare(
    `DELETE FROM entries WHERE id IN
       (SELECT id FROM entries WHERE key >= :from AND (:end IS NULL OR key < :end) LIMIT ${MOST_REMOVED})`,
  );
  const removeExpired = connection.prepare(
    `DELETE FROM entries WHERE id IN (SELECT id FROM entries WHERE expires <= ? LIMIT ${PAGE})`,
  );

  return {
    get(key: string): string | undefined {
      return textOf(select.get(key, clock.now()), 'value');
    },
    set({ key, text, expires }: Entry): void {
      upsert.run(key, text, expires);
    },
    /** Whether it was there. */
    remove(key: string): boolean {
      return remove.run(key, clock.now()).changes > 0;
    },
    compareAndSet(key: string, expected: string | undefined, text: string): boolean {
      const now = clock.now();
      const done = expected === undefined ? insert.run(key, text, now) : replace.run(text, key, expected, now);
      return done.changes > 0;
    },
    /** The next entries in the order of their keys, null for the first ones; none after the last. */
    pageAfter(after: string | null, { from, end }: KeyRange): [string, string][] {
      const rows = page.all({ after, from, end, now: clock.now() });
      return rows.map((row) => [textOf(row, 'key') ?? '', textOf(row, 'value') ?? '']);
    },
    /** Removes some; false when none are left. */
    removeSome({ from, end }: KeyRange): boolean {
      return removeSome.run({ from, end }).changes > 0;
    },
    /** Removes some of those that have expired. */
    removeExpired(): void {
      removeExpired.run(clock.now());
    },
  };
}

function textOf(row: Record<string, unknown> | undefined, column: string): string | undefined {
  const text = row?.[column];
  return typeof text === 'string' ? text : undefined;
}
