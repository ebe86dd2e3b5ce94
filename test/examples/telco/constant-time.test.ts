import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createOneTimeCodes } from '../../../examples/telco/operator/one-time-codes.ts';
import { openRecords } from '../../../examples/telco/operator/records.ts';

test('A9: how much of a wrong code is right does not show in the time its comparison takes', async () => {
  const timingSafeEqual = vi.spyOn(crypto, 'timingSafeEqual');
  syncBuiltinESMExports();
  onTestFinished(() => {
    timingSafeEqual.mockRestore();
    syncBuiltinESMExports();
  });
  const { database } = openRecords({ today: 0 });
  const codes = createOneTimeCodes({ database, now: () => 0, random: () => 0.123456 });
  const code = (await codes.issue('s', '+12125550142')) ?? 'none';
  expect(await codes.redeem('s', '+12125550142', '999999')).toBe('wrong_code');
  expect(timingSafeEqual).toHaveBeenCalledExactlyOnceWith(Buffer.from(code), Buffer.from('999999'));
});
