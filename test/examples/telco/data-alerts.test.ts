import { expect, test } from 'vitest';
import { a, openCounter } from './counter.ts';

test('data alerts are merged with earlier ones', async () => {
  const { operator } = openCounter();
  const set = (thresholdPercent: number | null, thresholdGb: number | null, idempotencyKey: string) =>
    operator.setAlerts({ msisdn: a, thresholdPercent, thresholdGb, idempotencyKey });
  expect(await set(80, null, '1')).toEqual({ msisdn: a, alerts: { data_threshold_percent: 80 } });
  expect(await set(null, 5, '2')).toEqual({
    msisdn: a,
    alerts: { data_threshold_percent: 80, data_threshold_gb: 5 },
  });
  expect(await set(90, null, '3')).toEqual({
    msisdn: a,
    alerts: { data_threshold_percent: 90, data_threshold_gb: 5 },
  });
});

test.each([
  [1, 0.1],
  [100, 1000],
])('data alerts take %d percent and %d GB', async (thresholdPercent, thresholdGb) => {
  expect(
    await openCounter().operator.setAlerts({ msisdn: a, thresholdPercent, thresholdGb, idempotencyKey: 'k' }),
  ).not.toHaveProperty('error');
});

test.each([
  [null, null],
  [0, null],
  [101, null],
  [50.5, null],
  [null, 0.09],
  [null, Infinity],
  [80, 0],
])(
  'data alerts refuse %d percent and %d GB, even before they look for the customer',
  async (thresholdPercent, thresholdGb) => {
    expect(
      await openCounter().operator.setAlerts({
        msisdn: '+12125550199',
        thresholdPercent,
        thresholdGb,
        idempotencyKey: 'k',
      }),
    ).toEqual({ error: 'invalid_threshold' });
  },
);
