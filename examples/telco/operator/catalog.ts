import { euCountries } from './countries.ts';

/** A plan as the operator sells it. Fees in EUR a month, overage in EUR a unit. */
export type PackageRecord = Readonly<{
  id: string;
  name: string;
  monthly_fee: number;
  currency: 'EUR';
  /** null if unlimited. */
  data_gb: number | null;
  /** Of an unlimited plan: how much of it is fast, and the speed after that. */
  fair_use: Readonly<{ fast_gb: number; then_mbps: number }> | null;
  minutes: number;
  sms: number;
  has_5g: boolean;
  data_rollover: boolean;
  eu_roaming: boolean;
  /** ISO codes of the countries where the plan may be used as at home. */
  roaming_countries: readonly string[];
  overage: Readonly<{ per_gb: number; per_minute: number; per_sms: number }>;
}>;

const noOverage = { per_gb: 0, per_minute: 0, per_sms: 0 };
const standardOverage = { per_gb: 6, per_minute: 0.03, per_sms: 0.02 };
const fiveG = {
  currency: 'EUR',
  has_5g: true,
  data_rollover: false,
  eu_roaming: true,
  roaming_countries: euCountries,
} as const;

/** All plans on sale, in the order they are shown. */
export const packages: readonly PackageRecord[] = [
  {
    id: 'P-10',
    name: 'Lite 10GB 4G',
    monthly_fee: 25,
    currency: 'EUR',
    data_gb: 10,
    fair_use: null,
    minutes: 500,
    sms: 500,
    has_5g: false,
    data_rollover: true,
    eu_roaming: false,
    roaming_countries: [],
    overage: { per_gb: 8, per_minute: 0.05, per_sms: 0.02 },
  },
  {
    ...fiveG,
    id: 'P-40',
    name: 'Standard 40GB 5G',
    monthly_fee: 40,
    data_gb: 40,
    fair_use: null,
    minutes: 1000,
    sms: 1000,
    overage: standardOverage,
  },
  {
    ...fiveG,
    id: 'P-UNL-B',
    name: 'Unlimited Basic 5G',
    monthly_fee: 55,
    data_gb: null,
    fair_use: { fast_gb: 100, then_mbps: 3 },
    minutes: 2000,
    sms: 2000,
    overage: noOverage,
  },
  {
    ...fiveG,
    id: 'P-UNL-P',
    name: 'Unlimited Premium 5G',
    monthly_fee: 70,
    data_gb: null,
    fair_use: { fast_gb: 300, then_mbps: 10 },
    minutes: 5000,
    sms: 5000,
    overage: noOverage,
  },
  {
    ...fiveG,
    id: 'P-TRAVEL-EU-20',
    name: 'Travelers EU 20GB',
    monthly_fee: 45,
    data_gb: 20,
    fair_use: null,
    minutes: 1000,
    sms: 1000,
    overage: standardOverage,
  },
];

/** The plan with this id, if there is one. */
export function findPackage(id: string): PackageRecord | undefined {
  return packages.find((plan) => plan.id === id);
}

/**
 * The plan that a customer has.
 *
 * @throws when it is not in the catalog, which would be a mistake in the operator's data.
 */
export function packageOf(customer: { packageId: string }): PackageRecord {
  const plan = findPackage(customer.packageId);
  if (!plan)
    throw new Error(`The plan ${customer.packageId} of a customer is not in the catalog: add it to catalog.ts.`);
  return plan;
}
