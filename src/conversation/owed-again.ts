import type { ConversationContext, Interruption } from '../../machines/conversation-context.ts';
import type { Announcement } from '../../machines/conversation-protocol.ts';
import { entryWith, isText, NO_ANNOUNCEMENT } from '../../machines/conversation.ts';
import { isAllOf, isHearing } from './heard.ts';

/** What was told, and turns out not to have been heard; the question at its end is not asked again. */
export function owedAgain(
  { transcript, announcements, confirmation }: ConversationContext,
  { id }: Interruption,
): Announcement[] {
  const entry = entryWith({ transcript }, id);
  const { kind, operationId, content = '', offer = 1, doubtful = [], sameKeys = [] } = entry ?? {};
  const isOwed = announcements.some((announcement) => announcement.id === id);
  if (!kind || !operationId || id !== `${operationId}!` || entry?.unheard !== undefined || isOwed) return [];
  const question = confirmation?.operationId === operationId ? confirmation.preview : '';
  const text = content.endsWith(question) ? content.slice(0, content.length - question.length).trim() : content;
  return text === '' ? [] : [{ ...NO_ANNOUNCEMENT, id, operationId, kind, text, doubtful, sameKeys, offers: offer }];
}

/** What changes when a result that was told is owed again. */
export function withOwedAgain(context: ConversationContext, interruption: Interruption): Partial<ConversationContext> {
  if (!isOwedAgain(context, interruption)) return {};
  const { announcements, told } = context;
  const again = owedAgain(context, interruption);
  const isIts = again.some(({ operationId }) => operationId === told?.operationId);
  return { announcements: [...announcements, ...again], told: told && isIts ? { ...told, delivery: 'owed' } : told };
}

/** Whether a result that was told is owed again: too little of it was heard. */
export function isOwedAgain(context: ConversationContext, interruption: Interruption): boolean {
  const { id, heard } = interruption;
  const entry = entryWith(context, id);
  const isEnough = isAllOf(entry, heard) || (entry?.kind === 'answer' && isText(heard));
  return isHearing(heard) && !isEnough && owedAgain(context, interruption).length > 0;
}

/** Whether the question that waits for a yes was cut short. */
export function isCutQuestion(context: ConversationContext, { id, heard }: Interruption): boolean {
  const { confirmation } = context;
  if (confirmation === null || id !== `${confirmation.operationId}!`) return false;
  return isHearing(heard) && !isAllOf(entryWith(context, id), heard);
}
