import type { Operator } from '../../../examples/telco/operator/operator.ts';
import { a } from './counter.ts';

/** One command of each kind, ready to be given under a key. */
export const commands = {
  change: (operator: Operator, idempotencyKey: string) =>
    operator.changePackage({ msisdn: a, packageId: 'P-UNL-B', effective: 'now', idempotencyKey }),
  schedule: (operator: Operator, idempotencyKey: string) =>
    operator.changePackage({ msisdn: a, packageId: 'P-10', effective: 'next_cycle', idempotencyKey }),
  purchase: (operator: Operator, idempotencyKey: string) =>
    operator.purchasePass({ msisdn: a, countryCode: 'IT', passId: 'EU-DAY-1GB', idempotencyKey }),
  close: (operator: Operator, idempotencyKey: string) => operator.closeContract({ msisdn: a, idempotencyKey }),
  alerts: (operator: Operator, idempotencyKey: string) =>
    operator.setAlerts({ msisdn: a, thresholdPercent: 80, thresholdGb: null, idempotencyKey }),
};
/** Their names. */
export const kinds = Object.keys(commands) as (keyof typeof commands)[];
