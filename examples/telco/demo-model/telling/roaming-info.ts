import { z } from 'zod';
import { countryName } from '../understanding/countries.ts';
import { spokenAmount, spokenList, spokenMegabytes } from './spoken.ts';
import { teller } from './teller.ts';

const pass = z.object({ id: z.string(), price: z.number(), data_mb: z.number(), valid_days: z.number() });
const paygo = z.object({ per_mb: z.number(), per_minute: z.number() });

/** A result of get_roaming_info_tool. */
export const roamingResult = z.object({
  roaming: z.object({ country: z.string(), included: z.boolean(), paygo: paygo.nullish(), passes: z.array(pass) }),
});

/** Tells what roaming in a country costs. */
export const tellRoamingInfo = teller(roamingResult, ({ roaming }) => {
  const place = countryName(roaming.country);
  const cost = roaming.included
    ? `Roaming in ${place} is included in your plan.`
    : `Roaming in ${place} is not included in your plan.${payAsYouGo(roaming.paygo)}`;
  const passes = roaming.passes.map(
    (one) =>
      `${spokenMegabytes(one.data_mb)} for ${spokenAmount(one.price)}, valid ${one.valid_days === 1 ? 'one day' : `${one.valid_days} days`}`,
  );
  return passes.length > 0 ? `${cost} There are passes with ${spokenList(passes)}.` : cost;
});

function payAsYouGo(prices: z.infer<typeof paygo> | null | undefined): string {
  return prices
    ? ` Without a pass it is ${spokenAmount(prices.per_mb)} a megabyte and ${spokenAmount(prices.per_minute)} a minute.`
    : '';
}
