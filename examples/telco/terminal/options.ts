import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import type { Complaint } from './complaint.ts';

const MIN_SPEED = 0.1;
const MAX_SPEED = 100;

/** What may stand on the command line; `speed` is how many times faster than life the long tools work, `fresh` forgets what was kept. */
export type Options = { signIn: boolean; speed: number; fresh: boolean; inspect: boolean; help: boolean };

const known = {
  'sign-in': { type: 'boolean', default: false },
  speed: { type: 'string', default: '1' },
  fresh: { type: 'boolean', default: false },
  inspect: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} satisfies ParseArgsOptionsConfig;

/** Reads the command line; only the `allowed` options may be given. */
export function optionsIn(args: readonly string[], allowed: readonly (keyof typeof known)[]): Options | Complaint {
  try {
    const { values, tokens } = parseArgs({ args: [...args], options: known, tokens: true });
    const names: readonly string[] = allowed;
    const stray = tokens.find((token) => token.kind === 'option' && !names.includes(token.name));
    if (stray?.kind === 'option') return { complaint: `Unknown option '${stray.rawName}'. ${offer(allowed)}` };

    const speed = Number(values.speed);
    if (!(speed >= MIN_SPEED && speed <= MAX_SPEED)) {
      return { complaint: `--speed is '${values.speed}': give a number from ${MIN_SPEED} to ${MAX_SPEED}.` };
    }
    return { signIn: values['sign-in'], speed, fresh: values.fresh, inspect: values.inspect, help: values.help };
  } catch (error) {
    return { complaint: `${firstSentence(String(error))} ${offer(allowed)}` };
  }
}

function offer(allowed: readonly string[]): string {
  return `There is ${allowed.map((name) => (name === 'speed' ? '--speed <number>' : `--${name}`)).join(', ')}.`;
}

/** Of Node's own explanation, which is longer. */
function firstSentence(text: string): string {
  const [sentence = ''] = text.replace(/^\w*Error( \[\w+\])?: /, '').split(/\.\s|\n/);
  return sentence.endsWith('.') ? sentence : `${sentence}.`;
}
