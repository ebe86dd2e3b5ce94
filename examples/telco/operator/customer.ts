/** What somebody used in a month. */
export type MonthlyUsage = Readonly<{ dataGb: number; minutes: number; sms: number }>;

/** A contract as the customer may see it. Dates YYYY-MM-DD, times UTC ISO, money in EUR. */
export type Contract = Readonly<{
  status: 'active' | 'closed';
  start_date: string;
  end_date: string;
  auto_renew: boolean;
  /** Owed when it is closed before its end date. */
  early_termination_fee: number;
  currency: 'EUR';
  pending_change: Readonly<{ package_id: string; effective: 'next_cycle'; requested_at: string }> | null;
  closed_at: string | null;
}>;

/** Something bought beside the plan. An expired one stays on record. */
export type Addon = Readonly<{
  type: 'roaming_pass';
  country: string;
  data_mb: number;
  price: number;
  currency: 'EUR';
  purchased_at: string;
  expires: string;
}>;

/** From what usage on the customer is warned; a threshold that was never set is absent. */
export type DataAlerts = Readonly<{ data_threshold_percent?: number; data_threshold_gb?: number }>;

/** All the operator knows of a customer. Never changed in place: a command makes the next one. */
export type Customer = Readonly<{
  msisdn: string;
  packageId: string;
  contract: Contract;
  addons: readonly Addon[];
  alerts: DataAlerts;
  /** In the current cycle. */
  usedGb: number;
  /** The latest first; may be empty. */
  lastMonths: readonly MonthlyUsage[];
  /** What is known of a customer without months; null if nothing is. */
  averageUsage: MonthlyUsage | null;
  /** The day of the month on which a cycle begins and the bill is drawn up. */
  cycleDay: number;
  lastBillAmount: number;
}>;
