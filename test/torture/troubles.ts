import { isRecord } from '../../src/shape.ts';
import { keyOf } from '../../src/store/store-key.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { cutLines, lockFile } from './places.ts';
import type { Site, Trouble } from './run.ts';

/**
 * Stops a process in the middle, until another has one of its conversations; then both go on. One with little patience may
 * have said something unsaved before it was stopped.
 */
export function pause(afterMs: number, thenMs: number, savePatience?: number): Trouble {
  return {
    store: savePatience === undefined ? 'away' : 'forgetful',
    ...(savePatience !== undefined && { savePatience }),
    async befall({ process, another, notes }) {
      await sleep(afterMs);
      process.signal('SIGSTOP');
      const other = await another();
      const has = () => notes().some((note) => note.life === other.life.life && note.what.type === 'opened');
      const end = new AbortController();
      void other.process.ended.then(() => end.abort());
      while (!end.signal.aborted && !has()) await sleep(5);
      await sleep(thenMs);
      process.signal('SIGCONT');
      const { errors } = await other.process.ended;
      return errors === '' ? [] : [`the other process wrote: ${errors}`];
    },
  };
}

/** Holds the file of the store for so long, by the clock of the conversations. */
export function lockedFile(afterMs: number, lastingMs: number): Trouble {
  return {
    store: 'away',
    async befall({ life: { place, speed } }) {
      if (place.kind !== 'SQLite') return [];
      await sleep(afterMs);
      const free = lockFile(place.file);
      await sleep(lastingMs / speed);
      free();
      return [];
    },
  };
}

/** Cuts the lines to the server, again and again. */
export function cutOff(afterMs: number, times: number): Trouble {
  return {
    store: 'away',
    async befall({ life: { place, name } }) {
      let cut = 0;
      for (let time = 0; time < times; time += 1) {
        await sleep(afterMs);
        cut += await cutLines(place, name);
      }
      return cut > 0 ? [] : ['no line was cut'];
    },
  };
}

/** Lets a process run that may write so many blocks of 512 bytes into a file, and no more. */
export function fullDisk(blocks: number, lastingMs: number): Trouble {
  return {
    store: 'forgetful',
    async befall({ process, another, notes }) {
      process.signal('SIGKILL');
      await process.ended;
      const other = await another(blocks);
      await Promise.race([other.process.ended, sleep(lastingMs)]);
      other.process.signal('SIGKILL');
      await other.process.ended;
      const failed = notes().some(({ life, what }) =>
        life !== other.life.life ? false : what.type === 'refused' || isStoreFailure(what),
      );
      return failed ? [] : ['nobody was told that the disk is full'];
    },
  };
}

/** What a record may be damaged to. */
export const damages: Record<string, (record: Record<string, unknown>) => unknown> = {
  'a half of it': (record) => ({ ...record, state: String(record['state']).slice(0, 500) }),
  'another version': (record) => ({ ...record, version: 99 }),
  'no record': () => 'something else',
  'no conversation': (record) => ({ ...record, state: '{"snapshot":{},"owed":[]}' }),
};

/** Damages the records between two lives: they must be refused and left as they are; mended, they go on. */
export function damaged(afterMs: number, damage: (record: Record<string, unknown>) => unknown): Trouble {
  return {
    store: 'there',
    async befall({ process, life, open, another, notes }) {
      await sleep(afterMs);
      process.signal('SIGKILL');
      await process.ended;
      const whole = await recordsNow({ life, open });
      if (whole.length === 0) return [];
      for (const { key, record } of whole) await open.keyv.set(key, damage(record));
      const keys = new Set(whole.map(({ key }) => key));
      const now = async () => (await recordsNow({ life, open })).filter(({ key }) => keys.has(key));
      const broken = await now();

      const other = await another();
      const { code } = await other.process.ended;
      const refused = notes().filter((note) => note.life === other.life.life && note.what.type === 'refused');
      const left = await now();
      for (const { key, record } of whole) await open.keyv.set(key, record);
      return [
        code === 3 ? '' : `with damaged records the process ended with ${code}`,
        refused.length === whole.length ? '' : `${refused.length} of ${whole.length} damaged records were refused`,
        JSON.stringify(left) === JSON.stringify(broken) ? '' : 'a damaged record was written over',
      ].filter((flaw) => flaw !== '');
    },
  };
}

async function recordsNow({ life, open }: Pick<Site, 'life' | 'open'>) {
  const found = Object.keys(life.cast).map(async (id) => {
    const key = keyOf(id, 'conversation');
    return { key, record: await open.keyv.get<Record<string, unknown>>(key) };
  });
  const all = await Promise.all(found);
  return all.flatMap(({ key, record }) => (record === undefined ? [] : [{ key, record }]));
}

function isStoreFailure(what: unknown): boolean {
  const event = isRecord(what) ? what['event'] : undefined;
  return isRecord(event) && event['type'] === 'failure' && event['source'] === 'store';
}
