import { randomUUID } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import KeyvPostgres from '@keyv/postgres';
import Keyv from 'keyv';
import { virtualClock } from '../../src/testing/virtual-clock.ts';
import { strict } from '../../src/store/strict-store.ts';

/** A process whose idle connection to PostgreSQL is ended; it says whether it is alive. */
const [uri = '', table = '', way = ''] = process.argv.slice(2);

const heard = Promise.withResolvers<void>();
/** What `docs/store.md` tells to give to the adapter. */
function log(this: EventEmitter) {
  if (this.listenerCount('error') === 0) this.on('error', () => heard.resolve());
}

const own = randomUUID();
const adapter = new KeyvPostgres({ uri, table, application_name: own, ...(way === 'with' && { log }) });
const admin = new KeyvPostgres({ uri, table, application_name: randomUUID() });
strict(new Keyv({ store: adapter }), virtualClock());
await adapter.has('anything');
await admin['query']('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1', [own]);
await heard.promise;
console.log('alive');
await Promise.all([adapter, admin].map(async (one) => one.disconnect()));
