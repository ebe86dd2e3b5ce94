import type { WireMessage } from './chat-completion-request.ts';
import { wantedIn, type Work, workIn } from './work-list.ts';

/** What a tool answered: `value` is its JSON, or its text where that is none. */
export type ToolResult = { tool: string; args: unknown; value: unknown };

/** One turn, as it stands in a request: what is asked, what tools have answered to it so far, and what was before. */
export type Turn = {
  /** The user's last words; more than one text when some were held. */
  said: readonly string[];
  results: readonly ToolResult[];
  earlier: readonly WireMessage[];
  /** What runs and waits, the next first. */
  work: readonly Work[];
  /** What of these words it is about, if they had to wait. */
  wanted: string | undefined;
};

/** Reads the last turn: the last words of the user, if they are not answered yet, and the calls and results behind them. */
export function readTurn(messages: readonly WireMessage[]): Turn {
  const talk = messages.filter(({ role }) => role !== 'system' && role !== 'developer');
  const end = talk.findLastIndex(isSpoken) + 1;
  const start = talk.slice(0, end).findLastIndex(({ role }) => role !== 'user') + 1;
  return {
    said: talk.slice(start, end).map((message) => message.content ?? ''),
    results: resultsOf(talk.slice(end)),
    earlier: talk.slice(0, start),
    work: workIn(messages),
    wanted: wantedIn(messages),
  };
}

function isSpoken(message: WireMessage): boolean {
  return message.role === 'user' || (message.role === 'assistant' && message.tool_calls === undefined);
}

/** The result of a tool in this turn, if it has one. */
export function resultOf(turn: Turn, tool: string): ToolResult | undefined {
  return turn.results.findLast((result) => result.tool === tool);
}

function resultsOf(messages: readonly WireMessage[]): ToolResult[] {
  const calls = messages.flatMap((message) => (message.role === 'assistant' ? (message.tool_calls ?? []) : []));
  return messages.flatMap((message) => {
    if (message.role !== 'tool') return [];
    const call = calls.find(({ id }) => id === message.tool_call_id);
    return call === undefined
      ? []
      : [{ tool: call.function.name, args: valueOf(call.function.arguments), value: valueOf(message.content) }];
  });
}

/** JSON where a text is JSON, else the text. */
export function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
