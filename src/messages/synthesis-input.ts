import type { Json } from '../../machines/json.ts';
import type { Message } from '../../machines/messages.ts';
import type { Limits } from '../effects/limits.ts';
import { readable } from './content-parts.ts';
import type { CountTokens } from './count-tokens.ts';
import { fittingResult } from './fitting-result.ts';
import { latest } from './latest.ts';
import { roomOf } from './room-of.ts';
import { parseJson } from '../to-json.ts';

/** What the synthesis may know of a tool run: neither its id nor its arguments. */
export type ToldRun = { tool: string; label: string; status: string; result?: Json };

/** Questions that were taken together, and the answer to them. */
export type Exchange = { user: readonly string[]; assistant: string };

/** What is joined into one reply. */
export type SynthesisParts = {
  instructions: string;
  /** The reply as it would be told if nobody had talked meanwhile. */
  reply: string;
  runs: readonly ToldRun[];
  /** The exchanges with the secondary chat that were delivered. */
  interim: readonly Exchange[];
  limits: Pick<Limits, 'history' | 'tokens' | 'result'>;
  count: CountTokens;
};

/**
 * The model's input for the synthesis: the instructions, and one user message that is JSON, `{ reply, runs, interim }`.
 *
 * Whatever else a run or an exchange carries does not get through. What is too much gives way from the oldest on: the
 * results of runs, which are in the reply in words, are null then, and exchanges are left out; the newest never is.
 */
export function synthesisInput({ instructions, reply, runs, interim, limits, count }: SynthesisParts): Message[] {
  const tokensOf = (part: ToldRun) => count(JSON.stringify(part));
  const room = { history: limits.history, tokens: limits.tokens - count(instructions) - count(reply) };

  const whole = runs.map((run) => toldRun(run, limits.result));
  const told = latest(whole, room, (run) => ({ history: 1, tokens: tokensOf(run) }));
  const all = whole.map((run, index) => (index < whole.length - told ? { ...run, result: null } : run));
  for (const run of all) room.tokens -= tokensOf(run);

  const exchanges = interim.map(spoken).filter(saysSomething);
  const joined = latest(exchanges, room, (exchange) => roomOf(messagesOf(exchange), count));
  const parts = { reply, runs: all, interim: exchanges.slice(-Math.max(1, joined)) };
  return [
    { role: 'system', content: instructions },
    { role: 'user', content: JSON.stringify(parts) },
  ];
}

function toldRun({ tool, label, status, result = null }: ToldRun, most: number): ToldRun {
  return { tool, label, status, result: fitting(readable(result), most) };
}

/** As it is, or a note on it. */
function fitting(result: Json, most: number): Json {
  const content = typeof result === 'string' ? result : JSON.stringify(result);
  return content.length <= most ? result : parseJson(fittingResult(content, most));
}

function messagesOf({ user, assistant }: Exchange): { content: string }[] {
  return [...user, assistant].map((content) => ({ content }));
}

function spoken({ user, assistant }: Exchange): Exchange {
  return { user: user.filter(isSpoken), assistant };
}

function saysSomething({ user, assistant }: Exchange): boolean {
  return user.length > 0 || isSpoken(assistant);
}

function isSpoken(text: string): boolean {
  return text.trim() !== '';
}
