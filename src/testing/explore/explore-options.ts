import { count, flawIn, optional, rule, yesOrNo, type Kind } from '../../flaw.ts';
import type { Call } from './moves.ts';
import { isRecord } from '../../shape.ts';

/** How much is explored, and what is played again. */
export type ExploreOptions = {
  /** How many conversations are played. Default: 100. */
  runs?: number;
  /** How many moves one has at most. Default: 100. */
  maxMoves?: number;
  /** What the models may ask for. Default: each tool, without arguments. */
  calls?: readonly Call[];
  /** Whether the process may die at any time, the conversation being opened by `openConversation`. Default: false. */
  crashes?: boolean;
  /** What a failure has printed, all three, to play it again; `seed` alone: the same conversations each time. */
  seed?: number | undefined;
  path?: string | undefined;
  replay?: string | undefined;
  /** Hears how many conversations were played, after each. */
  onRun?: (runs: number) => void;
};

const OPTIONS: Record<keyof ExploreOptions, Kind> = {
  runs: optional(count),
  maxMoves: optional(count),
  calls: optional({ is: (value) => Array.isArray(value) && value.every(isCall), words: 'a list of { name, args }' }),
  crashes: optional(yesOrNo),
  seed: optional({ is: Number.isInteger, words: 'a whole number' }),
  path: optional(printed(/^\d+(:\d+)*$/)),
  replay: optional(printed(/^[\w+/]*:[\w+/]*$/)),
  onRun: optional(rule),
};

/** @throws for the first option that can't be right, naming it. */
export function checkExploreOptions(options: ExploreOptions): void {
  const flaw = flawIn(options, OPTIONS);
  if (flaw !== undefined) throw new Error(`The options of explore can't be used: ${flaw}.`);
  const { seed, path, replay } = options;
  if (path === undefined && replay === undefined) return;
  if (seed === undefined || path === undefined || replay === undefined) {
    throw new Error('To play a failure again, explore needs all three that it has printed: seed, path and replay.');
  }
}

function isCall(value: unknown): boolean {
  return isRecord(value) && typeof value['name'] === 'string';
}

function printed(form: RegExp): Kind {
  return { is: (value) => typeof value === 'string' && form.test(value), words: 'what a failure has printed' };
}
