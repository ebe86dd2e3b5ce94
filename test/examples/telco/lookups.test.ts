import { expect, test } from 'vitest';
import { addMonths, dateOf } from '../../../examples/telco/operator/calendar.ts';
import { dataBalance } from '../../../examples/telco/operator/data-balance.ts';
import { packages } from '../../../examples/telco/operator/catalog.ts';
import { euCountries, findCountry } from '../../../examples/telco/operator/countries.ts';
import { includesRoaming } from '../../../examples/telco/operator/roaming.ts';
import { seedCustomers } from '../../../examples/telco/operator/seed-customers.ts';
import { a, b, openCounter, today } from './counter.ts';

test.each([
  [a, { unlimited: false, included_gb: 40, used_gb: 12.5, remaining_gb: 27.5, resets_day: 5 }],
  [b, { unlimited: false, included_gb: 10, used_gb: 8.1, remaining_gb: 1.9, resets_day: 12 }],
])('the data balance of %s', async (msisdn, balance) => {
  expect(await openCounter().operator.dataBalance(msisdn)).toEqual({ msisdn, ...balance });
});

test('a balance never goes below zero, and of an unlimited plan nothing is counted off', () => {
  const [customer] = seedCustomers(today);
  if (!customer) throw new Error('the example has customers');
  expect(dataBalance({ ...customer, usedGb: 45.678 })).toMatchObject({ used_gb: 45.68, remaining_gb: 0 });
  expect(dataBalance({ ...customer, packageId: 'P-UNL-B' })).toMatchObject({
    unlimited: true,
    included_gb: null,
    used_gb: 12.5,
    remaining_gb: null,
  });
});

test('the catalog has five plans with these figures', async () => {
  const plans = await openCounter().operator.listPackages();
  const figures = plans.map((plan) => [
    plan.id,
    plan.monthly_fee,
    plan.data_gb,
    plan.minutes,
    plan.sms,
    plan.has_5g,
    plan.data_rollover,
    plan.eu_roaming,
    ...Object.values(plan.overage),
  ]);
  expect(figures).toEqual([
    ['P-10', 25, 10, 500, 500, false, true, false, 8, 0.05, 0.02],
    ['P-40', 40, 40, 1000, 1000, true, false, true, 6, 0.03, 0.02],
    ['P-UNL-B', 55, null, 2000, 2000, true, false, true, 0, 0, 0],
    ['P-UNL-P', 70, null, 5000, 5000, true, false, true, 0, 0, 0],
    ['P-TRAVEL-EU-20', 45, 20, 1000, 1000, true, false, true, 6, 0.03, 0.02],
  ]);
  expect(plans.map((plan) => plan.fair_use)).toEqual([
    null,
    null,
    { fast_gb: 100, then_mbps: 3 },
    { fast_gb: 300, then_mbps: 10 },
    null,
  ]);
  expect(plans.map((plan) => plan.roaming_countries.length)).toEqual([0, 27, 27, 27, 27]);
  expect(new Set(euCountries).size).toBe(27);
});

test('the current package comes with the whole contract and the add-ons', async () => {
  expect(await openCounter().operator.currentPackage(a)).toEqual({
    msisdn: a,
    package: expect.objectContaining({ id: 'P-40', name: 'Standard 40GB 5G', monthly_fee: 40, currency: 'EUR' }),
    contract: {
      status: 'active',
      start_date: '2025-09-22',
      end_date: '2027-09-22',
      auto_renew: true,
      early_termination_fee: 150,
      currency: 'EUR',
      pending_change: null,
      closed_at: null,
    },
    addons: [expect.objectContaining({ type: 'roaming_pass', country: 'IT', data_mb: 1024, price: 10 })],
  });
  expect(await openCounter().operator.currentPackage(b)).toMatchObject({
    package: { id: 'P-10' },
    contract: { end_date: '2027-01-22', auto_renew: false, early_termination_fee: 80 },
    addons: [],
  });
});

