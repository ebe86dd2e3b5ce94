import type { Facts } from '../../machines/json.ts';
import type { ModelLine } from '../../machines/main-operation-protocol.ts';
import type { Message } from '../../machines/messages.ts';
import type { Limits } from '../effects/limits.ts';
import { clipped } from '../messages/clipped.ts';
import type { CountTokens } from '../messages/count-tokens.ts';
import type { Mask } from '../messages/secrets.ts';
import { withheld } from '../messages/withheld.ts';
import type { CallModel } from './call-model.ts';

/** One of the three that speak, main, chat and synthesis: its model, its part, and how much it may read and say. */
export type Voice = {
  callModel: CallModel;
  instructions: string;
  limits: Limits;
  count: CountTokens;
  mask?: Mask | undefined;
};

/** Asks the model of a voice. It does not read what the session knows of the user, and what it says is no longer than allowed. */
export async function lineOf(
  { callModel, limits, mask }: Voice,
  { messages, session }: { messages: Message[]; session: Facts },
  signal: AbortSignal,
): Promise<ModelLine> {
  const { text, calls } = await callModel(withheld(messages, session, mask), signal);
  return { text: clipped(text.trim(), limits.text), calls };
}
