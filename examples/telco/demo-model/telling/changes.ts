import { z } from 'zod';
import { countryName } from '../understanding/countries.ts';
import { planName } from '../understanding/plans.ts';
import { spokenAmount, spokenList, spokenMegabytes } from './spoken.ts';
import { teller } from './teller.ts';

const closing = z.object({
  early_termination_fee: z.number(),
  will_cancel: z.boolean(),
  contract_end_date: z.string().optional(),
  closed_at: z.string().optional(),
});

/** Tells that the contract is closed, or what closing it would cost. */
export const tellClosing = teller(
  closing,
  ({ early_termination_fee: fee, will_cancel, contract_end_date, closed_at }) => {
    if (will_cancel)
      return `Your contract is closed${closed_at === undefined ? '' : ` as of ${closed_at.slice(0, 10)}`}. The early termination fee is ${spokenAmount(fee)}.`;
    const end = contract_end_date === undefined ? '' : ` Your contract ends on ${contract_end_date}.`;
    const cost =
      fee > 0 ? `Closing now costs an early termination fee of ${spokenAmount(fee)}.` : 'Closing now costs nothing.';
    return `${cost}${end}`;
  },
);

/** Tells the pass that was bought. */
export const tellPurchase = teller(
  z.object({ added: z.object({ country: z.string(), data_mb: z.number(), price: z.number(), expires: z.string() }) }),
  ({ added }) =>
    `Your roaming pass for ${countryName(added.country)} is active: ${spokenMegabytes(added.data_mb)} for ${spokenAmount(added.price)}, valid until ${added.expires}.`,
);

/** Tells the plan that was changed or is going to be. */
export const tellChange = teller(
  z.object({
    new_package_id: z.string(),
    status: z.enum(['changed', 'scheduled']),
    monthly_fee: z.number().optional(),
  }),
  ({ new_package_id, status, monthly_fee }) => {
    const fee = monthly_fee === undefined ? '' : ` at ${spokenAmount(monthly_fee)} a month,`;
    const plan = planName(new_package_id);
    return status === 'changed'
      ? `Done, you are on the ${plan} plan, ${new_package_id},${fee} now. Enjoy it.`
      : `Done, you will be on the ${plan} plan, ${new_package_id},${fee} from your next billing cycle.`;
  },
);

/** Tells the alerts that are set. */
export const tellAlerts = teller(
  z.object({
    alerts: z.object({ data_threshold_percent: z.number().optional(), data_threshold_gb: z.number().optional() }),
  }),
  ({ alerts: { data_threshold_percent: percent, data_threshold_gb: gigabytes } }) => {
    const marks = [
      ...(percent === undefined ? [] : [`${percent} percent`]),
      ...(gigabytes === undefined ? [] : [`${gigabytes} GB`]),
    ];
    return `I will alert you at ${spokenList(marks)} of your data.`;
  },
);
