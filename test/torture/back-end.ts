import { DatabaseSync } from 'node:sqlite';

/** What a tool did to the world, or would have: each execution that came through, in order. */
export type Execution = { key: string; tool: string; tag: string; life: number };

/** The world outside: a file of its own, which no tool and no store of the library knows of. */
export type BackEnd = {
  /** Does it, once for each call. @throws for a key that was forgotten. */
  execute(execution: Execution): void;
  /** Does it unless that was done under this key before. */
  executeOnce(execution: Execution): void;
  /** Whether something was done under a key. If not, it never will be: the key is forgotten. */
  settle(key: string): boolean;
  executions(): Execution[];
  close(): void;
};

/** Opens the world. What it has done is done, also if the process is killed in the next moment. */
export function openBackEnd(file: string): BackEnd {
  const connection = new DatabaseSync(file);
  connection.exec(`
    PRAGMA busy_timeout = 10000;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS executions (key TEXT, tool TEXT, tag TEXT, life INTEGER);
    CREATE TABLE IF NOT EXISTS forgotten (key TEXT PRIMARY KEY);
  `);
  const insert = connection.prepare(`
    INSERT INTO executions SELECT :key, :tool, :tag, :life
    WHERE NOT EXISTS (SELECT 1 FROM forgotten WHERE key = :key)`);
  const insertOnce = connection.prepare(`
    INSERT INTO executions SELECT :key, :tool, :tag, :life
    WHERE NOT EXISTS (SELECT 1 FROM executions WHERE key = :key)`);
  const forget = connection.prepare(`
    INSERT OR IGNORE INTO forgotten SELECT :key
    WHERE NOT EXISTS (SELECT 1 FROM executions WHERE key = :key)`);
  const find = connection.prepare('SELECT 1 FROM executions WHERE key = ?');
  const all = connection.prepare('SELECT key, tool, tag, life FROM executions ORDER BY rowid');

  return {
    execute(execution) {
      if (insert.run(execution).changes === 0) throw new Error('the back-end was told to forget this');
    },
    executeOnce: (execution) => void insertOnce.run(execution),
    settle(key) {
      forget.run({ key });
      return find.get(key) !== undefined;
    },
    executions: () => all.all() as Execution[],
    close: () => connection.close(),
  };
}
