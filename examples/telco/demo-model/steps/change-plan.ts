import { z } from 'zod';
import { questions } from '../questions.ts';
import { packageRecord } from '../telling/package-record.ts';
import { resultOf } from '../turn.ts';
import type { Step } from './step.ts';

const current = z.object({ package: packageRecord, contract: z.object({ pending_change: z.unknown() }) });

/** Changes the plan, unless the customer is on it already. What it costs and the yes to it are not the model's affair. */
export const changePlan: Step = ({ details: { plan, effective = 'next_cycle' } }, turn) => {
  if (resultOf(turn, 'change_package_tool')) return { told: ['get_current_package_tool'] };
  if (plan === undefined) {
    const start = effective === 'now' ? ' right now' : '';
    return {
      says: `${questions.whichPlan.begins}${start}: Lite, Standard, Unlimited Basic, Unlimited Premium or Travelers EU?`,
    };
  }
  const own = resultOf(turn, 'get_current_package_tool');
  if (!own) return { calls: [{ name: 'get_current_package_tool', args: {} }] };

  const present = current.safeParse(own.value).data;
  if (present === undefined) return {};
  if (present.package.id === plan && !present.contract.pending_change)
    return { says: `You are on ${present.package.name} already, so there is nothing to change.`, told: [own.tool] };
  return { calls: [{ name: 'change_package_tool', args: { package_id: plan, effective } }] };
};
