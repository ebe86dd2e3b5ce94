import { createInterface } from 'node:readline';
import type { RunStatus } from 'meanwhile';
import type { Hands, Screen, Streams, Voice } from './screen.ts';
import { tidy, tidyLine } from './tidy.ts';

const beginnings: Record<Voice, string> = {
  you: 'you: ',
  answer: 'agent: ',
  acknowledgment: 'agent: ',
  interim: 'agent: ',
  announcement: 'agent: ',
  sms: 'sms: ',
  note: '* ',
  failure: '! ',
};

/** Plain lines, for pipes and files: no colours, and how far something is as a line whenever it changes. */
export function openPlainScreen({ input, output }: Streams, hands: Hands): Screen {
  const reader = createInterface({ input, terminal: false, crlfDelay: Number.POSITIVE_INFINITY });
  let shown = '';
  reader.on('line', (line) => hands.typed(line));
  reader.on('close', () => hands.ended());

  return {
    live: false,
    print(voice, text) {
      output.write(`${beginnings[voice]}${tidy(text).replaceAll('\n', '\n  ')}\n`);
    },
    show(next) {
      if (next === 'thinking') return;
      const line = next ? `… ${next.percent} % ${tidyLine(next.label)}${tryOf(next)}\n` : '';
      if (line !== shown) output.write(line);
      shown = line;
    },
    clearLine: () => false,
    close() {
      reader.close();
    },
  };
}

function tryOf({ attempt, retryAt }: RunStatus): string {
  if (retryAt !== null) return `, waits for try ${attempt + 1}`;
  return attempt > 1 ? `, try ${attempt}` : '';
}
