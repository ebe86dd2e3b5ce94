import type { SynthesisInput } from '../../machines/conversation-protocol.ts';
import type { Work } from '../effects/work.ts';
import { synthesisInput } from '../messages/synthesis-input.ts';
import { lineOf, type Voice } from './voice.ts';

/** Makes one reply of the result and what was said meanwhile. */
export function synthesize(voice: Voice): Work<string, SynthesisInput> {
  const { instructions, limits, count } = voice;
  return async ({ input: { session, reply, runs, interim }, signal }) => {
    const exchanges = interim.map(({ questions, answer }) => ({ user: questions, assistant: answer }));
    const messages = synthesisInput({ instructions, reply, runs, interim: exchanges, limits, count });
    const { text } = await lineOf(voice, { messages, session }, signal);
    return text;
  };
}
