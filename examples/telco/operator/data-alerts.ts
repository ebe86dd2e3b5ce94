import { z } from 'zod';
import type { Outcome } from './carry-out.ts';
import { dataAlertsSchema, type Customer } from './customer.ts';
import { refuse, type Refusal } from './refusal.ts';

/** The answer to alerts that were set, as it is kept. */
export const alertsResultSchema = z.object({ msisdn: z.string(), alerts: dataAlertsSchema });

/** What is answered when alerts were set: all that hold now. */
export type AlertsResult = z.infer<typeof alertsResultSchema>;

/** The thresholds to set: a whole percent from 1 to 100, gigabytes from 0.1 on; one that is null stays as it is. */
export type AlertsRequest = { thresholdPercent: number | null; thresholdGb: number | null };

/** Why these thresholds make no sense, if so. */
export function refuseThresholds({ thresholdPercent, thresholdGb }: AlertsRequest): Refusal | undefined {
  if (thresholdPercent === null && thresholdGb === null) return refuse('invalid_threshold');
  if (thresholdPercent !== null && !isPercent(thresholdPercent)) return refuse('invalid_threshold');
  if (thresholdGb !== null && !(Number.isFinite(thresholdGb) && thresholdGb >= 0.1)) return refuse('invalid_threshold');
  return undefined;
}

/** Sets what was named and keeps the rest. */
export function setAlerts(customer: Customer, { thresholdPercent, thresholdGb }: AlertsRequest): Outcome<AlertsResult> {
  const alerts = {
    ...customer.alerts,
    ...(thresholdPercent === null ? {} : { data_threshold_percent: thresholdPercent }),
    ...(thresholdGb === null ? {} : { data_threshold_gb: thresholdGb }),
  };
  return { customer: { ...customer, alerts }, result: { msisdn: customer.msisdn, alerts } };
}

function isPercent(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= 100;
}
