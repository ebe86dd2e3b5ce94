import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createOneTimeCodes } from '../../../examples/telco/operator/one-time-codes.ts';

test('A9: how much of a wrong code is right does not show in the time its comparison takes', () => {
  const timingSafeEqual = vi.spyOn(crypto, 'timingSafeEqual');
  syncBuiltinESMExports();
  onTestFinished(() => {
    timingSafeEqual.mockRestore();
    syncBuiltinESMExports();
  });
  const codes = createOneTimeCodes({ now: () => 0, random: () => 0.123456 });
  const code = codes.issue('s', '+12125550142');
  expect(codes.redeem('s', '+12125550142', '999999')).toBe('wrong_code');
  expect(timingSafeEqual).toHaveBeenCalledExactlyOnceWith(Buffer.from(code), Buffer.from('999999'));
});
