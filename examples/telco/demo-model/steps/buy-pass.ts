import { questions } from '../questions.ts';
import { roamingResult } from '../telling/roaming-info.ts';
import { resultOf, type Turn } from '../turn.ts';
import { countryIn, countryName } from '../understanding/countries.ts';
import type { Move, Step } from './step.ts';

/** Looks up the passes for the country, and buys the one that is wanted. What it costs and the yes to it are not the model's affair. */
export const buyPass: Step = ({ details }, turn) => {
  if (resultOf(turn, 'purchase_roaming_pass_tool')) return { told: ['get_roaming_info_tool'] };
  const { country = countryTalkedAbout(turn), period } = details;
  if (country === undefined) return { says: `${questions.passCountry.begins} the ${period ?? 'roaming'} pass?` };
  const info = resultOf(turn, 'get_roaming_info_tool');
  if (!info) return { calls: [{ name: 'get_roaming_info_tool', args: { country_code: country } }] };
  const roaming = roamingResult.safeParse(info.value).data?.roaming;
  if (roaming === undefined) return {};

  return { ...choose({ country, period }, roaming.passes), told: [info.tool] };
};

type Pass = { id: string; valid_days: number };
type Wanted = { country: string; period: 'day' | 'week' | undefined };

function choose({ country, period }: Wanted, passes: readonly Pass[]): Move {
  const place = countryName(country);
  if (passes.length === 0) return { says: `There is no roaming pass for ${place}, I am sorry.` };
  if (period === undefined) return { says: `${questions.passPeriod.begins} for ${place}?` };

  const pass = passes.find(({ valid_days }) => (period === 'day' ? valid_days === 1 : valid_days > 1));
  if (pass === undefined) return { says: `There is no ${period} pass for ${place}, I am sorry.` };
  return { calls: [{ name: 'purchase_roaming_pass_tool', args: { country_code: country, pass_id: pass.id } }] };
}

/** The country in the agent's last words: the offer names it, so that the user can object. */
function countryTalkedAbout({ earlier }: Turn): string | undefined {
  return countryIn(earlier.findLast(({ role }) => role === 'assistant')?.content ?? '');
}
