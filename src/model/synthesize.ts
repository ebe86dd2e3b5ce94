import type { SynthesisInput } from '../../machines/conversation-protocol.ts';
import type { ReportingWork } from '../effects/work.ts';
import { synthesisInput } from '../messages/synthesis-input.ts';
import { lineOf, type Voice } from './voice.ts';

/** Makes one reply of the result and what was said meanwhile. */
export function synthesize(voice: Voice): ReportingWork<string, SynthesisInput> {
  const { instructions, limits, count } = voice;
  return async ({ input: { conversationId, operationId, session, reply: plain, runs, interim }, ...work }) => {
    const exchanges = interim.map(({ questions, answer }) => ({ user: questions, assistant: answer }));
    const messages = synthesisInput({ instructions, reply: plain, runs, interim: exchanges, limits, count });
    const reply = { conversationId, replyId: `${operationId}!` };
    const { text } = await lineOf(voice, { messages, session, reply }, work);
    return text;
  };
}
