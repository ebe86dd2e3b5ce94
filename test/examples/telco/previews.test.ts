import { describe, expect, test } from 'vitest';
import { a, b, bookOf, openCounter } from './counter.ts';

const DAY_MS = 86_400_000;

const asked = [
  { name: 'purchase_roaming_pass_tool', args: { country_code: 'IT', pass_id: 'EU-WEEK-5GB' } },
  { name: 'change_package_tool', args: { package_id: 'P-UNL-B' } },
  { name: 'close_contract_tool', args: { confirm: true } },
];

test('A10: three tools need a yes of the customer, and no other', () => {
  const { tools } = openCounter();
  const names = tools.filter(({ metadata }) => metadata?.meanwhile?.confirm).map(({ name }) => name);
  expect(names.toSorted()).toEqual(asked.map(({ name }) => name).toSorted());
});

test.each([
  [
    'purchase_roaming_pass_tool',
    { country_code: 'IT', pass_id: 'EU-WEEK-5GB' },
    'The roaming pass for Italy costs 15.00 EUR: 5 GB, valid for 7 days from now. Shall I buy it for you?',
  ],
  [
    'purchase_roaming_pass_tool',
    { country_code: ' us', pass_id: 'NA-DAY-500MB' },
    'The roaming pass for the United States costs 7.00 EUR: 512 MB, valid for one day from now. Shall I buy it for you?',
  ],
  [
    'change_package_tool',
    { package_id: 'P-40' },
    'Standard 40GB 5G costs 40.00 EUR a month, from your next billing cycle on. Shall I switch you to it?',
  ],
  [
    'change_package_tool',
    { package_id: 'P-UNL-P', effective: 'now' },
    'Unlimited Premium 5G costs 70.00 EUR a month, from now on. Shall I switch you to it?',
  ],
  [
    'close_contract_tool',
    { confirm: true },
    'The end date of your contract is 2027-09-22. Closing it now costs an early termination fee of 150.00 EUR and cannot be undone. Shall I close it now?',
  ],
])('A10: the preview of %s %o names what it costs and asks: %s', async (name, args, sentence) => {
  expect(await openCounter().preview(name, args)).toBe(sentence);
});

test('after its end date closing a contract costs nothing, and the preview says so', async () => {
  const { preview, pass } = openCounter();
  pass(365 * DAY_MS);
  expect(await preview('close_contract_tool', { confirm: true })).toBe(
    'The end date of your contract is 2027-09-22. Closing it now costs nothing and cannot be undone. Shall I close it now?',
  );
});

test.each(['now', 'NOW', ' Now ', 'next_cycle', 'at once', 'nowadays', ''])(
  'A10: with effective "%s" the change begins when its preview said',
  async (effective) => {
    const counter = openCounter();
    const args = { package_id: 'P-UNL-B', effective };
    const isNow = JSON.stringify(await counter.preview('change_package_tool', args)).includes('from now on');
    const result = await counter.call('change_package_tool', args);
    expect(result).toMatchObject({ status: isNow ? 'changed' : 'scheduled' });
    expect(isNow).toBe(effective.trim().toLowerCase() === 'now');
    const plainly = { ...args, effective: isNow ? 'now' : 'next_cycle' };
    expect(await counter.call('change_package_tool', plainly)).toEqual(result);
  },
);

test('only a closing that is none needs no yes', () => {
  const { confirm } = openCounter().traitsOf('close_contract_tool');
  const calls = [{}, { confirm: false }, { confirm: true }, { confirm: 'false' }, { confirm: null }, { confirm: 0 }];
  expect(calls.map((args) => confirm?.when?.(args))).toEqual([false, false, true, true, true, true]);
});

describe.each(asked)('the preview of $name', ({ name, args }) => {
  test('has no effect, takes no time, and is plain text fit for speech', async () => {
    const counter = openCounter();
    const untouched = await bookOf(counter);
    const preview = await counter.preview(name, args);
    expect(preview).toMatch(/^[A-Z][\w ,.:-]+\. Shall I [a-z ]+\?$/);
    expect(counter.elapsed()).toBe(0);
    expect(await bookOf(counter)).toBe(untouched);
  });

  test.each([
    ['A8: with the number of another customer', { verified: true, msisdn: a }, { msisdn: b }, 'not_verified'],
    ['A8: with a number that is none', { verified: true, msisdn: a }, { msisdn: 'mine' }, 'invalid_msisdn'],
    ['A7: with nobody signed in', {}, {}, 'not_verified'],
    ['A7: with a customer who is not verified', { msisdn: a }, { msisdn: a }, 'not_verified'],
    ['for an unknown customer', { verified: true, msisdn: '+12125550199' }, {}, 'not_found'],
  ])('%s is the refusal', async (_, session, more, error) => {
    expect(await openCounter().preview(name, { ...args, ...more }, session)).toEqual({ error });
  });

  test('A1: is of the customer of the session, named or not', async () => {
    const session = { verified: true, msisdn: b };
    const { preview } = openCounter();
    const own = await preview(name, args, session);
    expect(own).toEqual(expect.any(String));
    expect(await preview(name, { ...args, msisdn: '+44 7700 900123' }, session)).toBe(own);
    if (name === 'close_contract_tool') expect(own).toContain('80.00 EUR');
  });

  test('D8: of a closed contract is the refusal', async () => {
    const counter = openCounter();
    await counter.operator.closeContract({ msisdn: a, idempotencyKey: 'earlier' });
    expect(await counter.preview(name, args)).toEqual(
      name === 'close_contract_tool' ? { status: 'already_closed' } : { error: 'contract_closed' },
    );
  });
});

test.each([
  ['purchase_roaming_pass_tool', { country_code: 'DE', pass_id: 'EU-DAY-1GB' }, 'invalid_pass'],
  ['purchase_roaming_pass_tool', { country_code: 'XX', pass_id: 'EU-DAY-1GB' }, 'invalid_pass'],
  ['change_package_tool', { package_id: 'P-99' }, 'invalid_package'],
])('of what is not on sale the preview is the refusal: %s %o', async (name, args, error) => {
  expect(await openCounter().preview(name, args)).toEqual({ error });
});
