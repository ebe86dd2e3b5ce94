import { z } from 'zod';

const monthlyUsageSchema = z.object({ dataGb: z.number(), minutes: z.number(), sms: z.number() }).readonly();

/** What somebody used in a month. */
export type MonthlyUsage = z.infer<typeof monthlyUsageSchema>;

const contractSchema = z
  .object({
    status: z.enum(['active', 'closed']),
    start_date: z.string(),
    end_date: z.string(),
    auto_renew: z.boolean(),
    /** Owed when it is closed before its end date. */
    early_termination_fee: z.number(),
    currency: z.literal('EUR'),
    pending_change: z
      .object({ package_id: z.string(), effective: z.literal('next_cycle'), requested_at: z.string() })
      .readonly()
      .nullable(),
    closed_at: z.string().nullable(),
  })
  .readonly();

/** A contract as the customer may see it. Dates YYYY-MM-DD, times UTC ISO, money in EUR. */
export type Contract = z.infer<typeof contractSchema>;

/** An add-on, as it is kept. */
export const addonSchema = z
  .object({
    type: z.literal('roaming_pass'),
    country: z.string(),
    data_mb: z.number(),
    price: z.number(),
    currency: z.literal('EUR'),
    purchased_at: z.string(),
    expires: z.string(),
  })
  .readonly();

/** Something bought beside the plan. An expired one stays on record. */
export type Addon = z.infer<typeof addonSchema>;

/** Alerts, as they are kept: from what usage on the customer is warned; a threshold that was never set is absent. */
export const dataAlertsSchema = z
  .object({
    data_threshold_percent: z.number().exactOptional(),
    data_threshold_gb: z.number().exactOptional(),
  })
  .readonly();

/** A customer, as he is kept. */
export const customerSchema = z
  .object({
    msisdn: z.string(),
    packageId: z.string(),
    contract: contractSchema,
    addons: z.array(addonSchema).readonly(),
    alerts: dataAlertsSchema,
    /** In the current cycle. */
    usedGb: z.number(),
    /** The latest first; may be empty. */
    lastMonths: z.array(monthlyUsageSchema).readonly(),
    /** What is known of a customer without months; null if nothing is. */
    averageUsage: monthlyUsageSchema.nullable(),
    /** The day of the month on which a cycle begins and the bill is drawn up. */
    cycleDay: z.number(),
    lastBillAmount: z.number(),
  })
  .readonly();

/** All the operator knows of a customer. Never changed in place: a command makes the next one. */
export type Customer = z.infer<typeof customerSchema>;
