import type { Asked, Line } from 'meanwhile/testing';
import type { Message } from '../../machines/messages.ts';
import { isRecord } from '../../src/shape.ts';
import { commandsIn, LATER, UNSAVED, type Word } from './plays.ts';

/** A turn of a model, from the newest words of the user on. */
type Turn = { request: string; calls: { id: string; tag: string }[]; results: { callId: string; content: string }[] };

const THINKING_MS = 60;

/** The main operation's model: it does what it is told to, once, and then tells what became of it. */
export function mainVoice({ messages }: Asked): Line {
  const { request, calls, results } = turnOf(messages);
  const commands = commandsIn(request);
  if (results.length === 0 && commands.length > 0) {
    return { calls: commands.map(({ tool, tag }) => ({ name: tool, args: { tag } })), after: THINKING_MS };
  }
  const told = results.map(({ callId, content }) => {
    const { tag = '' } = calls.find(({ id }) => id === callId) ?? {};
    // on a machine that is too busy to save in time nothing is begun, and that is told
    return `${wordFor(content)}:${tag}${content.includes('could not be saved') ? UNSAVED : ''}`;
  });
  return { text: told.join(', ') || 'I hear you.', after: THINKING_MS };
}

/**
 * The secondary chat's: it chats, looks something up when it hears of data, notes what is for later, and never comes to an
 * end when told so.
 */
export function chatVoice({ messages }: Asked): Line {
  const { request, results } = turnOf(messages);
  if (request.includes('hang')) return { after: Number.POSITIVE_INFINITY };
  if (request.includes('data') && results.length === 0) return { calls: [{ name: 'look_up', args: {} }] };
  if (request.includes(LATER) && results.length === 0) {
    const labels = commandsIn(request).map(({ tag }) => tag);
    return { calls: labels.map((label) => ({ name: 'queue_request', args: { label } })), after: THINKING_MS };
  }
  return { text: 'It is under way.', after: THINKING_MS };
}

/** The synthesis': it keeps the reply. */
export function joiningVoice({ messages }: Asked): Line {
  const given = parsed(messages.at(-1)?.content ?? '');
  const reply = isRecord(given) ? String(given['reply']) : '';
  return { text: `As we were talking: ${reply}`, after: THINKING_MS };
}

function turnOf(messages: readonly Message[]): Turn {
  const last = messages.findLastIndex(({ role }) => role === 'user');
  const first = messages.findLastIndex(({ role }, index) => index < last && role !== 'user') + 1;
  const request = messages.slice(first, last + 1).map(({ content }) => content);
  const steps = messages.slice(last + 1);
  return {
    request: request.join('\n'),
    calls: steps.flatMap((step) =>
      step.role === 'assistant'
        ? (step.tool_calls ?? []).map(({ id, args }) => ({
            id,
            tag: typeof args['tag'] === 'string' ? args['tag'] : '',
          }))
        : [],
    ),
    results: steps.flatMap((step) =>
      step.role === 'tool' ? [{ callId: step.tool_call_id, content: step.content }] : [],
    ),
  };
}

function wordFor(content: string): Word {
  const result = parsed(content);
  if (!isRecord(result)) return 'failed';
  if (result['done'] === true) return 'ok';
  if (result['error'] === 'not_confirmed') return 'asked';
  return result['error'] === 'unknown' || result['error'] === 'no_answer' ? 'unknown' : 'failed';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
