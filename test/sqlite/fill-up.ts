import { sqliteStore } from '../../src/sqlite/sqlite-store.ts';

/**
 * A process that fills up the room it has for a file, and says how it was refused, how much was kept, and whether
 * something small can be kept all the same.
 */
const [file = ''] = process.argv.slice(2);
const store = sqliteStore(file);

let kept = 0;
try {
  for (; ; kept += 1) await store.set(`large ${kept}`, 'x'.repeat(50_000));
} catch (error) {
  console.log(String(error));
}
console.log(String(kept));
await store.set('small', 'x');
console.log('a small one still fits');
await store.close();
