import { questions } from '../questions.ts';
import { roamingResult } from '../telling/roaming-info.ts';
import { spokenAmount, spokenMegabytes } from '../telling/spoken.ts';
import { resultOf, type Turn } from '../turn.ts';
import { countryIn, countryName } from '../understanding/countries.ts';
import { callOnce, type Move, type Step } from './step.ts';

/** Looks up the passes for the country, names the price and asks for a yes; with it, buys the pass. */
export const buyPass: Step = ({ details, confirmed }, turn) => {
  const { country = countryTalkedAbout(turn), period } = details;
  if (country === undefined) return { says: `${questions.passCountry.begins} the ${period ?? 'roaming'} pass?` };
  const info = resultOf(turn, 'get_roaming_info_tool');
  if (!info) return { calls: [{ name: 'get_roaming_info_tool', args: { country_code: country } }] };
  const roaming = roamingResult.safeParse(info.value).data?.roaming;
  if (roaming === undefined) return {};

  const move = offer(turn, { country, period, confirmed }, roaming.passes);
  return { ...move, told: [info.tool] };
};

type Pass = { id: string; price: number; data_mb: number; valid_days: number };
type Wanted = { country: string; period: 'day' | 'week' | undefined; confirmed: boolean };

function offer(turn: Turn, { country, period, confirmed }: Wanted, passes: readonly Pass[]): Move {
  const place = countryName(country);
  if (passes.length === 0) return { says: `There is no roaming pass for ${place}, I am sorry.` };
  if (period === undefined) return { says: `${questions.passPeriod.begins} for ${place}?` };

  const pass = passes.find(({ valid_days }) => (period === 'day' ? valid_days === 1 : valid_days > 1));
  if (pass === undefined) return { says: `There is no ${period} pass for ${place}, I am sorry.` };
  if (confirmed)
    return callOnce(turn, { name: 'purchase_roaming_pass_tool', args: { country_code: country, pass_id: pass.id } });
  return {
    says: `${questions.buyPass.begins} ${period} pass for ${place}, ${spokenMegabytes(pass.data_mb)} for ${spokenAmount(pass.price)}?`,
  };
}

/** The country in the agent's last words: the offer names it, so that the user can object. */
function countryTalkedAbout({ earlier }: Turn): string | undefined {
  return countryIn(earlier.findLast(({ role }) => role === 'assistant')?.content ?? '');
}
