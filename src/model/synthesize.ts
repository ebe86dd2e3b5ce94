import type { SynthesisInput } from '../../machines/conversation-protocol.ts';
import type { Limits } from '../effects/limits.ts';
import type { Work } from '../effects/work.ts';
import { clipped } from '../messages/clipped.ts';
import type { CountTokens } from '../messages/count-tokens.ts';
import type { Mask } from '../messages/secrets.ts';
import { synthesisInput } from '../messages/synthesis-input.ts';
import { withheld } from '../messages/withheld.ts';
import type { CallModel } from './call-model.ts';

/** Makes one reply of the result and what was said meanwhile. */
export function synthesize(parts: {
  callModel: CallModel;
  instructions: string;
  limits: Limits;
  count: CountTokens;
  mask?: Mask | undefined;
}): Work<string, SynthesisInput> {
  return async ({ input: { session, reply, runs, interim }, signal }) => {
    const { instructions, limits, count, mask } = parts;
    const exchanges = interim.map(({ questions, answer }) => ({ user: questions, assistant: answer }));
    const messages = synthesisInput({ instructions, reply, runs, interim: exchanges, limits, count });
    const { text } = await parts.callModel(withheld(messages, session, mask), signal);
    return clipped(text.trim(), limits.text);
  };
}
