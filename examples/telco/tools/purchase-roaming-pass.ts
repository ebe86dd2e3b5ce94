import { tool, type ToolRunnableConfig } from '@langchain/core/tools';
import { longRunning, requires, toolCall, traits } from 'meanwhile';
import { z } from 'zod';
import type { Operator } from '../operator/operator.ts';
import type { PurchaseResult } from '../operator/purchase-pass.ts';
import { isRefusal, type Refusal } from '../operator/refusal.ts';
import { ownNumber, ownNumberArgument } from './own-number.ts';
import { inSteps, type Pace } from './pace.ts';
import { spokenAmount, spokenCountry, spokenRefusal } from './spoken.ts';

const progress = [
  'I have found your pass and am ordering it.',
  'The pass is ordered and I am adding it to your line.',
  'Almost there, I am switching it on.',
];

const schema = z.object({
  msisdn: ownNumberArgument,
  country_code: z.string().describe('The country of the trip as a two-letter ISO code, as in IT.'),
  pass_id: z.string().describe('The id of the pass, as in EU-WEEK-5GB. Look it up with get_roaming_info_tool.'),
});

/** Buys a roaming pass for the customer. */
export function purchaseRoamingPassTool({ operator, ...pace }: { operator: Operator } & Pace) {
  return tool(
    async function* ({ msisdn, country_code, pass_id }, config: ToolRunnableConfig) {
      const { session, idempotencyKey } = toolCall(config);
      const own = ownNumber(session, msisdn);
      if (isRefusal(own)) return own;
      return yield* inSteps(pace, config.signal, progress, () =>
        operator.purchasePass({ msisdn: own, countryCode: country_code, passId: pass_id, idempotencyKey }),
      );
    },
    {
      name: 'purchase_roaming_pass_tool',
      description: 'Buy a roaming pass for the customer. It costs the price of the pass. Takes a while.',
      schema,
      metadata: traits(
        requires('verified'),
        longRunning<z.input<typeof schema>, PurchaseResult | Refusal>({
          expectedMs: (progress.length + 1) * pace.stepMs,
          label: 'your roaming pass',
          acknowledgment: 'I am getting your roaming pass. That takes a moment, and you can go on talking to me.',
          check({ msisdn, country_code, pass_id }, { session }) {
            const own = ownNumber(session, msisdn);
            return isRefusal(own) ? own : operator.checkPurchase(own, { countryCode: country_code, passId: pass_id });
          },
          announce: (result) => (isRefusal(result) ? spokenRefusal(result) : spokenPurchase(result)),
        }),
      ),
    },
  );
}

function spokenPurchase({ added }: PurchaseResult): string {
  return `Your roaming pass for ${spokenCountry(added.country)} is active: ${added.data_mb} MB for ${spokenAmount(added.price)}, valid until ${added.expires}.`;
}
