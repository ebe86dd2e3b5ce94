import { tool, type ToolRunnableConfig } from '@langchain/core/tools';
import { longRunning, requires, toolCall, traits } from 'meanwhile';
import { z } from 'zod';
import { findPackage } from '../operator/catalog.ts';
import type { ChangeResult } from '../operator/change-package.ts';
import type { Operator } from '../operator/operator.ts';
import { isRefusal, type Refusal } from '../operator/refusal.ts';
import { ownNumber, ownNumberArgument } from './own-number.ts';
import { inSteps, type Pace } from './pace.ts';
import { spokenAmount, spokenRefusal } from './spoken.ts';

const progress = [
  'I have checked your contract.',
  'The new plan is reserved for you.',
  'Your line is being prepared for the new plan.',
  'Almost there, I am making the final entry.',
];

const schema = z.object({
  msisdn: ownNumberArgument,
  package_id: z.string().describe('The id of the new plan, as in P-40.'),
  effective: z.string().default('next_cycle').describe('When: now, or next_cycle.'),
});

/** Switches the customer to another plan. */
export function changePackageTool({ operator, ...pace }: { operator: Operator } & Pace) {
  return tool(
    async function* ({ msisdn, package_id, effective }, config: ToolRunnableConfig) {
      const { session, idempotencyKey } = toolCall(config);
      const own = ownNumber(session, msisdn);
      if (isRefusal(own)) return own;
      return yield* inSteps(pace, config.signal, progress, () =>
        operator.changePackage({ msisdn: own, packageId: package_id, effective, idempotencyKey }),
      );
    },
    {
      name: 'change_package_tool',
      description: 'Switch the customer to another plan, now or with the next billing cycle. Takes a while.',
      schema,
      metadata: traits(
        requires('verified'),
        longRunning<z.input<typeof schema>, ChangeResult | Refusal>({
          expectedMs: (progress.length + 1) * pace.stepMs,
          label: 'the change of your plan',
          acknowledgment: 'I am changing your plan. That takes a moment, and you can go on talking to me.',
          check({ msisdn, package_id }, { session }) {
            const own = ownNumber(session, msisdn);
            return isRefusal(own) ? own : operator.checkChange(own, package_id);
          },
          announce: (result) => (isRefusal(result) ? spokenRefusal(result) : spokenChange(result)),
        }),
      ),
    },
  );
}

function spokenChange({ new_package_id, effective }: ChangeResult): string {
  const plan = findPackage(new_package_id);
  const named = plan ? `${plan.name}, ${plan.id}, at ${spokenAmount(plan.monthly_fee)} a month` : new_package_id;
  return effective === 'now' ? `Your plan is now ${named}.` : `From your next billing cycle on, your plan is ${named}.`;
}
