import type { AnyStateMachine } from 'xstate';
import type { Arrival } from './explore-chart.ts';

/** Whether no child was started on the way that was at work already: neither beside it nor in its place. */
export function startsNothingTwice({ from, move, deeds }: Arrival<AnyStateMachine>): boolean {
  const atWork = from?.speaking.filter((child) => child !== move.ends) ?? [];
  const started = deeds
    .filter(({ type }) => type === 'xstate.spawnChild')
    .map(({ params }) => (params as { id: string }).id);
  const all = [...atWork, ...started];
  return new Set(all).size === all.length;
}
