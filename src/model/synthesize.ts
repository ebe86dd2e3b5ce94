import type { SynthesisInput } from '../../machines/conversation-protocol.ts';
import type { Work } from '../effects/work.ts';
import { synthesisInput } from '../messages/synthesis-input.ts';
import type { CallModel } from './call-model.ts';

/** Makes one reply of the result and what was said meanwhile. */
export function synthesize(callModel: CallModel, instructions: string): Work<string, SynthesisInput> {
  return async ({ input: { reply, runs, interim }, signal }) => {
    const exchanges = interim.map(({ questions, answer }) => ({ user: questions, assistant: answer }));
    const { text } = await callModel(synthesisInput({ instructions, reply, runs, interim: exchanges }), signal);
    return text.trim();
  };
}
