import { packageOf } from './catalog.ts';
import type { Customer } from './customer.ts';
import { twoDecimals } from './two-decimals.ts';

/** What is left of this cycle's data, in gigabytes; of an unlimited plan nothing is counted off. */
export type DataBalance = {
  msisdn: string;
  unlimited: boolean;
  included_gb: number | null;
  used_gb: number;
  remaining_gb: number | null;
  resets_day: number;
};

/** The data a customer has used and has left. */
export function dataBalance(customer: Customer): DataBalance {
  const included = packageOf(customer).data_gb;
  return {
    msisdn: customer.msisdn,
    unlimited: included === null,
    included_gb: included,
    used_gb: twoDecimals(customer.usedGb),
    remaining_gb: included === null ? null : twoDecimals(Math.max(0, included - customer.usedGb)),
    resets_day: customer.cycleDay,
  };
}
