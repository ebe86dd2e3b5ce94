import { customerSchema, type Customer } from './customer.ts';
import type { Database } from './database.ts';

/** The customers on record, by number. */
export type Customers = ReturnType<typeof openCustomers>;

/** Opens the customers; to be used inside the work of `read` and `change`. */
export function openCustomers(database: Pick<Database, 'prepare'>) {
  const found = database.prepare('SELECT customer FROM customers WHERE msisdn = ?');
  const kept = database.prepare('INSERT OR REPLACE INTO customers (msisdn, customer) VALUES (?, ?)');

  return {
    /** The customer with this number, if there is one. */
    find(msisdn: string): Customer | undefined {
      const row = found.get(msisdn);
      return row && customerSchema.parse(JSON.parse(String(row['customer'])));
    },

    /** Keeps this customer in place of what he was before. */
    keep(customer: Customer): void {
      kept.run(customer.msisdn, JSON.stringify(customer));
    },
  };
}
