import { z } from 'zod';
import { questions } from '../questions.ts';
import { packageRecord } from '../telling/package-record.ts';
import { spokenAmount } from '../telling/spoken.ts';
import { resultOf } from '../turn.ts';
import { callOnce, type Step } from './step.ts';

const current = z.object({ package: packageRecord });

/** Names the fee of the plan and asks for a yes; with it, changes the plan. */
export const changePlan: Step = ({ details: { plan, effective = 'next_cycle' }, confirmed }, turn) => {
  if (plan === undefined) {
    const start = effective === 'now' ? ' right now' : '';
    return {
      says: `${questions.whichPlan.begins}${start}: Lite, Standard, Unlimited Basic, Unlimited Premium or Travelers EU?`,
    };
  }
  if (confirmed) return callOnce(turn, { name: 'change_package_tool', args: { package_id: plan, effective } });

  const [own, all] = [resultOf(turn, 'get_current_package_tool'), resultOf(turn, 'list_available_packages_tool')];
  if (!own || !all)
    return { calls: ['get_current_package_tool', 'list_available_packages_tool'].map((name) => ({ name, args: {} })) };

  const [present, records] = [current.safeParse(own.value).data, z.array(packageRecord).safeParse(all.value).data];
  if (present === undefined) return { told: [all.tool] };

  const told = [own.tool, all.tool];
  if (present.package.id === plan)
    return { says: `You are on ${present.package.name} already, so there is nothing to change.`, told };

  const wanted = records?.find(({ id }) => id === plan);
  if (wanted === undefined) return { says: 'I could not find that plan in our list.', told };
  const start = effective === 'now' ? 'right now' : 'from your next billing cycle';
  return {
    says: `${questions.switchPlan.begins} ${wanted.name} ${start}, for ${spokenAmount(wanted.monthly_fee)} a month?`,
    told,
  };
};
