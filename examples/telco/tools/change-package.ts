import { tool, type ToolRunnableConfig } from '@langchain/core/tools';
import { confirm, effect, longRunning, requires, toolCall, traits, type CheckContext } from 'meanwhile';
import { z } from 'zod';
import { findPackage } from '../operator/catalog.ts';
import type { ChangeResult } from '../operator/change-package.ts';
import type { Operator } from '../operator/operator.ts';
import { isRefusal, refuse, type Refusal } from '../operator/refusal.ts';
import { ownNumber, ownNumberArgument } from './own-number.ts';
import { inSteps, type Pace } from './pace.ts';
import { spokenAmount, spokenRefusal } from './spoken.ts';

const progress = [
  'I have checked your contract.',
  'The new plan fits your contract.',
  'Your line is being prepared for the new plan.',
  'Almost there, I am making the final entry.',
];

const schema = z.object({
  msisdn: ownNumberArgument,
  package_id: z.string().describe('The id of the new plan, as in P-40.'),
  effective: z.string().default('next_cycle').describe('When: now, or next_cycle.'),
});

type Args = z.input<typeof schema>;

/** Switches the customer to another plan, after a yes to its fee. */
export function changePackageTool({ operator, ...pace }: { operator: Operator } & Pace) {
  async function check({ msisdn, package_id }: Args, context: CheckContext) {
    const own = await ownNumber(operator, context, msisdn);
    return isRefusal(own) ? own : operator.checkChange(own, package_id);
  }

  return tool(
    async function* ({ msisdn, package_id, effective }, config: ToolRunnableConfig) {
      const call = toolCall(config);
      const own = await ownNumber(operator, call, msisdn);
      if (isRefusal(own)) return own;
      return yield* inSteps(pace, config.signal, progress, async () => {
        const change = { msisdn: own, packageId: package_id, effective: startOf(effective) };
        const result = await operator.changePackage({ ...change, idempotencyKey: call.idempotencyKey });
        return isRefusal(result) ? result : withFee(result);
      });
    },
    {
      name: 'change_package_tool',
      description:
        'Switch the customer to another plan, now or with the next billing cycle. Before it runs, the system tells the customer the fee and asks for a yes. Takes a while.',
      schema,
      metadata: traits(
        requires('verified'),
        effect('idempotent'),
        confirm<Args>(async (args, context) => (await check(args, context)) ?? offer(args)),
        longRunning<Args, PricedChange | Refusal>({
          expectedMs: (progress.length + 1) * pace.stepMs,
          label: 'the change of your plan',
          acknowledgment: 'I am changing your plan. That takes a moment, and you can go on talking to me.',
          check,
          announce: (result) => (isRefusal(result) ? spokenRefusal(result) : spokenChange(result)),
          facts: (result) => (isRefusal(result) ? [] : factsOfChange(result)),
        }),
      ),
    },
  );
}

/** What is asked and what is done go by the same word. */
function startOf(effective: string | undefined): ChangeResult['effective'] {
  return effective?.trim().toLowerCase() === 'now' ? 'now' : 'next_cycle';
}

function offer({ package_id, effective }: Args): string | Refusal {
  const plan = findPackage(package_id);
  if (!plan) return refuse('invalid_package');
  const start = startOf(effective) === 'now' ? 'from now on' : 'from your next billing cycle on';
  return `${plan.name} costs ${spokenAmount(plan.monthly_fee)} a month, ${start}. Shall I switch you to it?`;
}

/** The answer to a change, with what the plan costs from then on. */
type PricedChange = ChangeResult & { monthly_fee: number | undefined };

function withFee(result: ChangeResult): PricedChange {
  return { ...result, monthly_fee: findPackage(result.new_package_id)?.monthly_fee };
}

function spokenChange({ new_package_id, effective }: PricedChange): string {
  const plan = findPackage(new_package_id);
  const named = plan ? `${plan.name}, ${plan.id}, at ${spokenAmount(plan.monthly_fee)} a month` : new_package_id;
  return effective === 'now' ? `Your plan is now ${named}.` : `From your next billing cycle on, your plan is ${named}.`;
}

function factsOfChange({ new_package_id, monthly_fee }: PricedChange): string[] {
  return monthly_fee === undefined ? [new_package_id] : [new_package_id, spokenAmount(monthly_fee)];
}
