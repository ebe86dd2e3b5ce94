import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { createOperator } from '../../../examples/telco/operator/operator.ts';
import { openRecords } from '../../../examples/telco/operator/records.ts';
import { exampleNumbers } from '../../../examples/telco/operator/seed-customers.ts';

// A process of its own: when it is told to begin, it opens the file and buys passes for customer A, one under each key it
// is given; at the key `close` it closes the contract. It writes a line for each answer, as soon as it has it. Without
// keys it buys until it is ended.
const [, , file = '', ...keys] = process.argv;
process.stdout.write('ready\n');
await once(process.stdin, 'data');

const records = openRecords({ file, today: Date.now() });
const operator = createOperator({ now: Date.now, random: Math.random, sendSms: () => {}, records });
const msisdn = exampleNumbers.a;

for (const idempotencyKey of keys.length > 0 ? keys : endless()) {
  const answer =
    idempotencyKey === 'close'
      ? await operator.closeContract({ msisdn, idempotencyKey })
      : await operator.purchasePass({ msisdn, countryCode: 'IT', passId: 'EU-DAY-1GB', idempotencyKey });
  process.stdout.write(`${JSON.stringify([idempotencyKey, answer])}\n`);
  await setImmediate();
}
records.database.close();

function* endless() {
  for (let count = 1; ; count += 1) yield `endless-${count}`;
}
