import type { Entry, Message } from '../../machines/messages.ts';
import type { CountTokens } from './count-tokens.ts';
import { asRead } from './as-read.ts';
import { latest, type Room } from './latest.ts';
import { recentTurns } from './recent-turns.ts';
import { roomOf } from './room-of.ts';
import { sanitize } from './sanitize.ts';

/** What a lane tells its model. */
export type LaneInput = {
  instructions: string;
  /** What was said before. The main operation's is frozen when it begins; the secondary chat's goes on with the talk. */
  history: readonly Entry[];
  /** The user's words that this turn answers. */
  request: readonly Entry[];
  /** The calls and results of this very operation or chat turn, and of no other. */
  steps: readonly Message[];
  limits: Room;
  count: CountTokens;
};

/**
 * The model's input in either lane: instructions, history, request, then the turn's own steps (F1, F2, E12).
 *
 * What is too much is cut from the history first, a whole turn at a time, and when all of it is gone from the oldest
 * steps, each with its results. Never cut are the request and the newest step, since a model that doesn't see what it
 * has just asked asks again; by them alone the limits may be passed. Nothing is left out between what is kept.
 * Calls can come in by `steps` only, so that no lane sees the calls of the other.
 */
export function laneInput({ instructions, history, request, steps, limits, count }: LaneInput): Message[] {
  const sizeOf = (messages: readonly Message[]) => roomOf(messages, count);
  const told = wordsOf([{ role: 'system', content: instructions }]);
  const asked = wordsOf(request);
  const own = blocksOf(sanitize(steps));
  const newest = own.pop() ?? [];

  const room = { ...limits, tokens: limits.tokens - sizeOf(told).tokens };
  const spare = without(room, sizeOf([...asked, ...newest]));
  const stepsKept = latest(own, spare, sizeOf);
  const older = own.slice(own.length - stepsKept).flat();
  const turns = stepsKept === own.length ? recentTurns(history, spare.history) : [];
  const turnsKept = latest(turns, without(spare, sizeOf(older)), (turn) => sizeOf(wordsOf(turn)));
  return [...told, ...wordsOf(turns.slice(turns.length - turnsKept).flat()), ...asked, ...older, ...newest];
}

function without(room: Room, taken: Room): Room {
  return { history: room.history - taken.history, tokens: room.tokens - taken.tokens };
}

/** Blank words say nothing, and a provider refuses them. */
function wordsOf(messages: readonly (Pick<Entry, 'role' | 'content' | 'unheard'> | SystemMessage)[]): Message[] {
  return messages
    .map((message) => (message.role === 'system' ? message : { role: message.role, content: asRead(message) }))
    .filter(({ content }) => content.trim() !== '');
}

type SystemMessage = Extract<Message, { role: 'system' }>;

/** Each message with the results behind it; a system message has no place among steps. */
function blocksOf(sanitized: readonly Message[]): Message[][] {
  const blocks: Message[][] = [];
  for (const message of sanitized) {
    if (message.role === 'tool') blocks.at(-1)?.push(message);
    else if (message.role !== 'system') blocks.push([message]);
  }
  return blocks;
}
