import { describe, expect, test } from 'vitest';
import { a, b, bookOf, openCounter } from './counter.ts';

const behindLogin: [string, object][] = [
  ['get_current_package_tool', {}],
  ['get_data_balance_tool', {}],
  ['recommend_packages_tool', {}],
  ['get_roaming_info_tool', { country_code: 'IT' }],
  ['close_contract_tool', {}],
  ['close_contract_tool', { confirm: true }],
  ['list_addons_tool', {}],
  ['purchase_roaming_pass_tool', { country_code: 'IT', pass_id: 'EU-DAY-1GB' }],
  ['change_package_tool', { package_id: 'P-UNL-B', effective: 'now' }],
  ['get_billing_summary_tool', {}],
  ['set_data_alerts_tool', { threshold_percent: 80 }],
];

describe.each(behindLogin)('%s %o', (name, args) => {
  test('A8: with the number of another customer is refused, shows nothing of her and changes nothing', async () => {
    const counter = openCounter();
    const untouched = await bookOf(counter);
    expect(await counter.call(name, { ...args, msisdn: b })).toEqual({ error: 'not_verified' });
    expect(await bookOf(counter)).toBe(untouched);
    expect(counter.elapsed()).toBe(0);
    expect([await counter.operator.foreignNumbers('session'), await counter.operator.foreignNumbers('other')]).toEqual([
      1, 0,
    ]);
  });

  test.each([[{}], [{ msisdn: a }], [{ verified: false, msisdn: a }], [{ verified: true }]])(
    'A7: in the session %o is refused, whatever number is named',
    async (session) => {
      const counter = openCounter();
      const untouched = await bookOf(counter);
      expect(await counter.call(name, args, { session })).toEqual({ error: 'not_verified' });
      expect(await counter.call(name, { ...args, msisdn: a }, { session })).toEqual({ error: 'not_verified' });
      expect(await bookOf(counter)).toBe(untouched);
    },
  );

  test('A1: serves the customer of the session, named in any form or not at all', async () => {
    const results = [];
    for (const msisdn of [undefined, null, '', ' +1 212 555 0142 ', '***-***-**42']) {
      results.push(await openCounter().call(name, msisdn === undefined ? args : { ...args, msisdn }));
    }
    for (const result of results) expect(result).toMatchObject({ msisdn: a });
    expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1);
  });

  test('gives plain JSON', async () => {
    const result = await openCounter().call(name, args);
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });
});

test('A1: two customers in two sessions each get their own', async () => {
  const { call } = openCounter();
  const [ofA, ofB] = await Promise.all([
    call('get_data_balance_tool', {}),
    call('get_data_balance_tool', {}, { session: { verified: true, msisdn: b } }),
  ]);
  expect([ofA, ofB]).toMatchObject([
    { msisdn: a, remaining_gb: 27.5 },
    { msisdn: b, remaining_gb: 1.9 },
  ]);
});

test('a malformed number is named as such', async () => {
  expect(await openCounter().call('get_data_balance_tool', { msisdn: 'mine' })).toEqual({ error: 'invalid_msisdn' });
});
