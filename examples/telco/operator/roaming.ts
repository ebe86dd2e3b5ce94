import { packageOf, type PackageRecord } from './catalog.ts';
import { findCountry, type Country, type PayAsYouGo, type RoamingPass } from './countries.ts';
import type { Customer } from './customer.ts';
import { refuse, type Refusal } from './refusal.ts';

/** What a customer pays in a country: nothing more if the plan includes it, else as he goes, or by a pass. */
export type RoamingInfo = {
  msisdn: string;
  package: { id: string; name: string };
  roaming: { country: string; included: boolean; paygo: PayAsYouGo | null; passes: readonly RoamingPass[] };
};

/** Whether the plan may be used in this country as at home. */
export function includesRoaming(plan: PackageRecord, country: Country): boolean {
  return plan.roaming_countries.includes(country.code) || (plan.eu_roaming && country.region === 'EU');
}

/** What roaming in a country means for a customer. */
export function roamingInfo(customer: Customer, countryCode: string): RoamingInfo | Refusal {
  const country = findCountry(countryCode);
  if (!country) return refuse('unknown_country');
  const plan = packageOf(customer);
  return {
    msisdn: customer.msisdn,
    package: { id: plan.id, name: plan.name },
    roaming: {
      country: country.code,
      included: includesRoaming(plan, country),
      paygo: country.paygo,
      passes: country.passes,
    },
  };
}
