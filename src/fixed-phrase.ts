import type { FixedPhrase } from '../machines/conversation-protocol.ts';
import type { QueuedRequest } from '../machines/queue-protocol.ts';
import type { ChatAnswer } from '../machines/secondary-chat-protocol.ts';
import type { Phrases } from './phrases.ts';

/** The words of a sentence that no model says. */
export function fixedPhrase(said: FixedPhrase, phrases: Phrases): string {
  switch (said.phrase) {
    case 'queued':
      return phrases.queued(said.label, said.place);
    case 'queueFull':
    case 'unqueued':
    case 'unstoppable':
      return phrases[said.phrase](said.label);
    default:
      return phrases[said.phrase];
  }
}

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
