import { z } from 'zod';
import { addDays, dateOf, timeOf } from './calendar.ts';
import type { Outcome } from './carry-out.ts';
import { findCountry, type RoamingPass } from './countries.ts';
import { addonSchema, type Addon, type Customer } from './customer.ts';
import { isRefusal, refuse, type Refusal } from './refusal.ts';

/** The answer to a purchase, as it is kept. */
export const purchaseResultSchema = z.object({ msisdn: z.string(), added: addonSchema });

/** What is answered to the purchase of a roaming pass. */
export type PurchaseResult = z.infer<typeof purchaseResultSchema>;

/** A wish for a pass; the country's code in upper or lower case. */
export type PurchaseRequest = { countryCode: string; passId: string };

/** Why this customer can't have this pass, if so. A country that doesn't sell the pass makes it invalid. */
export function refusePurchase(customer: Customer, request: PurchaseRequest): Refusal | undefined {
  const offer = offerFor(customer, request);
  return isRefusal(offer) ? offer : undefined;
}

/** Adds the pass; it is valid from now on and expires on the day that is its valid days ahead. */
export function purchasePass(
  customer: Customer,
  request: PurchaseRequest,
  now: number,
): Outcome<PurchaseResult> | Refusal {
  const offer = offerFor(customer, request);
  if (isRefusal(offer)) return offer;

  const added: Addon = {
    type: 'roaming_pass',
    country: offer.country,
    data_mb: offer.pass.data_mb,
    price: offer.pass.price,
    currency: 'EUR',
    purchased_at: timeOf(now),
    expires: dateOf(addDays(now, offer.pass.valid_days)),
  };
  return { customer: { ...customer, addons: [...customer.addons, added] }, result: { msisdn: customer.msisdn, added } };
}

function offerFor(
  { contract }: Customer,
  { countryCode, passId }: PurchaseRequest,
): { country: string; pass: RoamingPass } | Refusal {
  if (contract.status === 'closed') return refuse('contract_closed');
  const country = findCountry(countryCode);
  const pass = country?.passes.find((one) => one.id === passId);
  return country && pass ? { country: country.code, pass } : refuse('invalid_pass');
}
