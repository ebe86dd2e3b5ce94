import { createCommands } from './commands.ts';
import { createLogin, type SendSms } from './login.ts';
import { createLookups } from './lookups.ts';
import { createRecords } from './records.ts';
import { seedCustomers } from './seed-customers.ts';

/** The back-end of a phone company. It enforces its own rules, whatever it is asked. */
export type Operator = ReturnType<typeof createOperator>;

/** What the operator needs of the world: the time in milliseconds since 1970, chance from 0 to below 1, and a way to a phone. */
export type OperatorParts = { now: () => number; random: () => number; sendSms: SendSms };

/**
 * Opens the operator with its two example customers. What it refuses it answers with `{ error }`; it never throws for it.
 *
 * @example const operator = createOperator({ now: Date.now, random: Math.random, sendSms: ({ text }) => console.log(text) });
 */
export function createOperator({ now, random, sendSms }: OperatorParts) {
  const records = createRecords(seedCustomers(now()));
  return {
    ...createLogin({ records, now, random, sendSms }),
    ...createLookups({ records, now }),
    ...createCommands({ records, now }),
  };
}
