import type { SynthesisInput } from '../../machines/conversation-protocol.ts';
import type { ReportingWork } from '../effects/work.ts';
import { synthesisInput } from '../messages/synthesis-input.ts';
import { factsOf } from '../kept-facts.ts';
import { withFacts } from './instructions.ts';
import { lineOf, type Voice } from './voice.ts';

/** Makes one reply of the result and what was said meanwhile. One that has facts to keep may be replaced: it is not streamed. */
export function synthesize(voice: Voice): ReportingWork<string, SynthesisInput> {
  const { limits, count } = voice;
  return async ({ input: { conversationId, operationId, session, reply: plain, runs, interim }, ...work }) => {
    const instructions = withFacts(voice.instructions, runs);
    const exchanges = interim.map(({ questions, answer }) => ({ user: questions, assistant: answer }));
    const messages = synthesisInput({ instructions, reply: plain, runs, interim: exchanges, limits, count });
    const reply = factsOf(runs).length === 0 ? { conversationId, replyId: `${operationId}!` } : undefined;
    const { text } = await lineOf(voice, { messages, session, reply }, work);
    return text;
  };
}
