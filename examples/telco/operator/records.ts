import { setTimeout } from 'node:timers/promises';
import type { Customer } from './customer.ts';
import { openCustomers, type Customers } from './customers.ts';
import { createDatabase, type Database } from './database.ts';
import { parseMsisdn } from './msisdn.ts';
import { IN_MEMORY, openConnection } from './open-connection.ts';
import { openReceipts, type Receipts } from './receipts.ts';
import { refuse, type Refusal } from './refusal.ts';
import { seedCustomers } from './seed-customers.ts';

/** All that the operator keeps. Whoever opened them closes them. */
export type Records = { database: Database; customers: Customers; receipts: Receipts };

/**
 * Where the operator keeps its records: in a file, or in memory if none is named.
 *
 * `today`, in milliseconds since 1970, is the day of the seeding: contracts begin and end relative to it. `fresh`
 * begins anew with the seed, whatever was kept. `wait` is how to wait for another process that is writing, and `patienceMs`
 * for how long the process stands still at most to open a file that another one has.
 */
export type RecordsParts = {
  today: number;
  file?: string;
  fresh?: boolean;
  wait?: (ms: number) => Promise<unknown>;
  patienceMs?: number;
};

/**
 * Opens the records, seeded with the example customers when they are new.
 *
 * @throws UnusableFile when the file cannot be used.
 */
export function openRecords({
  today,
  file = IN_MEMORY,
  fresh = false,
  wait = setTimeout,
  ...patience
}: RecordsParts): Records {
  const connection = openConnection({
    file,
    fresh,
    ...patience,
    seed(newConnection) {
      const { keep } = openCustomers(newConnection);
      for (const customer of seedCustomers(today)) keep(customer);
    },
  });
  const database = createDatabase(connection, wait);
  return { database, customers: openCustomers(database), receipts: openReceipts(database) };
}

/** The customer with this number, or why there is none; to be used inside the work of `read` and `change`. */
export function findCustomer({ customers }: Pick<Records, 'customers'>, text: string): Customer | Refusal {
  const msisdn = parseMsisdn(text);
  if (!msisdn) return refuse('invalid_msisdn');
  return customers.find(msisdn) ?? refuse('not_found');
}
