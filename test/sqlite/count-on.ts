import { sqliteStore } from '../../src/sqlite/sqlite-store.ts';

/** A process that adds one to the same number so many times, as others do at the same time. */
const [file = '', times = ''] = process.argv.slice(2);
const store = sqliteStore(file);

for (let added = 0; added < Number(times);) {
  const seen = await store.get('number');
  if (await store.compareAndSet('number', seen, String(Number(seen ?? 0) + 1))) added += 1;
}
await store.close();
console.log('done');
