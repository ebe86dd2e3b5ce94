/** Prices abroad without a pass, in EUR. */
export type PayAsYouGo = Readonly<{ per_mb: number; per_minute: number; per_sms: number; currency: 'EUR' }>;

/** Data for a trip, at a price in EUR. */
export type RoamingPass = Readonly<{ id: string; price: number; currency: 'EUR'; data_mb: number; valid_days: number }>;

/** A country the operator knows; one without prices of its own has no pay as you go and no passes. */
export type Country = Readonly<{
  code: string;
  region: 'EU' | 'NA';
  paygo: PayAsYouGo | null;
  passes: readonly RoamingPass[];
}>;

/** The 27 members of the European Union, by ISO code. */
export const euCountries: readonly string[] =
  'AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE'.split(' ');

const euPrices = {
  paygo: { per_mb: 0.02, per_minute: 0.05, per_sms: 0.02, currency: 'EUR' },
  passes: [
    { id: 'EU-DAY-1GB', price: 5, currency: 'EUR', data_mb: 1024, valid_days: 1 },
    { id: 'EU-WEEK-5GB', price: 15, currency: 'EUR', data_mb: 5120, valid_days: 7 },
  ],
} as const;

const priced: readonly Country[] = [
  { code: 'IT', region: 'EU', ...euPrices },
  { code: 'FR', region: 'EU', ...euPrices },
  {
    code: 'US',
    region: 'NA',
    paygo: { per_mb: 0.15, per_minute: 0.2, per_sms: 0.1, currency: 'EUR' },
    passes: [
      { id: 'NA-DAY-500MB', price: 7, currency: 'EUR', data_mb: 512, valid_days: 1 },
      { id: 'NA-WEEK-2GB', price: 20, currency: 'EUR', data_mb: 2048, valid_days: 7 },
    ],
  },
];

/** The country with this ISO code, in upper or lower case, if the operator knows it. */
export function findCountry(code: string): Country | undefined {
  const upper = code.trim().toUpperCase();
  const country = priced.find((one) => one.code === upper);
  if (country) return country;
  return euCountries.includes(upper) ? { code: upper, region: 'EU', paygo: null, passes: [] } : undefined;
}
