import { packageOf } from './catalog.ts';
import type { Customer } from './customer.ts';

/** A customer's bill: the last one, and the fee of the current plan. */
export type BillingSummary = {
  msisdn: string;
  last_bill_amount: number;
  currency: 'EUR';
  cycle_day: number;
  monthly_fee: number;
};

/** Draws up the bill. */
export function billingSummary(customer: Customer): BillingSummary {
  return {
    msisdn: customer.msisdn,
    last_bill_amount: customer.lastBillAmount,
    currency: 'EUR',
    cycle_day: customer.cycleDay,
    monthly_fee: packageOf(customer).monthly_fee,
  };
}
