import type { ChangeResult } from './change-package.ts';
import type { CloseResult } from './close-contract.ts';
import type { Customer } from './customer.ts';
import type { AlertsResult } from './data-alerts.ts';
import { parseMsisdn } from './msisdn.ts';
import type { PurchaseResult } from './purchase-pass.ts';
import { refuse, type Refusal } from './refusal.ts';

/** What was answered to a command, by its idempotency key. */
export type Receipts<Result> = Map<string, { request: string; result: Result | Refusal }>;

/** All that the operator keeps, in memory: the one place to replace by something durable. */
export type Records = {
  customers: Map<string, Customer>;
  changes: Receipts<ChangeResult>;
  purchases: Receipts<PurchaseResult>;
  closings: Receipts<CloseResult>;
  alerts: Receipts<AlertsResult>;
};

/** Records that hold these customers and no command yet. */
export function createRecords(customers: Customer[]): Records {
  return {
    customers: new Map(customers.map((customer) => [customer.msisdn, customer])),
    changes: new Map(),
    purchases: new Map(),
    closings: new Map(),
    alerts: new Map(),
  };
}

/** The customer with this number, or why there is none. */
export function findCustomer(records: Records, text: string): Customer | Refusal {
  const msisdn = parseMsisdn(text);
  if (!msisdn) return refuse('invalid_msisdn');
  return records.customers.get(msisdn) ?? refuse('not_found');
}
