import type { Call, MakeBot } from 'meanwhile/testing';
import { createOperator } from '../../examples/telco/operator/operator.ts';
import { exampleNumbers } from '../../examples/telco/operator/seed-customers.ts';
import { createTelcoTools } from '../../examples/telco/tools/telco-tools.ts';
import { puppetBot } from '../kit/puppets.ts';

/** A bot to explore, and what its models may ask for. */
export type Explored = { makeBot: MakeBot; calls?: readonly Call[] };

/** The bots that are explored: one whose tools do anything at any time, and the agent of the example. */
export const bots: Record<string, Explored> = {
  puppets: { makeBot: (_, arrival) => puppetBot(arrival) },
  telco: {
    makeBot(clock) {
      const operator = createOperator({ now: clock.now, random: () => 0.5, sendSms: () => {} });
      return {
        tools: createTelcoTools({ operator, wait: clock.wait }),
        input: { session: { verified: true, msisdn: exampleNumbers.a } },
      };
    },
    calls: [
      { name: 'get_billing_summary_tool' },
      { name: 'change_package_tool', args: { package_id: 'P-UNL-B' } },
      { name: 'purchase_roaming_pass_tool', args: { country_code: 'IT', pass_id: 'EU-DAY-1GB' } },
      { name: 'close_contract_tool', args: { confirm: true } },
      { name: 'get_data_balance_tool' },
      { name: 'set_data_alerts_tool', args: { threshold_percent: 80 } },
    ],
  },
};
