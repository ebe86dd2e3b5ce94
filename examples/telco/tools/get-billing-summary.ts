import { tool, type ToolRunnableConfig } from '@langchain/core/tools';
import { longRunning, readOnly, requires, toolCall, traits } from 'meanwhile';
import { z } from 'zod';
import type { BillingSummary } from '../operator/billing.ts';
import type { Operator } from '../operator/operator.ts';
import { isRefusal, type Refusal } from '../operator/refusal.ts';
import { ownNumber, ownNumberArgument } from './own-number.ts';
import { inSteps, type Pace } from './pace.ts';
import { spokenAmount, spokenRefusal } from './spoken.ts';

const progress = [
  'I have your last bill and am checking the charges.',
  'The charges are checked and I am adding them up.',
];

const schema = z.object({ msisdn: ownNumberArgument });

/** Draws up the customer's bill. */
export function getBillingSummaryTool({ operator, ...pace }: { operator: Operator } & Pace) {
  return tool(
    async function* ({ msisdn }, config: ToolRunnableConfig) {
      const own = await ownNumber(operator, toolCall(config), msisdn);
      if (isRefusal(own)) return own;
      return yield* inSteps(pace, config.signal, progress, () => operator.billingSummary(own));
    },
    {
      name: 'get_billing_summary_tool',
      description:
        'Draw up the bill of the customer: the last bill in EUR, the fee of the plan, and the day of the month of the bill. Takes a while.',
      schema,
      metadata: traits(
        readOnly(),
        requires('verified'),
        longRunning<z.input<typeof schema>, BillingSummary | Refusal>({
          expectedMs: (progress.length + 1) * pace.stepMs,
          label: 'your bill',
          acknowledgment: 'I am drawing up your bill. That takes a moment, and you can go on talking to me.',
          async check({ msisdn }, context) {
            const own = await ownNumber(operator, context, msisdn);
            return isRefusal(own) ? own : operator.checkCustomer(own);
          },
          announce(result) {
            if (isRefusal(result)) return spokenRefusal(result);
            const { last_bill_amount, monthly_fee, cycle_day } = result;
            return `Your last bill was ${spokenAmount(last_bill_amount)}. Your plan costs ${spokenAmount(monthly_fee)} a month, billed on day ${cycle_day} of the month.`;
          },
          facts(result) {
            if (isRefusal(result)) return [];
            return [spokenAmount(result.last_bill_amount), spokenAmount(result.monthly_fee)];
          },
        }),
      ),
    },
  );
}