test('add-ons are listed even when they have expired', async () => {
  const result = await openCounter().operator.listAddons(a);
  if ('error' in result) throw new Error(result.error);
  expect(result.addons.map(({ expires }) => expires < dateOf(today))).toEqual([true]);
  expect(await openCounter().operator.listAddons(b)).toEqual({ msisdn: b, addons: [] });
});

test.each([
  [a, { last_bill_amount: 45, cycle_day: 5, monthly_fee: 40 }],
  [b, { last_bill_amount: 29, cycle_day: 12, monthly_fee: 25 }],
])('the bill of %s', async (msisdn, bill) => {
  expect(await openCounter().operator.billingSummary(msisdn)).toEqual({ msisdn, currency: 'EUR', ...bill });
});

test('roaming in the EU is included in a plan with EU roaming and costs extra in another', async () => {
  const { operator } = openCounter();
  const paygo = { per_mb: 0.02, per_minute: 0.05, per_sms: 0.02, currency: 'EUR' };
  const passes = [
    { id: 'EU-DAY-1GB', price: 5, currency: 'EUR', data_mb: 1024, valid_days: 1 },
    { id: 'EU-WEEK-5GB', price: 15, currency: 'EUR', data_mb: 5120, valid_days: 7 },
  ];
  expect(await operator.roamingInfo(a, ' it ')).toEqual({
    msisdn: a,
    package: { id: 'P-40', name: 'Standard 40GB 5G' },
    roaming: { country: 'IT', included: true, paygo, passes },
  });
  expect(await operator.roamingInfo(b, 'FR')).toMatchObject({
    package: { id: 'P-10' },
    roaming: { country: 'FR', included: false, paygo, passes },
  });
});

test.each([
  ['IT', { eu_roaming: true, roaming_countries: [] }, true],
  ['IT', { eu_roaming: false, roaming_countries: ['IT'] }, true],
  ['IT', { eu_roaming: false, roaming_countries: ['FR'] }, false],
  ['US', { eu_roaming: false, roaming_countries: ['US'] }, true],
  ['US', { eu_roaming: true, roaming_countries: [] }, false],
])('whether roaming in %s is included in a plan with %o: %s', (code, terms, included) => {
  const [plan, country] = [packages[0], findCountry(code)];
  expect(plan && country && includesRoaming({ ...plan, ...terms }, country)).toBe(included);
});

test('roaming outside the EU has its own prices', async () => {
  expect(await openCounter().operator.roamingInfo(a, 'US')).toMatchObject({
    roaming: {
      included: false,
      paygo: { per_mb: 0.15, per_minute: 0.2, per_sms: 0.1 },
      passes: [
        { id: 'NA-DAY-500MB', price: 7, data_mb: 512, valid_days: 1 },
        { id: 'NA-WEEK-2GB', price: 20, data_mb: 2048, valid_days: 7 },
      ],
    },
  });
});

test('an EU country without prices of its own is known, any other is not', async () => {
  const { operator } = openCounter();
  expect(await operator.roamingInfo(a, 'DE')).toMatchObject({
    roaming: { country: 'DE', included: true, paygo: null, passes: [] },
  });
  expect(await operator.roamingInfo(a, 'XX')).toEqual({ error: 'unknown_country' });
});

test.each([
  ['+12125550199', 'not_found'],
  ['0142', 'invalid_msisdn'],
])('asked for %s every lookup answers %s', async (msisdn, error) => {
  const { operator } = openCounter();
  const answers = await Promise.all([
    operator.currentPackage(msisdn),
    operator.dataBalance(msisdn),
    operator.listAddons(msisdn),
    operator.recommendPackages(msisdn, null),
    operator.roamingInfo(msisdn, 'IT'),
    operator.billingSummary(msisdn),
    operator.previewClose(msisdn),
    operator.checkCustomer(msisdn),
  ]);
  expect(answers).toEqual(answers.map(() => ({ error })));
});

test.each([
  ['2026-01-31', 1, '2026-02-28'],
  ['2026-12-31', 2, '2027-02-28'],
  ['2026-11-22', -14, '2025-09-22'],
])('%s and %i months is %s', (from, months, to) => {
  expect(dateOf(addMonths(Date.parse(from), months))).toBe(to);
});
