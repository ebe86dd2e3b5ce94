import { expect, test } from 'vitest';
import { a, b, bookOf, openCounter } from './counter.ts';

test('the purchase of a pass adds it, and it expires after its valid days', async () => {
  const { operator } = openCounter();
  const added = {
    type: 'roaming_pass',
    country: 'US',
    data_mb: 2048,
    price: 20,
    currency: 'EUR',
    purchased_at: '2026-11-22T12:00:00.000Z',
    expires: '2026-11-29',
  };
  expect(
    await operator.purchasePass({ msisdn: b, countryCode: 'us', passId: 'NA-WEEK-2GB', idempotencyKey: 'k' }),
  ).toEqual({ msisdn: b, added });
  expect(await operator.listAddons(b)).toEqual({ msisdn: b, addons: [added] });
});

test.each([
  ['DE', 'EU-DAY-1GB'],
  ['US', 'EU-DAY-1GB'],
  ['IT', 'EU-YEAR'],
  ['XX', 'EU-DAY-1GB'],
])('the purchase of a pass for %s, %s, is refused when it is not on sale there', async (countryCode, passId) => {
  const counter = openCounter();
  const before = await bookOf(counter);
  expect(await counter.operator.purchasePass({ msisdn: a, countryCode, passId, idempotencyKey: 'k' })).toEqual({
    error: 'invalid_pass',
  });
  expect(await bookOf(counter)).toBe(before);
});
