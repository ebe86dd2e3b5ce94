import { addDays, addMonths, dateOf, timeOf } from './calendar.ts';
import type { Customer } from './customer.ts';

/** The numbers of the two example customers, from the ranges that are reserved for examples. */
export const exampleNumbers = { a: '+12125550142', b: '+447700900123' };

/** The operator's first customers. Their contracts began and end relative to today, so that the example never grows old. */
export function seedCustomers(today: number): Customer[] {
  return [
    {
      msisdn: exampleNumbers.a,
      packageId: 'P-40',
      contract: {
        status: 'active',
        start_date: dateOf(addMonths(today, -14)),
        end_date: dateOf(addMonths(today, 10)),
        auto_renew: true,
        early_termination_fee: 150,
        currency: 'EUR',
        pending_change: null,
        closed_at: null,
      },
      addons: [
        {
          type: 'roaming_pass',
          country: 'IT',
          data_mb: 1024,
          price: 10,
          currency: 'EUR',
          purchased_at: timeOf(addDays(today, -40)),
          expires: dateOf(addDays(today, -33)),
        },
      ],
      alerts: {},
      usedGb: 12.5,
      lastMonths: [
        { dataGb: 31.2, minutes: 640, sms: 210 },
        { dataGb: 27.5, minutes: 580, sms: 190 },
        { dataGb: 25.3, minutes: 590, sms: 200 },
      ],
      averageUsage: { dataGb: 28, minutes: 600, sms: 200 },
      cycleDay: 5,
      lastBillAmount: 45,
    },
    {
      msisdn: exampleNumbers.b,
      packageId: 'P-10',
      contract: {
        status: 'active',
        start_date: dateOf(addMonths(today, -22)),
        end_date: dateOf(addMonths(today, 2)),
        auto_renew: false,
        early_termination_fee: 80,
        currency: 'EUR',
        pending_change: null,
        closed_at: null,
      },
      addons: [],
      alerts: {},
      usedGb: 8.1,
      lastMonths: [
        { dataGb: 10.2, minutes: 320, sms: 100 },
        { dataGb: 8.5, minutes: 280, sms: 85 },
        { dataGb: 8.3, minutes: 305, sms: 88 },
      ],
      averageUsage: { dataGb: 9, minutes: 300, sms: 90 },
      cycleDay: 12,
      lastBillAmount: 29,
    },
  ];
}
