import { writeSync } from 'node:fs';
import { sqliteStore } from '../../src/sqlite/sqlite-store.ts';

/**
 * A process that writes into a store until it is killed, and says after each write that it is there.
 *
 * Write n of a life sets `<life>:<n>`, and every third one five keys at once, `<life>:<n>:<part>`; a text says its key and
 * is padded, so that pages fill, and the file is tidied up now and then.
 */
const [file = '', life = ''] = process.argv.slice(2);
say('opening');
const store = sqliteStore(file);

for (let n = 0; ; n += 1) {
  const keys = n % 3 === 2 ? [0, 1, 2, 3, 4].map((part) => `${life}:${n}:${part}`) : [`${life}:${n}`];
  await store.setMany(keys.map((key) => ({ key, value: `${key} ${'x'.repeat((n * 997) % 5000)}` })));
  await store.set(`newest of ${life}`, String(n));
  say(String(n));
}

/** At once, and not when there is time: what was not said before it is killed would be lost. */
function say(line: string) {
  writeSync(1, `${line}\n`);
}
