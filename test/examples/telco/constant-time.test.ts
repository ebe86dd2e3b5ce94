import { timingSafeEqual } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { createOneTimeCodes } from '../../../examples/telco/operator/one-time-codes.ts';

vi.mock('node:crypto', async (original) => ({
  timingSafeEqual: vi.fn((await original<typeof import('node:crypto')>()).timingSafeEqual),
}));

test('A9: how much of a wrong code is right does not show in the time its comparison takes', () => {
  const codes = createOneTimeCodes({ now: () => 0, random: () => 0.123456 });
  const code = codes.issue('s', '+12125550142');
  expect(codes.redeem('s', '+12125550142', '999999')).toBe('wrong_code');
  expect(timingSafeEqual).toHaveBeenCalledExactlyOnceWith(Buffer.from(code), Buffer.from('999999'));
});
