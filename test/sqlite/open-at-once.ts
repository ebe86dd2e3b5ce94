import { threadId, workerData } from 'node:worker_threads';
import { sqliteStore } from '../../src/sqlite/sqlite-store.ts';

/** A thread that opens each file at the instant at which its number is called and sets something there, or throws. */
const { files, called, ready } = workerData as { files: string[]; called: Int32Array; ready: Int32Array };

for (const [number, file] of files.entries()) {
  Atomics.add(ready, 0, 1);
  Atomics.notify(ready, 0);
  while (Atomics.load(called, 0) <= number);
  const store = sqliteStore(file);
  await store.set(String(threadId), 'there');
  await store.close();
}
