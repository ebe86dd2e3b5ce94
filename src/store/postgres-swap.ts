import { fieldOf, hasMethods } from '../methods.ts';
import type { TextSwap } from './text-swap.ts';

/** The swap of `@keyv/postgres`, as one statement on its table; undefined for another adapter. */
export function postgresSwap(adapter: unknown): TextSwap | undefined {
  if (!hasMethods(adapter, 'query', 'removeKeyPrefix') || !isOfPostgres(fieldOf(adapter, 'uri'))) return undefined;

  return async (key, expected, text) => {
    const table = `${quoted(fieldOf(adapter, 'schema'))}.${quoted(fieldOf(adapter, 'table'))}`;
    const place = [adapter.removeKeyPrefix(key), fieldOf(adapter, 'namespace') ?? null];
    const texts = [expected, text].filter((one) => one !== undefined);
    const changed = await adapter.query(statement(table, expected, text), [...place, ...texts]);
    return Array.isArray(changed) && changed.length === 1;
  };
}

function statement(table: string, expected: string | undefined, text: string | undefined): string {
  if (expected === undefined) return text === undefined ? selectNone(table) : insertInto(table);
  return text === undefined ? deleteFrom(table) : update(table);
}

const AT_KEY = "key = $1 AND COALESCE(namespace, '') = COALESCE($2, '')";

const selectNone = (table: string) => `SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM ${table} WHERE ${AT_KEY})`;

const deleteFrom = (table: string) => `DELETE FROM ${table} WHERE ${AT_KEY} AND value = $3 RETURNING 1`;

const insertInto = (table: string) => `
  INSERT INTO ${table} (key, namespace, value) VALUES ($1, $2, $3)
  ON CONFLICT (key, COALESCE(namespace, '')) DO NOTHING RETURNING 1`;

const update = (table: string) => `
  UPDATE ${table} SET value = $4, expires = NULL WHERE ${AT_KEY} AND value = $3 RETURNING 1`;

function isOfPostgres(uri: unknown): boolean {
  return typeof uri === 'string' && /^postgres(ql)?:/.test(uri);
}

function quoted(name: unknown): string {
  return `"${String(name).replaceAll('"', '""')}"`;
}
