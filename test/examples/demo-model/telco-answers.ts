import type { Answers } from './talk.ts';

const plan = (id: string, name: string, monthly_fee: number) => ({ id, name, monthly_fee, currency: 'EUR' });
const standard = plan('P-40', 'Standard 40GB 5G', 40);
const unlimited = plan('P-UNL-B', 'Unlimited Basic 5G', 55);
const pass = (id: string, price: number, data_mb: number, valid_days: number) => ({
  id,
  price,
  currency: 'EUR',
  data_mb,
  valid_days,
});

/** What the telco tools answer customer A. */
export const telcoAnswers: Answers = {
  start_login_tool: () => ({ sent: true, masked: '***-***-**42', destination: 'sms' }),
  verify_login_tool: ({ msisdn, otp }) =>
    otp === '123456' ? { verified: true, msisdn } : { verified: false, reason: 'wrong_code' },
  get_current_package_tool: () => ({
    msisdn: '+12125550142',
    package: standard,
    contract: { status: 'active', end_date: '2027-03-01', pending_change: null },
    addons: [],
  }),
  get_data_balance_tool: () => ({
    unlimited: false,
    included_gb: 40,
    used_gb: 12.5,
    remaining_gb: 27.5,
    resets_day: 5,
  }),
  list_available_packages_tool: () => [plan('P-10', 'Lite 10GB 4G', 25), standard, unlimited],
  recommend_packages_tool: () => ({
    recommendations: [
      { package: standard, estimated_monthly_cost: 40 },
      { package: unlimited, estimated_monthly_cost: 55 },
    ],
  }),
  get_roaming_info_tool: ({ country_code }) =>
    country_code === 'JP'
      ? { error: 'unknown_country' }
      : {
          package: standard,
          roaming: {
            country: country_code,
            included: country_code !== 'US',
            paygo: { per_mb: 0.15, per_minute: 0.2, per_sms: 0.1 },
            passes: country_code === 'DE' ? [] : [pass('EU-DAY-1GB', 5, 1024, 1), pass('EU-WEEK-5GB', 15, 5120, 7)],
          },
        },
  close_contract_tool: ({ confirm }) => ({
    current_status: 'active',
    early_termination_fee: 150,
    currency: 'EUR',
    contract_end_date: '2027-03-01',
    will_cancel: confirm,
    ...(confirm === true && { new_status: 'closed', closed_at: '2026-05-01T10:00:00.000Z' }),
  }),
  list_addons_tool: () => ({
    addons: [{ type: 'roaming_pass', country: 'IT', data_mb: 1024, price: 10, expires: '2026-01-02' }],
  }),
  purchase_roaming_pass_tool: ({ country_code }) => ({
    added: { type: 'roaming_pass', country: country_code, data_mb: 5120, price: 15, expires: '2026-05-08' },
  }),
  change_package_tool: ({ package_id, effective }) => ({
    current_package_id: 'P-40',
    new_package_id: package_id,
    effective,
    status: effective === 'now' ? 'changed' : 'scheduled',
  }),
  get_billing_summary_tool: () => ({ last_bill_amount: 45, cycle_day: 5, monthly_fee: 40 }),
  set_data_alerts_tool: ({ threshold_percent, threshold_gb }) => ({
    alerts: { data_threshold_percent: threshold_percent, data_threshold_gb: threshold_gb },
  }),
};

/** What the secondary chat's tools answer while a bill is drawn up. */
export const chatAnswers: Answers = {
  ...Object.fromEntries(
    [
      'get_current_package_tool',
      'get_data_balance_tool',
      'list_available_packages_tool',
      'recommend_packages_tool',
      'get_roaming_info_tool',
      'list_addons_tool',
    ].flatMap((name) => Object.entries(telcoAnswers).filter(([known]) => known === name)),
  ),
  check_status: () => ({
    status: 'running',
    progress: 66,
    tool_name: 'get_billing_summary_tool',
    runs: [
      {
        tool: 'get_billing_summary_tool',
        label: 'your bill',
        status: 'running',
        progress: 66,
        message: 'I am adding it all up.',
      },
    ],
    queued: [],
  }),
  queue_request: ({ label }) => ({ queued: label, message: 'Say something short.' }),
  cancel_operation: ({ id }) => ({ cancelling: id ?? 'operation-1', message: 'It is being stopped.' }),
};
