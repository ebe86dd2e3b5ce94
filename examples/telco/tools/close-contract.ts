import { tool, type ToolRunnableConfig } from '@langchain/core/tools';
import { longRunning, requires, toolCall, traits } from 'meanwhile';
import { z } from 'zod';
import type { CloseResult } from '../operator/close-contract.ts';
import type { Operator } from '../operator/operator.ts';
import { isRefusal, type Refusal } from '../operator/refusal.ts';
import { ownNumber, ownNumberArgument } from './own-number.ts';
import { inSteps, type Pace } from './pace.ts';
import { spokenAmount, spokenRefusal } from './spoken.ts';

const progress = [
  'I have checked your contract.',
  'The early termination fee is settled.',
  'Your final bill is being prepared.',
  'Almost there, I am making the final entry.',
];

const schema = z.object({
  msisdn: ownNumberArgument,
  confirm: z.boolean().default(false).describe('False only tells the fee and the end date. True closes the contract.'),
});

/** Tells what closing the contract would cost, at once; with `confirm` closes it, which takes a while. */
export function closeContractTool({ operator, ...pace }: { operator: Operator } & Pace) {
  return tool(
    async function* ({ msisdn, confirm }, config: ToolRunnableConfig) {
      const { session, idempotencyKey } = toolCall(config);
      const own = ownNumber(session, msisdn);
      if (isRefusal(own)) return own;
      if (!confirm) return operator.previewClose(own);
      return yield* inSteps(pace, config.signal, progress, () =>
        operator.closeContract({ msisdn: own, idempotencyKey }),
      );
    },
    {
      name: 'close_contract_tool',
      description:
        'End the contract of the customer. First call it without confirm: that only tells the early termination fee in EUR and the end date.',
      schema,
      metadata: traits(
        requires('verified'),
        longRunning<z.input<typeof schema>, CloseResult | Refusal>({
          expectedMs: (progress.length + 1) * pace.stepMs,
          label: 'the closing of your contract',
          acknowledgment: 'I am closing your contract. That takes a moment, and you can go on talking to me.',
          when: ({ confirm }) => confirm ?? false,
          check({ msisdn }, { session }) {
            const own = ownNumber(session, msisdn);
            return isRefusal(own) ? own : operator.checkClose(own);
          },
          announce: (result) => (isRefusal(result) ? spokenRefusal(result) : spokenClosing(result)),
        }),
      ),
    },
  );
}

function spokenClosing(result: CloseResult): string {
  if ('status' in result) return 'Your contract was already closed, so nothing has changed.';
  return `Your contract is closed as of ${result.closed_at.slice(0, 10)}. The early termination fee is ${spokenAmount(result.early_termination_fee)}.`;
}
