import { tool, type ToolRunnableConfig } from '@langchain/core/tools';
import { confirm, effect, longRunning, requires, toolCall, traits, type CheckContext } from 'meanwhile';
import { z } from 'zod';
import { findCountry } from '../operator/countries.ts';
import type { Operator } from '../operator/operator.ts';
import type { PurchaseResult } from '../operator/purchase-pass.ts';
import { isRefusal, refuse, type Refusal } from '../operator/refusal.ts';
import { ownNumber, ownNumberArgument } from './own-number.ts';
import { inSteps, type Pace } from './pace.ts';
import { spokenAmount, spokenCountry, spokenMegabytes, spokenRefusal } from './spoken.ts';

const progress = ['I have found your pass.', 'Your line can take it.', 'Almost there, I am placing the order.'];

const schema = z.object({
  msisdn: ownNumberArgument,
  country_code: z.string().describe('The country of the trip as a two-letter ISO code, as in IT.'),
  pass_id: z.string().describe('The id of the pass, as in EU-WEEK-5GB. Look it up with get_roaming_info_tool.'),
});

type Args = z.input<typeof schema>;

/** Buys a roaming pass for the customer, after a yes to its price. */
export function purchaseRoamingPassTool({ operator, ...pace }: { operator: Operator } & Pace) {
  async function check({ msisdn, country_code, pass_id }: Args, context: CheckContext) {
    const own = await ownNumber(operator, context, msisdn);
    return isRefusal(own) ? own : operator.checkPurchase(own, { countryCode: country_code, passId: pass_id });
  }

  return tool(
    async function* ({ msisdn, country_code, pass_id }, config: ToolRunnableConfig) {
      const call = toolCall(config);
      const own = await ownNumber(operator, call, msisdn);
      if (isRefusal(own)) return own;
      return yield* inSteps(pace, config.signal, progress, () =>
        operator.purchasePass({
          msisdn: own,
          countryCode: country_code,
          passId: pass_id,
          idempotencyKey: call.idempotencyKey,
        }),
      );
    },
    {
      name: 'purchase_roaming_pass_tool',
      description:
        'Buy a roaming pass for the customer. Before it runs, the system tells the customer the price and asks for a yes. Takes a while.',
      schema,
      metadata: traits(
        requires('verified'),
        effect('idempotent'),
        confirm<Args>(async (args, context) => (await check(args, context)) ?? offer(args)),
        longRunning<Args, PurchaseResult | Refusal>({
          expectedMs: (progress.length + 1) * pace.stepMs,
          label: 'your roaming pass',
          acknowledgment: 'I am getting your roaming pass. That takes a moment, and you can go on talking to me.',
          check,
          announce: (result) => (isRefusal(result) ? spokenRefusal(result) : spokenPurchase(result)),
          facts: (result) => (isRefusal(result) ? [] : [spokenAmount(result.added.price), result.added.expires]),
        }),
      ),
    },
  );
}

function offer({ country_code, pass_id }: Args): string | Refusal {
  const country = findCountry(country_code);
  const pass = country?.passes.find(({ id }) => id === pass_id);
  if (!country || !pass) return refuse('invalid_pass');
  const days = pass.valid_days === 1 ? 'one day' : `${pass.valid_days} days`;
  return `The roaming pass for ${spokenCountry(country.code)} costs ${spokenAmount(pass.price)}: ${spokenMegabytes(pass.data_mb)}, valid for ${days} from now. Shall I buy it for you?`;
}

function spokenPurchase({ added }: PurchaseResult): string {
  return `Your roaming pass for ${spokenCountry(added.country)} is active: ${spokenMegabytes(added.data_mb)} for ${spokenAmount(added.price)}, valid until ${added.expires}.`;
}
