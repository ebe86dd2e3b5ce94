import type { ConversationContext, Interruption } from '../../machines/conversation-context.ts';
import type { Announcement } from '../../machines/conversation-protocol.ts';
import { entryOf, entryWith, isText, nextOf, wordsOf } from '../../machines/conversation.ts';
import type { Entry } from '../../machines/messages.ts';
import { speakable } from '../speech/speakable.ts';

type Heard = Partial<Pick<ConversationContext, 'transcript' | 'interim'>>;

/** What changes when a reply was cut short: what enters history is what was heard. */
export function heardOf(
  { transcript, interim, announcements }: ConversationContext,
  { id, heard = '' }: Interruption,
): Heard {
  const owed = announcements.find((announcement) => announcement.id === id);
  const unheard = owed && !(isText(heard) && isOnlyAnswer(owed)) ? { unheard: wordsOf(owed) } : {};
  const corrected = entryWith({ transcript }, id);
  if (!corrected) return {};
  return {
    transcript: transcript.map((entry) => (entry === corrected ? { ...entry, content: heard, ...unheard } : entry)),
    interim: interim.map((one) => (one.turnId === id ? { ...one, answer: heard } : one)),
  };
}

/** What changes when, as far as anybody knows, the user has heard nothing of what is told next. */
export function unheardOf(context: ConversationContext): Heard {
  const { id, kind, operationId, offers } = nextOf(context);
  const unheard = wordsOf(nextOf(context));
  const { transcript, now } = context;
  const spoken = entryWith(context, id);
  if (offers === 0 && spoken) return {};
  if (offers === 0)
    return { transcript: [...transcript, { ...entryOf({ id, kind, text: '' }, operationId, now), unheard }] };
  return { transcript: transcript.map((entry) => (entry === spoken ? { ...entry, content: '', unheard } : entry)) };
}

/** What changes when a reply was heard to its end. */
export function deliveredOf({ transcript }: ConversationContext, id: string): Heard {
  return { transcript: transcript.map((entry) => (entry.id === id ? heardWhole(entry) : entry)) };
}

function heardWhole(entry: Entry): Entry {
  return entry.unheard === undefined ? entry : { ...withoutUnheard(entry), content: entry.unheard };
}

/** An entry as if all of it that was ever said had been heard. */
export function withoutUnheard({ unheard: _, ...entry }: Entry): Entry {
  return entry;
}

/** An answer that nothing depends on: who cuts it short has heard enough of it. */
export function isOnlyAnswer({ kind, offer }: Announcement): boolean {
  return kind === 'answer' && offer === null;
}

/**
 * Whether an entry was heard to its end, by what the app says was heard of it: as it was written, or as a voice says it.
 * How a recognizer writes it, with other capitals and stops, makes no difference.
 */
export function isAllOf(entry: Entry | undefined, heard: unknown): boolean {
  if (typeof heard !== 'string' || entry === undefined) return false;
  const ways = [plain, letters, (text: string) => letters(speakable(text))];
  return ways.some((said) => said(entry.content) !== '' && said(heard).startsWith(said(entry.content)));
}

function plain(text: string): string {
  return text.trim();
}

function letters(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}\p{Sc}%]/gu, '');
}

/** Whether the app says what was heard, nothing at all included. */
export function isHearing(heard: unknown): boolean {
  return heard === undefined || typeof heard === 'string';
}
