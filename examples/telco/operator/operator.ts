import { createCommands } from './commands.ts';
import { createForeignNumbers } from './foreign-numbers.ts';
import { createLogin, type SendSms } from './login.ts';
import { createLookups } from './lookups.ts';
import { openRecords, type Records } from './records.ts';

/** The back-end of a phone company. It enforces its own rules, whatever it is asked. */
export type Operator = ReturnType<typeof createOperator>;

/**
 * What the operator needs of the world: the time in milliseconds since 1970, chance from 0 to below 1, and a way to a
 * phone; and its records, which are its own and in memory if none are given.
 */
export type OperatorParts = { now: () => number; random: () => number; sendSms: SendSms; records?: Records };

/**
 * Opens the operator. What it refuses it answers with `{ error }`; it never throws for it.
 *
 * It rejects when its records cannot be read or written, which then are what they were before.
 *
 * @example const operator = createOperator({ now: Date.now, random: Math.random, sendSms: ({ text }) => console.log(text) });
 */
export function createOperator({ now, random, sendSms, records = openRecords({ today: now() }) }: OperatorParts) {
  return {
    ...createLogin({ records, now, random, sendSms }),
    ...createLookups({ records, now }),
    ...createCommands({ records, now }),
    ...createForeignNumbers(records),
  };
}
