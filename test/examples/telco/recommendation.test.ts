import { describe, expect, test } from 'vitest';
import { findPackage, packages } from '../../../examples/telco/operator/catalog.ts';
import { parsePreferences } from '../../../examples/telco/operator/preferences.ts';
import {
  estimatedMonthlyCost,
  recommendPackages,
  typicalUsage,
} from '../../../examples/telco/operator/recommendation.ts';
import { seedCustomers } from '../../../examples/telco/operator/seed-customers.ts';
import { a, openCounter, today } from './counter.ts';

const [customerA, customerB] = seedCustomers(today);
if (!customerA || !customerB) throw new Error('the example has two customers');
const people = { A: customerA, B: customerB };

describe('usage', () => {
  test('is the mean of the last three months, minutes and SMS truncated', () => {
    const rounded = ({ dataGb, ...rest }: { dataGb: number }) => ({ dataGb: Number(dataGb.toFixed(6)), ...rest });
    expect(rounded(typicalUsage(customerA))).toEqual({ dataGb: 28, minutes: 603, sms: 200 });
    expect(rounded(typicalUsage(customerB))).toEqual({ dataGb: 9, minutes: 301, sms: 91 });
  });

  test('leaves out months before the last three', () => {
    const lastMonths = [...customerB.lastMonths, { dataGb: 900, minutes: 900, sms: 900 }];
    expect(typicalUsage({ ...customerB, lastMonths })).toEqual(typicalUsage(customerB));
  });

  test('is the mean of fewer months if there are no three', () => {
    expect(typicalUsage({ ...customerA, lastMonths: customerA.lastMonths.slice(1, 2) })).toEqual({
      dataGb: 27.5,
      minutes: 580,
      sms: 190,
    });
  });

  test('is the stored average without months, and an assumption without that', () => {
    expect(typicalUsage({ lastMonths: [], averageUsage: customerB.averageUsage })).toEqual({
      dataGb: 9,
      minutes: 300,
      sms: 90,
    });
    expect(typicalUsage({ lastMonths: [], averageUsage: null })).toEqual({ dataGb: 10, minutes: 300, sms: 100 });
  });
});

test.each([
  ['A', [174.15, 40, 55, 70, 93]],
  ['B', [25, 40, 55, 70, 45]],
] as const)('the plans would cost customer %s these amounts', (name, costs) => {
  expect(packages.map((plan) => estimatedMonthlyCost(plan, typicalUsage(people[name])))).toEqual(costs);
});

test('an unlimited plan costs its fee, however much is used', () => {
  const plan = findPackage('P-UNL-B');
  expect(
    plan &&
      estimatedMonthlyCost(
        { ...plan, overage: { per_gb: 1, per_minute: 1, per_sms: 1 } },
        { dataGb: 500, minutes: 9000, sms: 9000 },
      ),
  ).toBe(55);
});

test('minutes and SMS over the plan cost their rates', () => {
  const plan = findPackage('P-40');
  expect(plan && estimatedMonthlyCost(plan, { dataGb: 0, minutes: 1100, sms: 1050 })).toBe(44);
});

test.each([
  ['A', null, ['P-40', 'P-UNL-B', 'P-UNL-P']],
  ['A', { need_5g: true, budget: 50, travel_country: 'IT' }, ['P-40', 'P-TRAVEL-EU-20']],
  ['B', null, ['P-10', 'P-40', 'P-TRAVEL-EU-20']],
  ['B', { need_5g: true }, ['P-40', 'P-TRAVEL-EU-20', 'P-UNL-B']],
  ['A', { budget: 10 }, []],
  ['B', { budget: 10 }, []],
] as const)('customer %s with preferences %o is recommended %o', (name, preferences, ids) => {
  const { recommendations } = recommendPackages(
    people[name],
    parsePreferences(preferences && JSON.stringify(preferences)),
  );
  expect(recommendations.map((one) => one.package.id)).toEqual(ids);
});

test('travelling counts five euros in favour of a plan, a rollover one; the shown cost is without them', () => {
  const usage = { dataGb: 10, minutes: 0, sms: 0 };
  const light = { ...customerB, lastMonths: [{ ...usage, dataGb: 11.875 }] };
  const order = (json: string) =>
    recommendPackages(light, parsePreferences(json)).recommendations.map((one) => [
      one.package.id,
      one.estimated_monthly_cost,
    ]);
  expect(order('{}')[0]).toEqual(['P-10', 40]);
  expect(order('{"travel_country":"IT"}')).toEqual([
    ['P-40', 40],
    ['P-10', 40],
    ['P-TRAVEL-EU-20', 45],
  ]);
  expect(order('{"travel_country":"US"}')[0]).toEqual(['P-10', 40]);
});

test('plans of the same score stay in the order of the catalog', () => {
  const tied = { ...customerB, lastMonths: [{ dataGb: 12, minutes: 0, sms: 0 }] };
  expect(recommendPackages(tied, parsePreferences(null)).recommendations.map((one) => one.package.id)).toEqual([
    'P-10',
    'P-40',
    'P-TRAVEL-EU-20',
  ]);
});

test('a budget that is just the fee is enough', () => {
  expect(
    recommendPackages(customerA, parsePreferences('{"budget":40}')).recommendations.map((one) => one.package.id),
  ).toEqual(['P-40', 'P-10']);
});

test('the recommendation says what it is based on and why', async () => {
  const preferences_json = JSON.stringify({ need_5g: true, budget: 50, travel_country: 'it' });
  expect(await openCounter().call('recommend_packages_tool', { preferences_json })).toMatchObject({
    msisdn: a,
    based_on: { avg_data_gb: 28, avg_minutes: 603, avg_sms: 200, wants_5g: true, travel_country: 'IT', budget: 50 },
    recommendations: [
      {
        package: { id: 'P-40' },
        estimated_monthly_cost: 40,
        rationale: 'About 40.00 EUR a month with your usage, 5G, roaming in IT included.',
      },
      {
        package: { id: 'P-TRAVEL-EU-20' },
        estimated_monthly_cost: 93,
        rationale: 'About 93.00 EUR a month with your usage, 5G, roaming in IT included.',
      },
    ],
  });
});

test.each([
  ['B', null, '4G, roaming in the EU not included.'],
  ['A', null, '5G, roaming in the EU included.'],
  ['A', '{"travel_country":"US"}', '5G, roaming in US not included.'],
  ['A', '{"travel_country":"FR"}', '5G, roaming in FR included.'],
] as const)('customer %s with preferences %s is told of the best plan: %s', (name, preferences, words) => {
  const [best] = recommendPackages(people[name], parsePreferences(preferences)).recommendations;
  expect(best?.rationale).toContain(words);
});

test.each([
  ['nonsense'],
  ['{"budget":'],
  ['5'],
  ['[]'],
  ['{"budget":"much","need_5g":"perhaps","travel_country":"Italy"}'],
  [''],
  [null],
])('preferences that cannot be read, %s, are ignored', async (preferences_json) => {
  expect(await openCounter().call('recommend_packages_tool', { preferences_json })).toMatchObject({
    based_on: { wants_5g: false, travel_country: null, budget: null },
    recommendations: [{ package: { id: 'P-40' } }, { package: { id: 'P-UNL-B' } }, { package: { id: 'P-UNL-P' } }],
  });
});

test('one preference that cannot be read does not take the others along', () => {
  expect(parsePreferences('{"budget":"much","need_5g":true,"travel_country":"fr"}')).toEqual({
    budget: null,
    wants5g: true,
    travelCountry: 'FR',
  });
});
