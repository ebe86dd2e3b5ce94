import { isDeepStrictEqual } from 'node:util';
import type { Facts, Json } from '../../machines/json.ts';
import type { CallResult, Grant, Offer } from '../../machines/main-operation-protocol.ts';
import type { ToolCall } from '../../machines/messages.ts';
import { resultOf } from './call-result.ts';
import { toJson } from '../to-json.ts';
import type { CheckContext, Confirm } from './traits.ts';

/** What the user has to say yes to before a call may run. */
export type Question = {
  /** Empty where no yes is needed. */
  text: string;
  /** What they were asked if the same had just been done when they were: with their yes to that, it is repeated no more. */
  again: string;
};

/** What is asked of a call: whether it shall be done `again` if it repeats what was done, and what its preview asks. */
export function questionOf(preview: string, again: string, isRepeated: boolean): Question {
  const both = [again, preview].filter(Boolean).join(' ');
  return { text: isRepeated ? both : preview, again: both };
}

/** Whether a yes was given to just this, or none is needed. */
export function isAnswered({ text, again }: Question, yes: string | undefined): boolean {
  return text === '' || yes === text || yes === again;
}

/**
 * What a tool itself wants a yes to, made for these arguments: empty where it wants none. A value that is no text refuses
 * the call.
 *
 * @throws for a preview that says nothing, and what the tool's own functions throw.
 */
export async function previewOf(
  confirm: Confirm | undefined,
  args: () => Record<string, unknown>,
  context: () => CheckContext,
): Promise<Json> {
  if (!confirm || confirm.when?.(args()) === false) return '';
  const preview = toJson(await confirm.preview(args(), context())) ?? '';
  if (typeof preview !== 'string') return preview;
  if (preview.trim() === '') throw new Error('there is nothing the user could say yes to: its preview is empty');
  return preview.trim();
}

/** A yes counts for the very call it was given to, for the same user, and only if it came in time. It counts once. */
export function isGranted({ name, args }: ToolCall, granted: Grant | null, session: Facts): boolean {
  return (
    granted !== null &&
    granted.tool === name &&
    isDeepStrictEqual(granted.args, args) &&
    isDeepStrictEqual(granted.session, session) &&
    granted.givenAt <= granted.expiresAt
  );
}

/** What the model reads of a call that waits for the user's yes. */
export function notConfirmed({ callId, tool, args, preview }: Offer, asked: Offer | null): CallResult {
  const isAsked = asked?.tool === tool && isDeepStrictEqual(asked.args, args);
  const message = isAsked
    ? `It has not run. Right after your words the user is told this, and it runs if they say yes: "${preview}" ` +
      'Do not ask for the yes yourself, do not call it again, and do not tell it as done. Say what else there is to say, or nothing.'
    : 'It has not run, and the user is not asked about it now: one thing at a time. Say so, and offer it for afterwards.';
  return resultOf({ id: callId, name: tool }, { error: 'not_confirmed', asked: isAsked, message });
}
