import fc from 'fast-check';
import { expect, test } from 'vitest';

test('what random runs have found is told before the time of the test is over', { timeout: 5_000 }, () => {
  expect(fc.readConfigureGlobal()).toEqual({ interruptAfterTimeLimit: 4_000, markInterruptAsFailure: true });
});
