import { z } from 'zod';
import { packageRecord } from './package-record.ts';
import { spokenAmount, spokenList } from './spoken.ts';
import { teller } from './teller.ts';

/** Tells all plans on sale. */
export const tellCatalog = teller(
  z.array(packageRecord),
  (plans) =>
    `We have ${spokenList(plans.map((plan) => `${plan.name} for ${spokenAmount(plan.monthly_fee)}`))} a month.`,
);

/** Tells the plans that suit best. */
export const tellRecommendation = teller(
  z.object({ recommendations: z.array(z.object({ package: packageRecord, estimated_monthly_cost: z.number() })) }),
  ({ recommendations: [best, ...others] }) => {
    if (best === undefined) return 'I found no plan that fits these wishes. A higher budget would help.';
    const rest = others.map((one) => `${one.package.name} at about ${spokenAmount(one.estimated_monthly_cost)}`);
    const also = rest.length > 0 ? ` ${rest.length > 1 ? 'Next come' : 'Next comes'} ${spokenList(rest)}.` : '';
    return `I recommend ${best.package.name}, which would cost you about ${spokenAmount(best.estimated_monthly_cost)} a month.${also}`;
  },
);
