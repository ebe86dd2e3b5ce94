import { fieldOf, hasMethods } from '../methods.ts';
import type { TextSwap } from './text-swap.ts';

/** The swap of `@keyv/postgres`, as one statement on its table; undefined for another adapter. */
export function postgresSwap(adapter: unknown): TextSwap | undefined {
  if (!hasMethods(adapter, 'query', 'removeKeyPrefix') || !isOfPostgres(fieldOf(adapter, 'uri'))) return undefined;

  return async (key, expected, text) => {
    const table = `${quoted(fieldOf(adapter, 'schema'))}.${quoted(fieldOf(adapter, 'table'))}`;
    const place = [adapter.removeKeyPrefix(key), fieldOf(adapter, 'namespace') ?? null];
    const changed =
      expected === undefined
        ? await adapter.query(insertInto(table), [...place, text])
        : await adapter.query(update(table), [...place, text, expected]);
    return Array.isArray(changed) && changed.length === 1;
  };
}

const insertInto = (table: string) => `
  INSERT INTO ${table} (key, namespace, value) VALUES ($1, $2, $3)
  ON CONFLICT (key, COALESCE(namespace, '')) DO NOTHING RETURNING 1`;

const update = (table: string) => `
  UPDATE ${table} SET value = $3, expires = NULL
  WHERE key = $1 AND COALESCE(namespace, '') = COALESCE($2, '') AND value = $4 RETURNING 1`;

function isOfPostgres(uri: unknown): boolean {
  return typeof uri === 'string' && /^postgres(ql)?:/.test(uri);
}

function quoted(name: unknown): string {
  return `"${String(name).replaceAll('"', '""')}"`;
}
