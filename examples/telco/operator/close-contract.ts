import { z } from 'zod';
import { dateOf, timeOf } from './calendar.ts';
import type { Outcome } from './carry-out.ts';
import type { Contract, Customer } from './customer.ts';

const previewSchema = z.object({
  msisdn: z.string(),
  current_status: z.literal('active'),
  early_termination_fee: z.number(),
  currency: z.literal('EUR'),
  contract_end_date: z.string(),
  will_cancel: z.boolean(),
});
const alreadyClosedSchema = z.object({ status: z.literal('already_closed') });

/** The answer to a closing, as it is kept. */
export const closeResultSchema = z.union([
  previewSchema.extend({ new_status: z.literal('closed'), closed_at: z.string() }),
  alreadyClosedSchema,
]);

/** What closing would cost; nothing is closed. */
export type ClosePreview = z.infer<typeof previewSchema>;

/** What is answered when a contract was closed, or had been before. */
export type CloseResult = z.infer<typeof closeResultSchema>;

/** There is nothing left to close. */
export type AlreadyClosed = z.infer<typeof alreadyClosedSchema>;

/** The fee for closing now: the contract's while its end date is in the future, else none. */
export function earlyTerminationFee(contract: Contract, now: number): number {
  return contract.end_date > dateOf(now) ? contract.early_termination_fee : 0;
}

/** What closing now would mean. */
export function previewClose({ msisdn, contract }: Customer, now: number): ClosePreview | AlreadyClosed {
  if (contract.status === 'closed') return { status: 'already_closed' };
  return {
    msisdn,
    current_status: contract.status,
    early_termination_fee: earlyTerminationFee(contract, now),
    currency: 'EUR',
    contract_end_date: contract.end_date,
    will_cancel: false,
  };
}

/** Closes the contract; the plan stays on record. */
export function closeContract(customer: Customer, now: number): Outcome<CloseResult> {
  const preview = previewClose(customer, now);
  if ('status' in preview) return { customer, result: preview };

  const closed_at = timeOf(now);
  return {
    customer: { ...customer, contract: { ...customer.contract, status: 'closed', closed_at } },
    result: { ...preview, will_cancel: true, new_status: 'closed', closed_at },
  };
}
