import { tool, type ToolRunnableConfig } from '@langchain/core/tools';
import { confirm, effect, longRunning, requires, toolCall, traits, type CheckContext } from 'meanwhile';
import { z } from 'zod';
import type { ClosePreview, CloseResult } from '../operator/close-contract.ts';
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

type Args = z.input<typeof schema>;

/** Tells what closing the contract would cost, at once; with `confirm` closes it after a yes, which takes a while. */
export function closeContractTool({ operator, ...pace }: { operator: Operator } & Pace) {
  async function check({ msisdn }: Args, context: CheckContext) {
    const own = await ownNumber(operator, context, msisdn);
    return isRefusal(own) ? own : operator.checkClose(own);
  }

  async function preview({ msisdn }: Args, context: CheckContext) {
    const own = await ownNumber(operator, context, msisdn);
    if (isRefusal(own)) return own;
    const cost = await operator.previewClose(own);
    return isRefusal(cost) || 'status' in cost ? cost : offer(cost);
  }

  return tool(
    async function* ({ msisdn, ...asked }, config: ToolRunnableConfig) {
      const call = toolCall(config);
      const own = await ownNumber(operator, call, msisdn);
      if (isRefusal(own)) return own;
      if (!closes(asked)) return operator.previewClose(own);
      return yield* inSteps(pace, config.signal, progress, () =>
        operator.closeContract({ msisdn: own, idempotencyKey: call.idempotencyKey }),
      );
    },
    {
      name: 'close_contract_tool',
      description:
        'End the contract of the customer, with confirm true. Before it runs, the system tells the customer the fee and asks for a yes. Takes a while. With confirm false it only tells you the early termination fee in EUR and the end date.',
      schema,
      metadata: traits(
        requires('verified'),
        effect('idempotent'),
        confirm<Args>(preview, { when: closes }),
        longRunning<Args, CloseResult | Refusal>({
          expectedMs: (progress.length + 1) * pace.stepMs,
          label: 'the closing of your contract',
          acknowledgment: 'I am closing your contract. That takes a moment, and you can go on talking to me.',
          when: closes,
          check,
          announce: (result) => (isRefusal(result) ? spokenRefusal(result) : spokenClosing(result)),
          facts: (result) => (isRefusal(result) ? [] : factsOfClosing(result)),
        }),
      ),
    },
  );
}

/** Only without it, or with exactly false, does the call close nothing. */
function closes({ confirm: isMeant }: { confirm?: unknown }): boolean {
  return isMeant !== undefined && isMeant !== false;
}

function offer({ contract_end_date, early_termination_fee }: ClosePreview): string {
  const fee =
    early_termination_fee > 0 ? `an early termination fee of ${spokenAmount(early_termination_fee)}` : 'nothing';
  return `The end date of your contract is ${contract_end_date}. Closing it now costs ${fee} and cannot be undone. Shall I close it now?`;
}

function spokenClosing(result: CloseResult): string {
  if ('status' in result) return 'Your contract was already closed, so nothing has changed.';
  return `Your contract is closed as of ${result.closed_at.slice(0, 10)}. The early termination fee is ${spokenAmount(result.early_termination_fee)}.`;
}

function factsOfClosing(result: CloseResult): string[] {
  return 'status' in result ? [] : [result.closed_at.slice(0, 10), spokenAmount(result.early_termination_fee)];
}
