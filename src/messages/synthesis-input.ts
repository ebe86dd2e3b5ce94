import type { Json } from '../../machines/json.ts';
import type { Message } from '../../machines/messages.ts';

/** What the synthesis may know of a tool run: neither its id nor its arguments. */
export type ToldRun = { tool: string; label: string; status: string; result?: Json };

/** Questions that were taken together, and the answer to them. */
export type Exchange = { user: readonly string[]; assistant: string };

/** What is joined into one reply. */
export type SynthesisInput = {
  instructions: string;
  /** The reply as it would be told if nobody had talked meanwhile. */
  reply: string;
  runs: readonly ToldRun[];
  /** The exchanges with the secondary chat that were delivered. */
  interim: readonly Exchange[];
};

/**
 * The model's input for the synthesis: the instructions, and one user message that is JSON, `{ reply, runs, interim }`.
 *
 * Whatever else a run or an exchange carries does not get through.
 */
export function synthesisInput({ instructions, reply, runs, interim }: SynthesisInput): Message[] {
  const parts = { reply, runs: runs.map(toldRun), interim: interim.map(spoken).filter(saysSomething) };
  return [
    { role: 'system', content: instructions },
    { role: 'user', content: JSON.stringify(parts) },
  ];
}

function toldRun({ tool, label, status, result = null }: ToldRun): ToldRun {
  return { tool, label, status, result };
}

function spoken({ user, assistant }: Exchange): Exchange {
  return { user: user.filter(isSpoken), assistant };
}

function saysSomething({ user, assistant }: Exchange): boolean {
  return user.length > 0 || isSpoken(assistant);
}

function isSpoken(text: string): boolean {
  return text.trim() !== '';
}
