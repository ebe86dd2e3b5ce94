import { expect, test } from 'vitest';
import { a, bookOf, openCounter } from './counter.ts';
import { commands } from './sample-commands.ts';

test.each([['now'], ['NOW'], [' Now ']])('a change of plan with %s switches at once', async (effective) => {
  const { operator } = openCounter();
  expect(await operator.changePackage({ msisdn: a, packageId: 'P-UNL-B', effective, idempotencyKey: 'k' })).toEqual({
    msisdn: a,
    current_package_id: 'P-40',
    new_package_id: 'P-UNL-B',
    effective: 'now',
    status: 'changed',
  });
  expect(await operator.currentPackage(a)).toMatchObject({
    package: { id: 'P-UNL-B' },
    contract: { pending_change: null },
  });
  expect(await operator.billingSummary(a)).toMatchObject({ monthly_fee: 55 });
});

test.each([['next_cycle'], ['NEXT_CYCLE'], ['tomorrow'], ['']])(
  'a change of plan with %s is noted for the next cycle',
  async (effective) => {
    const { operator } = openCounter();
    expect(
      await operator.changePackage({ msisdn: a, packageId: 'P-UNL-B', effective, idempotencyKey: 'k' }),
    ).toMatchObject({
      current_package_id: 'P-40',
      new_package_id: 'P-UNL-B',
      effective: 'next_cycle',
      status: 'scheduled',
    });
    expect(await operator.currentPackage(a)).toMatchObject({
      package: { id: 'P-40' },
      contract: {
        pending_change: { package_id: 'P-UNL-B', effective: 'next_cycle', requested_at: '2026-11-22T12:00:00.000Z' },
      },
    });
  },
);

test('a change of plan replaces an earlier pending one', async () => {
  const { operator } = openCounter();
  await commands.schedule(operator, 'k1');
  await operator.changePackage({ msisdn: a, packageId: 'P-UNL-P', effective: 'next_cycle', idempotencyKey: 'k2' });
  expect(await operator.currentPackage(a)).toMatchObject({ contract: { pending_change: { package_id: 'P-UNL-P' } } });
  await commands.change(operator, 'k3');
  expect(await operator.currentPackage(a)).toMatchObject({ contract: { pending_change: null } });
});

test('a change of plan to a plan that does not exist is refused', async () => {
  const counter = openCounter();
  const before = await bookOf(counter);
  expect(
    await counter.operator.changePackage({ msisdn: a, packageId: 'P-99', effective: 'now', idempotencyKey: 'k' }),
  ).toEqual({ error: 'invalid_package' });
  expect(await bookOf(counter)).toBe(before);
});
