import { styleText } from 'node:util';
import wrapAnsi from 'wrap-ansi';
import type { BarPaint } from './bar.ts';
import type { Voice } from './screen.ts';
import { tidy } from './tidy.ts';

const NARROWEST = 8;

type Format = Parameters<typeof styleText>[0];
type Look = { sign: string; signFormat: Format; format: Format; everyLine?: boolean };

/** The signs alone tell the voices apart, for terminals without colour. */
const looks: Record<Voice, Look> = {
  you: { sign: '› ', signFormat: 'bold', format: [] },
  answer: { sign: '• ', signFormat: 'green', format: [] },
  acknowledgment: { sign: '… ', signFormat: 'dim', format: 'dim' },
  interim: { sign: '│ ', signFormat: 'cyan', format: [], everyLine: true },
  announcement: { sign: '● ', signFormat: 'green', format: [] },
  sms: { sign: '✉ ', signFormat: 'yellow', format: 'yellow' },
  note: { sign: '  ', signFormat: [], format: 'dim' },
  failure: { sign: '! ', signFormat: 'red', format: 'red' },
};

/** How a terminal shows what is said; where colours are not wanted (NO_COLOR), by signs alone. */
export function lookOn(stream: NodeJS.WritableStream) {
  const style = (format: Format, text: string) => styleText(format, text, { stream });
  return {
    /** A line of a voice, wrapped by words, with its sign in front. */
    line(voice: Voice, text: string, columns: number): string {
      const { sign, signFormat, format, everyLine = false } = looks[voice];
      const width = columns - sign.length - 1;
      return tidy(text)
        .split('\n')
        .flatMap((row) => wrapped(row, width))
        .map((row, index) => style(signFormat, index === 0 || everyLine ? sign : '  ') + style(format, row))
        .join('\n');
    },
    prompt: style('bold', '› '),
    thinking: style('dim', 'thinking …'),
    dim: (text: string) => style('dim', text),
    bar: { done: (text) => style('cyan', text), rest: (text) => style('dim', text) } satisfies BarPaint,
  };
}

/** The rows of a line, each as far in as the line began. */
function wrapped(line: string, width: number): string[] {
  const indent = /^ */.exec(line)?.[0] ?? '';
  const rows = wrapAnsi(line.trim(), Math.max(NARROWEST, width - indent.length), { hard: true });
  return rows.split('\n').map((row) => indent + row);
}
