import type { QueuedRequest } from '../../machines/queue-protocol.ts';
import type { ChatInput } from '../../machines/secondary-chat-protocol.ts';
import type { RunStatus } from '../../machines/tool-run-protocol.ts';
import { factsOf } from '../kept-facts.ts';

/**
 * What each of the three voices is told of its part: your system prompts. What it must know of the moment is added by itself:
 * what runs and what waits, which facts must stand in a reply.
 */
export type Instructions = {
  /** The main operation: it works on requests, with all your tools. */
  main: string;
  /**
   * The secondary chat: it keeps the user company while a long tool runs, with your quick `readOnly()` tools and three of
   * ours. Who replaces the default has to say again what these are for: `check_status` (how far the work is),
   * `queue_request` (what is to be done afterwards) and `cancel_operation` (what is no longer wanted).
   */
  chat: string;
  /**
   * Who joins a result with the talk meanwhile into one reply. It reads one message, JSON `{ reply, runs, interim }`: `reply`
   * is the plain reply, `runs` are the tools `{ tool, label, status, result }`, `interim` is the talk `{ user, assistant }`
   * with a list of texts and a text. Who replaces the default has to say so, and that no fact of `reply` may be lost.
   */
  synthesis: string;
};

/** For an assistant of no particular trade. */
export const DEFAULT_INSTRUCTIONS: Instructions = {
  main: 'You are a helpful assistant. Answer briefly and in plain words. Use your tools for what you do not know.',
  chat:
    'You keep the user company while work for them is under way. Answer briefly, in two or three plain sentences. ' +
    'Ask check_status how far the work is; never guess. You can look things up. What the user no longer wants, stop with ' +
    'cancel_operation; what else they want done, note with queue_request: it is done afterwards. You do nothing else, and ' +
    'promise nothing else.',
  synthesis:
    'You are given a JSON object with the result of some work (reply, runs) and what was said with the user meanwhile ' +
    '(interim). Say one short reply in plain words that picks up the last thing said and tells the result. Keep every ' +
    'fact of the reply: amounts, dates, names and numbers. Add none.',
};

/** The main operation's instructions; for a request that had to wait, with what it is about; and with what waits behind it. */
export function mainInstructions(
  instructions: string,
  wanted: string,
  queue: readonly Pick<QueuedRequest, 'operationId' | 'label'>[] = [],
): string {
  return [instructions, ...nowWanted(wanted), ...behind(queue)].join('\n\n');
}

function nowWanted(wanted: string): string[] {
  if (!wanted) return [];
  const now = `The user asked for this while other work was under way, and was told that it comes afterwards: ${wanted}.`;
  return [`${now} Do it now. Whatever else they said with it has been answered.`];
}

function behind(queue: readonly Pick<QueuedRequest, 'operationId' | 'label'>[]): string[] {
  if (queue.length === 0) return [];
  const waiting = queue.map(({ operationId, label }) => `${label} (${operationId})`).join('; ');
  return [
    `Waiting behind this, in this order: ${waiting}. Take off with cancel_operation what the user no longer wants.`,
  ];
}

/** The chat's instructions, with what runs at this moment and what waits: labels, since when, and ids to name them by. */
export function chatInstructions(
  instructions: string,
  { operationId, runs, queue }: Pick<ChatInput, 'operationId' | 'runs' | 'queue'>,
  now: number,
): string {
  const since = (at: number) => `for ${secondsSince(at, now)} s`;
  const running = runs.filter(({ status }) => status === 'running');
  const atWork = running.map(
    ({ label, startedAt, stalled }) =>
      `${label} (${operationId}, ${since(startedAt)}${stalled ? ', nothing heard of it for longer than usual' : ''})`,
  );
  const waiting = queue.map(({ operationId: id, label, at }) => `${label} (${id}, ${since(at)})`);
  return [
    instructions,
    stateOf(atWork, runs, operationId),
    ...(waiting.length > 0 ? [`Waiting, in this order: ${waiting.join('; ')}.`] : []),
  ].join('\n\n');
}

/** An operation whose runs are none has gone long before any could begin. */
function stateOf(atWork: string[], { length }: readonly RunStatus[], operationId: string): string {
  if (length === 0) return `What they asked for is being looked at, and is not done yet (${operationId}).`;
  return atWork.length > 0
    ? `Under way: ${atWork.join('; ')}.`
    : 'No tool is at work at this moment: what came of it is being put into words, or the work goes on.';
}

/** The instructions of who tells the results of these runs, with the facts that must stand in the reply. */
export function withFacts(instructions: string, runs: readonly RunStatus[]): string {
  const facts = [...new Set(factsOf(runs))];
  if (facts.length === 0) return instructions;
  return `${instructions}\n\nThese must stand in your reply, letter by letter: ${facts.join('; ')}.`;
}

/** A clock that was set back makes no time negative. */
function secondsSince(startedAt: number, now: number): number {
  return Math.max(0, Math.round((now - startedAt) / 1000));
}
