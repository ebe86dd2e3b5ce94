import type { WireMessage } from './chat-completion-request.ts';
import { countryIn } from './understanding/countries.ts';
import { mattersIn } from './understanding/matters.ts';

/** Work of the user's that runs or waits, by the id under which it can be stopped. */
export type Work = { id: string; label: string; isUnderWay: boolean };

/** What runs and what waits, as the instructions of a voice name it: "Under way: your bill (operation-1, for 3 s)." */
export function workIn(messages: readonly WireMessage[]): Work[] {
  const lines = instructionsIn(messages).match(/^(Under way|Waiting[^:]*): .*$/gm) ?? [];
  const all = lines.flatMap((line) => {
    const named = [...line.matchAll(/[:;] ([^;]+?) \((operation-\d+)(?:,[^)]*)?\)/g)];
    const isUnderWay = line.startsWith('Under way');
    return named.map(([, label = '', id = '']): [string, Work] => [id, { id, label, isUnderWay }]);
  });
  return [...new Map(all).values()];
}

/** What a request is about that had to wait, as the instructions name it; undefined for one that had not. */
export function wantedIn(messages: readonly WireMessage[]): string | undefined {
  return /was told that it comes afterwards: (.+)\. Do it now\./.exec(instructionsIn(messages))?.[1];
}

/** The work that words mean: all of it if they name none. */
export function workMeant(words: string, work: readonly Work[]): Work[] {
  const matters = mattersIn(words);
  const country = countryIn(words);
  const about = work.filter(
    ({ label }) => matters.length === 0 || mattersIn(label).some((one) => matters.includes(one)),
  );
  const there = about.filter(({ label }) => country !== undefined && countryIn(label) === country);
  return there.length > 0 ? there : about;
}

function instructionsIn(messages: readonly WireMessage[]): string {
  return messages
    .filter(({ role }) => role === 'system' || role === 'developer')
    .map(({ content }) => content ?? '')
    .join('\n');
}
