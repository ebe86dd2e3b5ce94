/** A question that is answered at once, and its answer as it streams in. */
export const GREETING = { question: 'Hello, are you there?', pieces: ['Yes, ', 'I am ', 'here.'] };

/** A question that takes one quick tool, and the answer to it. */
export const LOOKUP = { question: 'How much data have I left?', pieces: ['You have ', '27 GB ', 'left.'] };

/** A request that takes a long tool, and what is said of its result. */
export const ERRAND = { question: 'Draw up my bill, please.', pieces: ['Your bill ', 'is ', '45 EUR.'] };

/** What the pretended models are told of their part, whatever the framework. */
export const INSTRUCTIONS = 'You work for a phone company. Answer briefly.';

/** The tools by the name a pretended model asks for. */
export const QUICK_TOOL = 'get_data_balance';
export const LONG_TOOL = 'draw_up_bill';

/** What a pretended model says next: words in pieces, or the call of a tool, each under an id of its own. */
export type Line = { pieces: readonly string[] } | { tool: string; callId: string };

/**
 * The line that follows the last message of a request, the same for every framework's model.
 *
 * A result of a tool is told by the text that the tool returned: `27 GB`, `45 EUR`. What is JSON is the request to join a
 * result with the talk meanwhile.
 */
export function lineAfter(role: 'user' | 'tool', text: string): Line {
  if (role === 'tool') return { pieces: text.includes('EUR') ? ERRAND.pieces : LOOKUP.pieces };
  if (text.startsWith('{')) return { pieces: ERRAND.pieces };
  if (text === LOOKUP.question) return callOf(QUICK_TOOL);
  if (text === ERRAND.question) return callOf(LONG_TOOL);
  return { pieces: GREETING.pieces };
}

let calls = 0;

function callOf(tool: string): Line {
  return { tool, callId: `call-${++calls}` };
}
