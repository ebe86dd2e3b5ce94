import { z } from 'zod';
import { timeOf } from './calendar.ts';
import type { Outcome } from './carry-out.ts';
import { findPackage } from './catalog.ts';
import type { Customer } from './customer.ts';
import { refuse, type Refusal } from './refusal.ts';

/** The answer to a change of plan, as it is kept. */
export const changeResultSchema = z.object({
  msisdn: z.string(),
  current_package_id: z.string(),
  new_package_id: z.string(),
  effective: z.enum(['now', 'next_cycle']),
  status: z.enum(['changed', 'scheduled']),
});

/** What is answered to a change of plan; `current_package_id` is the plan before it. */
export type ChangeResult = z.infer<typeof changeResultSchema>;

/** A wish for another plan; `effective` is `now` in any case, and everything else means with the next cycle. */
export type ChangeRequest = { packageId: string; effective: string };

/** Why this customer can't have this plan, if so. */
export function refuseChange({ contract }: Customer, packageId: string): Refusal | undefined {
  if (contract.status === 'closed') return refuse('contract_closed');
  return findPackage(packageId) ? undefined : refuse('invalid_package');
}

/** Switches the plan at once, or notes the switch for the next cycle; either way the last word replaces an earlier pending one. */
export function changePackage(
  customer: Customer,
  { packageId, effective }: ChangeRequest,
  now: number,
): Outcome<ChangeResult> | Refusal {
  const refusal = refuseChange(customer, packageId);
  if (refusal) return refusal;

  const answer = { msisdn: customer.msisdn, current_package_id: customer.packageId, new_package_id: packageId };
  if (effective.trim().toLowerCase() === 'now') {
    return {
      customer: { ...customer, packageId, contract: { ...customer.contract, pending_change: null } },
      result: { ...answer, effective: 'now', status: 'changed' },
    };
  }
  const pending_change = { package_id: packageId, effective: 'next_cycle', requested_at: timeOf(now) } as const;
  return {
    customer: { ...customer, contract: { ...customer.contract, pending_change } },
    result: { ...answer, effective: 'next_cycle', status: 'scheduled' },
  };
}
