import type { QueuedRequest } from '../../machines/queue-protocol.ts';
import type { ChatAnswer } from '../../machines/secondary-chat-protocol.ts';
import type { Phrases } from '../phrases.ts';

/**
 * The answer of a chat turn, and behind it the place of each request it took; or that there is no more room.
 *
 * A model could forget the place, or make one up.
 */
export function withPlaces(
  { turnId, text, requests }: Pick<ChatAnswer, 'turnId' | 'text' | 'requests'>,
  queue: readonly QueuedRequest[],
  phrases: Phrases,
): string {
  const places = [...queue.entries()].filter(([, request]) => request.turnId === turnId);
  const noted = places.map(([index, { label }]) => phrases.queued(label, index + 1));
  const refused = requests.slice(noted.length).map(({ label }) => phrases.queueFull(label));
  return [text, ...noted, ...refused].join(' ');
}
