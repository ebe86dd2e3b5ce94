import { packages, type PackageRecord } from './catalog.ts';
import type { Customer, MonthlyUsage } from './customer.ts';
import type { Preferences } from './preferences.ts';
import { twoDecimals } from './two-decimals.ts';

/** Up to three plans, the best first, and what they were chosen by. Costs in EUR a month. */
export type RecommendationResult = {
  msisdn: string;
  based_on: {
    avg_data_gb: number;
    avg_minutes: number;
    avg_sms: number;
    wants_5g: boolean;
    travel_country: string | null;
    budget: number | null;
  };
  recommendations: { package: PackageRecord; estimated_monthly_cost: number; currency: 'EUR'; rationale: string }[];
};

const ASSUMED_USAGE: MonthlyUsage = { dataGb: 10, minutes: 300, sms: 100 };
const TRAVEL_BONUS = 5;
const ROLLOVER_BONUS = 1;

/** What the customer uses in a month: the mean of the last three, else what is stored of him, else an assumption. */
export function typicalUsage({
  lastMonths,
  averageUsage,
}: Pick<Customer, 'lastMonths' | 'averageUsage'>): MonthlyUsage {
  const months = lastMonths.slice(0, 3);
  if (months.length === 0) return averageUsage ?? ASSUMED_USAGE;
  return {
    dataGb: mean(months.map((month) => month.dataGb)),
    minutes: Math.trunc(mean(months.map((month) => month.minutes))),
    sms: Math.trunc(mean(months.map((month) => month.sms))),
  };
}

/** What a plan would cost somebody with this usage: the fee, and what exceeds the plan at its rates. */
export function estimatedMonthlyCost(plan: PackageRecord, usage: MonthlyUsage): number {
  if (plan.data_gb === null) return plan.monthly_fee;
  const overage =
    Math.max(0, usage.dataGb - plan.data_gb) * plan.overage.per_gb +
    Math.max(0, usage.minutes - plan.minutes) * plan.overage.per_minute +
    Math.max(0, usage.sms - plan.sms) * plan.overage.per_sms;
  return twoDecimals(plan.monthly_fee + overage);
}

/** The plans that suit a customer best. The budget is compared with the fee; bonuses decide the order and are not shown. */
export function recommendPackages(customer: Customer, preferences: Preferences): RecommendationResult {
  const usage = typicalUsage(customer);
  const { budget, wants5g, travelCountry } = preferences;
  const best = packages
    .filter((plan) => (plan.has_5g || !wants5g) && (budget === null || plan.monthly_fee <= budget))
    .map((plan) => ({ plan, cost: estimatedMonthlyCost(plan, usage) }))
    .toSorted(
      (one, other) => one.cost - bonusOf(one.plan, travelCountry) - (other.cost - bonusOf(other.plan, travelCountry)),
    )
    .slice(0, 3);
  return {
    msisdn: customer.msisdn,
    based_on: {
      avg_data_gb: twoDecimals(usage.dataGb),
      avg_minutes: usage.minutes,
      avg_sms: usage.sms,
      wants_5g: wants5g,
      travel_country: travelCountry,
      budget,
    },
    recommendations: best.map(({ plan, cost }) => ({
      package: plan,
      estimated_monthly_cost: cost,
      currency: 'EUR',
      rationale: rationaleOf(plan, cost, travelCountry),
    })),
  };
}

function bonusOf(plan: PackageRecord, travelCountry: string | null): number {
  return (travels(plan, travelCountry) ? TRAVEL_BONUS : 0) + (plan.data_rollover ? ROLLOVER_BONUS : 0);
}

function rationaleOf(plan: PackageRecord, cost: number, travelCountry: string | null): string {
  const network = plan.has_5g ? '5G' : '4G';
  const included = travelCountry === null ? plan.eu_roaming : travels(plan, travelCountry);
  return `About ${cost.toFixed(2)} EUR a month with your usage, ${network}, roaming in ${travelCountry ?? 'the EU'} ${included ? 'included' : 'not included'}.`;
}

function travels(plan: PackageRecord, country: string | null): boolean {
  return country !== null && plan.roaming_countries.includes(country);
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
