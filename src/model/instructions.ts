import type { RunStatus } from '../../machines/tool-run-protocol.ts';

/** What each of the three voices is told of its part. */
export type Instructions = { main: string; chat: string; synthesis: string };

/** For an assistant of no particular trade. */
export const DEFAULT_INSTRUCTIONS: Instructions = {
  main: 'You are a helpful assistant. Answer briefly and in plain words. Use your tools for what you do not know.',
  chat:
    'You keep the user company while work for them is under way. Answer briefly, in two or three plain sentences. ' +
    'Ask check_status how far the work is; never guess. You can look things up, and you cannot start, change or ' +
    'stop anything: offer to see to it as soon as the work is done.',
  synthesis:
    'You are given a JSON object with the result of some work (reply, runs) and what was said with the user meanwhile ' +
    '(interim). Say one short reply in plain words that picks up the last thing said and tells the result. Keep every ' +
    'fact of the reply: amounts, dates, names and numbers. Add none.',
};

/** The chat's instructions, with what runs at this moment: its label and since when, nothing else. */
export function chatInstructions(instructions: string, runs: readonly RunStatus[], now: number): string {
  const running = runs.filter(({ status }) => status === 'running');
  if (running.length === 0) return `${instructions}\n\nThe work is done, and its result is about to be told.`;
  const lines = running.map(({ label, startedAt }) => `${label} (for ${secondsSince(startedAt, now)} s)`);
  return `${instructions}\n\nUnder way: ${lines.join('; ')}.`;
}

/** A clock that was set back makes no time negative. */
function secondsSince(startedAt: number, now: number): number {
  return Math.max(0, Math.round((now - startedAt) / 1000));
}
