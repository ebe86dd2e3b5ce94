import { expect, test } from 'vitest';
import { a, openCounter } from './counter.ts';

test('there are the thirteen tools, by the names the model sees', () => {
  expect(openCounter().tools.map((tool) => tool.name)).toEqual([
    'start_login_tool',
    'verify_login_tool',
    'get_current_package_tool',
    'get_data_balance_tool',
    'list_available_packages_tool',
    'recommend_packages_tool',
    'get_roaming_info_tool',
    'close_contract_tool',
    'list_addons_tool',
    'purchase_roaming_pass_tool',
    'change_package_tool',
    'get_billing_summary_tool',
    'set_data_alerts_tool',
  ]);
});

test('the secondary chat may use the six quick tools that only look things up', () => {
  const { tools } = openCounter();
  const safe = tools.filter(({ metadata }) => metadata?.meanwhile?.readOnly && !metadata.meanwhile.longRunning);
  expect(safe.map((tool) => tool.name)).toEqual([
    'get_current_package_tool',
    'get_data_balance_tool',
    'list_available_packages_tool',
    'recommend_packages_tool',
    'get_roaming_info_tool',
    'list_addons_tool',
  ]);
});

test('four tools are long, and only the bill among them has no effect', () => {
  const long = openCounter().tools.filter(({ metadata }) => metadata?.meanwhile?.longRunning);
  expect(long.map(({ name, metadata }) => [name, metadata?.meanwhile?.readOnly])).toEqual([
    ['close_contract_tool', undefined],
    ['purchase_roaming_pass_tool', undefined],
    ['change_package_tool', undefined],
    ['get_billing_summary_tool', true],
  ]);
});

test('A7: all but the login and the catalog ask for a verified customer', () => {
  const open = openCounter().tools.filter(({ metadata }) => metadata?.meanwhile?.requires !== 'verified');
  expect(open.map((tool) => tool.name)).toEqual([
    'start_login_tool',
    'verify_login_tool',
    'list_available_packages_tool',
  ]);
});

test('the plans may be listed by everybody', async () => {
  expect(await openCounter().call('list_available_packages_tool', {}, { session: {} })).toMatchObject({
    length: 5,
    0: { id: 'P-10' },
  });
});

test('alerts reach the operator under the idempotency key', async () => {
  const { call } = openCounter();
  const first = await call('set_data_alerts_tool', { threshold_percent: 80 }, { idempotencyKey: 'k' });
  expect(first).toEqual({ msisdn: a, alerts: { data_threshold_percent: 80 } });
  expect(await call('set_data_alerts_tool', { threshold_gb: 5 }, { idempotencyKey: 'k' })).toEqual({
    error: 'conflict',
  });
  expect(await call('set_data_alerts_tool', { threshold_gb: 5 }, { idempotencyKey: 'k2' })).toEqual({
    msisdn: a,
    alerts: { data_threshold_percent: 80, data_threshold_gb: 5 },
  });
  expect(await call('set_data_alerts_tool', {}, { idempotencyKey: 'k3' })).toEqual({ error: 'invalid_threshold' });
});

test('D8: a contract that was closed while a change was under way refuses it at the end', async () => {
  const counter = openCounter({
    during: (elapsed) =>
      elapsed === 4000 && void counter.operator.closeContract({ msisdn: a, idempotencyKey: 'other' }),
  });
  expect(await counter.call('change_package_tool', { package_id: 'P-10', effective: 'now' })).toEqual({
    error: 'contract_closed',
  });
  expect(await counter.operator.currentPackage(a)).toMatchObject({ package: { id: 'P-40' } });
});

test('each tool says what becomes of it after a crash: what has a receipt under its key may run again, a code may not', () => {
  const policies = openCounter().tools.map(({ name, metadata }) => {
    const { readOnly, effect } = metadata?.meanwhile ?? {};
    return [name, readOnly ? 'none' : effect?.policy] as const;
  });
  expect(Object.fromEntries(policies.filter(([, policy]) => policy !== 'none'))).toEqual({
    start_login_tool: 'unsafe',
    verify_login_tool: 'unsafe',
    close_contract_tool: 'idempotent',
    purchase_roaming_pass_tool: 'idempotent',
    change_package_tool: 'idempotent',
    set_data_alerts_tool: 'idempotent',
  });
});
