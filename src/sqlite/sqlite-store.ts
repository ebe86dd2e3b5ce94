import { resolve } from 'node:path';
import { systemClock, type Clock } from '../effects/clock.ts';
import { entriesIn, type KeyRange } from './entries.ts';
import { closedFile, explained } from './file-error.ts';
import { takingTurns } from './in-turn.ts';
import { openFile } from './open-file.ts';
import { sameFile } from './same-file.ts';

/** The clock says when entries expire; for tests. */
export type SqliteStoreOptions = { clock?: Clock };

/**
 * Texts under keys, kept in a file. A `ttl` is in milliseconds.
 *
 * It is what Keyv 5 and 6 want of a store; what Keyv has no words for is `compareAndSet` and `close`.
 */
export type SqliteStore = {
  /** What Keyv 5 sets here: `clear` keeps to the keys that begin with it and a colon. */
  namespace?: string | undefined;
  /** By this Keyv 5 knows that it may use `iterator`. */
  readonly opts: { readonly dialect: 'sqlite'; readonly url: string };
  get(key: string): Promise<string | undefined>;
  getMany(keys: string[]): Promise<(string | undefined)[]>;
  set(key: string, text: unknown, ttl?: number): Promise<boolean>;
  /** Sets them all or, if that fails, none. */
  setMany(entries: { key: string; value: unknown; ttl?: number | undefined }[]): Promise<boolean[]>;
  has(key: string): Promise<boolean>;
  hasMany(keys: string[]): Promise<boolean[]>;
  /** Whether there was something to delete. */
  delete(key: string): Promise<boolean>;
  deleteMany(keys: string[]): Promise<boolean[]>;
  clear(): Promise<void>;
  /** Goes through the entries in the order of their keys; those that come or go meanwhile may be met or not. */
  iterator(namespace?: string): AsyncGenerator<[string, string], void>;
  /**
   * Sets a text if what is there is exactly what was expected, undefined for nothing, and says whether it did. Of several
   * that try at once, in this process or in others, one succeeds.
   */
  compareAndSet(key: string, expected: string | undefined, text: string): Promise<boolean>;
  /** Closes the file once all that was asked for is done. */
  close(): Promise<void>;
  disconnect(): Promise<void>;
};

/**
 * Keeps what it is given in a file, by Node's own SQLite: a store without a server, for one process or several.
 *
 * What it has answered is on the disk, and outlives the process however that ends. The file and its folder are made if
 * they are not there. Hand it to `createConversationMachine` as it is, or to a Keyv of version 5 or 6.
 *
 * @throws when the file can't be used, saying why.
 * @example createConversationMachine({ model, tools, store: sqliteStore('data/conversations.sqlite') })
 */
export function sqliteStore(path: string, { clock = systemClock }: SqliteStoreOptions = {}): SqliteStore {
  const file = fileAt(path);
  const connection = openFile(file);
  const entries = entriesIn(connection, clock);
  const seeThatItIsThere = sameFile(file);
  const takeTurn = takingTurns(connection, clock, () => {
    entries.removeExpired();
    seeThatItIsThere();
  });
  let closing: Promise<void> | undefined;

  async function inTurn<Result>(work: () => Result, characters?: number): Promise<Result> {
    if (closing) throw closedFile(file);
    return takeTurn(work, characters).catch((error: unknown) => {
      throw explained(file, error);
    });
  }

  const entryOf = (key: string, value: unknown, ttl = 0) => {
    const expires = ttl > 0 && Number.isFinite(ttl) ? Math.ceil(clock.now() + ttl) : null;
    return { key: sound(key, 'key'), text: sound(value, 'text'), expires };
  };

  const store: SqliteStore = {
    opts: { dialect: 'sqlite', url: file },
    async get(key) {
      const [text] = await store.getMany([key]);
      return text;
    },
    async getMany(given) {
      const keys = given.map((key) => sound(key, 'key'));
      return inTurn(() => keys.map((key) => entries.get(key)));
    },
    async set(key, text, ttl) {
      await store.setMany([{ key, value: text, ttl }]);
      return true;
    },
    async setMany(given) {
      const written = given.map(({ key, value, ttl }) => entryOf(key, value, ttl));
      const characters = written.reduce((sum, { text }) => sum + text.length, 0);
      await inTurn(() => written.forEach((entry) => entries.set(entry)), characters);
      return given.map(() => true);
    },
    async has(key) {
      return (await store.get(key)) !== undefined;
    },
    async hasMany(keys) {
      return (await store.getMany(keys)).map((text) => text !== undefined);
    },
    async delete(key) {
      const [wasThere = false] = await store.deleteMany([key]);
      return wasThere;
    },
    async deleteMany(given) {
      const keys = given.map((key) => sound(key, 'key'));
      return inTurn(() => keys.map((key) => entries.remove(key)), 0);
    },
    async clear() {
      const range = rangeOf(store.namespace);
      while (await inTurn(() => entries.removeSome(range), 0));
    },
    async *iterator(namespace) {
      const range = rangeOf(namespace);
      let page = await inTurn(() => entries.pageAfter(null, range));
      for (let last = page.at(-1); last; last = page.at(-1)) {
        yield* page;
        const [after] = last;
        page = await inTurn(() => entries.pageAfter(after, range));
      }
    },
    async compareAndSet(key, expected, text) {
      sound(key, 'key');
      sound(text, 'text');
      return inTurn(() => entries.compareAndSet(key, expected, text), text.length);
    },
    async close() {
      // what still waits behind another process when its time is up has been told so
      closing ??= takeTurn(() => {})
        .catch(() => {})
        .then(() => connection.close());
      return closing;
    },
    async disconnect() {
      return store.close();
    },
  };
  return store;
}

function fileAt(path: string): string {
  if (path === '' || path === ':memory:') {
    throw new Error('sqliteStore keeps a file: give it a path. What is to be kept in memory goes into a new Keyv().');
  }
  return resolve(path);
}

/** Half a surrogate pair would become another sign, and its key another key; Node 22 reads a text up to the first NUL. */
function sound(text: unknown, what: string): string {
  if (typeof text !== 'string') {
    throw new TypeError(`sqliteStore takes texts only, and this ${what} is none: ${typeof text}.`);
  }
  if (!text.isWellFormed() || text.includes('\0')) {
    throw new TypeError(`sqliteStore can't keep this ${what}: there is a NUL in it, or half a surrogate pair.`);
  }
  return text;
}

/** Keyv puts a colon behind a namespace: Keyv 5 one, Keyv 6 two. */
function rangeOf(namespace: string | undefined): KeyRange {
  return namespace ? { from: `${namespace}:`, end: `${namespace};` } : { from: '', end: null };
}
