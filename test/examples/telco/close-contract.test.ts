import { expect, test } from 'vitest';
import { earlyTerminationFee } from '../../../examples/telco/operator/close-contract.ts';
import { seedCustomers } from '../../../examples/telco/operator/seed-customers.ts';
import { a, b, bookOf, openCounter, today } from './counter.ts';
import { commands } from './sample-commands.ts';

const DAY_MS = 86_400_000;

test('closing a contract costs the fee while the end date is in the future', () => {
  const [customer] = seedCustomers(today);
  if (!customer) throw new Error('the example has customers');
  const end = Date.parse(customer.contract.end_date);
  expect([today, end - 1, end, end + DAY_MS].map((now) => earlyTerminationFee(customer.contract, now))).toEqual([
    150, 150, 0, 0,
  ]);
});

test('closing a contract can be previewed, which closes nothing', async () => {
  const counter = openCounter();
  const before = await bookOf(counter);
  expect(await counter.operator.previewClose(b)).toEqual({
    msisdn: b,
    current_status: 'active',
    early_termination_fee: 80,
    currency: 'EUR',
    contract_end_date: '2027-01-22',
    will_cancel: false,
  });
  expect(await bookOf(counter)).toBe(before);
});

test('a closed contract has status and time, and the plan stays on record', async () => {
  const { operator } = openCounter();
  expect(await operator.closeContract({ msisdn: a, idempotencyKey: 'k' })).toEqual({
    msisdn: a,
    current_status: 'active',
    early_termination_fee: 150,
    currency: 'EUR',
    contract_end_date: '2027-09-22',
    will_cancel: true,
    new_status: 'closed',
    closed_at: '2026-11-22T12:00:00.000Z',
  });
  expect(await operator.currentPackage(a)).toMatchObject({
    package: { id: 'P-40' },
    contract: { status: 'closed', closed_at: '2026-11-22T12:00:00.000Z' },
  });
});

test('D8: closing twice answers already_closed, and keeps the first time', async () => {
  const { operator, pass } = openCounter();
  await commands.close(operator, 'k1');
  pass(DAY_MS);
  expect(await commands.close(operator, 'k2')).toEqual({ status: 'already_closed' });
  expect(await operator.previewClose(a)).toEqual({ status: 'already_closed' });
  expect(await operator.currentPackage(a)).toMatchObject({ contract: { closed_at: '2026-11-22T12:00:00.000Z' } });
});

test('D8: after closing, change and purchase are refused', async () => {
  const counter = openCounter();
  await commands.close(counter.operator, 'k1');
  const before = await bookOf(counter);
  for (const kind of ['change', 'schedule', 'purchase'] as const) {
    expect(await commands[kind](counter.operator, kind)).toEqual({ error: 'contract_closed' });
  }
  expect(await bookOf(counter)).toBe(before);
});
