import { z } from 'zod';
import { countryName } from '../understanding/countries.ts';
import { packageRecord } from './package-record.ts';
import { spokenAmount, spokenList, spokenMegabytes } from './spoken.ts';
import { teller } from './teller.ts';

const addon = z.object({
  type: z.string(),
  country: z.string(),
  data_mb: z.number(),
  price: z.number(),
  expires: z.string(),
});
const contract = z.object({
  status: z.string(),
  end_date: z.string().optional(),
  pending_change: z.object({ package_id: z.string() }).nullish(),
});

/** Tells the bill. */
export const tellBill = teller(
  z.object({ last_bill_amount: z.number(), cycle_day: z.number(), monthly_fee: z.number() }),
  (bill) =>
    `Your last bill was ${spokenAmount(bill.last_bill_amount)}. Your plan costs ${spokenAmount(bill.monthly_fee)} a month, and the next bill comes on day ${bill.cycle_day} of the month.`,
);

/** Tells how much data is left. */
export const tellBalance = teller(
  z.object({
    unlimited: z.boolean(),
    included_gb: z.number().nullable(),
    used_gb: z.number(),
    remaining_gb: z.number().nullable(),
    resets_day: z.number(),
  }),
  (balance) =>
    balance.unlimited
      ? `Your data is unlimited, and you have used ${balance.used_gb} GB so far. The count starts again on day ${balance.resets_day} of the month.`
      : `You have ${balance.remaining_gb} GB left of your ${balance.included_gb} GB, and ${balance.used_gb} GB are used. It starts again on day ${balance.resets_day} of the month.`,
);

/** Tells the plan and the contract. */
export const tellCurrentPackage = teller(
  z.object({ package: packageRecord, contract }),
  ({ package: plan, contract: { status, end_date, pending_change } }) => {
    const end = end_date === undefined ? '' : `, until ${end_date}`;
    const change = pending_change ? ' A change of your plan is noted for the next billing cycle.' : '';
    return `You are on ${plan.name} for ${spokenAmount(plan.monthly_fee)} a month. Your contract is ${status}${end}.${change}`;
  },
);

/** Tells the add-ons. */
export const tellAddons = teller(z.object({ addons: z.array(addon) }), ({ addons }) => {
  if (addons.length === 0) return 'You have no add-ons.';
  const items = addons.map(
    (one) =>
      `a ${one.type.replaceAll('_', ' ')} for ${countryName(one.country)} with ${spokenMegabytes(one.data_mb)} for ${spokenAmount(one.price)}, valid until ${one.expires}`,
  );
  return `On your line I see ${spokenList(items)}.`;
});
