import type { AsyncCommand } from 'fast-check';
import { virtualClock } from '../virtual-clock.ts';
import { atOnce, type MakeBot } from './bot.ts';
import { coverage, type Coverage } from './coverage.ts';
import { repertoireOf, type Call, type Move } from './moves.ts';
import { begin, checkPlay, comeToRest, type Play } from './play.ts';

/** How much is explored, and what is played again. */
export type ExploreOptions = {
  /** How many conversations are played. Default: 100. */
  runs?: number;
  /** How many moves one has at most. Default: 100. */
  maxMoves?: number;
  /** What the models may ask for. Default: each tool, without arguments. */
  calls?: readonly Call[];
  /** What an exploration that failed has printed, to play its shortest failure again. */
  seed?: number | undefined;
  path?: string | undefined;
  replay?: string | undefined;
  /** Hears how many conversations were played, after each. */
  onRun?: (runs: number) => void;
};

/** What was explored. */
export type Exploration = { runs: number; moves: number; states: Coverage };

/**
 * Plays a bot through random orders of events, with its own tools, and checks after each move and at the end what is
 * promised of every conversation.
 *
 * The user speaks and cancels, time passes, models answer, ask for tools, fail or are cut off; what they say and what
 * the store writes arrives in any order. It needs the package `fast-check`.
 *
 * @throws for the first order in which something is not as promised, made as short as can be: with its moves, its
 * screenplay, and how to play it again.
 * @example await explore((clock) => ({ tools: [bill(clock)] }), { runs: 200 });
 */
export async function explore(
  makeBot: MakeBot,
  { runs = 100, maxMoves = 100, calls, seed, path, replay, onRun }: ExploreOptions = {},
): Promise<Exploration> {
  const fc = await import('fast-check').catch((cause: unknown) => {
    throw new Error('explore() needs the package fast-check: npm install --save-dev fast-check', { cause });
  });
  const { note, states } = coverage();
  let played = 0;
  let made = 0;
  let latestFailure: Play | undefined;

  const kinds = repertoireOf(makeBot(virtualClock(), atOnce), calls).map(({ moves: some, weight }) => ({
    weight,
    arbitrary: fc.constantFrom(...some).map(commandOf),
  }));
  const command = fc.oneof(...kinds);
  const commands = fc.commands([command], {
    maxCommands: maxMoves,
    size: 'max',
    ...(replay !== undefined && { replayPath: replay }),
  });
  const property = fc.asyncProperty(commands, fc.scheduler(), async (script, scheduler) => {
    const play = begin(makeBot, scheduler, note);
    try {
      await fc.scheduledModelRun(scheduler, () => ({ model: play, real: play }), script);
      await comeToRest(play, scheduler);
    } catch (error) {
      latestFailure = play;
      throw error;
    } finally {
      play.scene.actor.stop();
      made += play.made.length;
      played += 1;
      onRun?.(played);
    }
  });

  const result = await fc.check(property, {
    numRuns: runs,
    ...(seed !== undefined && { seed }),
    ...(path !== undefined && { path }),
  });
  if (!result.failed) return { runs: played, moves: made, states: states() };
  const [script] = result.counterexample ?? [];
  throw new Error(
    complaint(result.errorInstance, latestFailure, {
      seed: result.seed,
      path: result.counterexamplePath,
      replay: /replayPath="(.*?)"/.exec(fc.stringify(script))?.[1],
    }),
    { cause: result.errorInstance },
  );
}

function commandOf({ words, canBeMade, make }: Move): AsyncCommand<Play, Play> {
  return {
    check: canBeMade,
    async run(play) {
      play.made.push(words);
      await make(play);
      checkPlay(play);
    },
    toString: () => words,
  };
}

/** The last failure is the shortest: from there on nothing shorter failed. */
function complaint(error: unknown, play: Play | undefined, again: object): string {
  const indented = (lines: readonly string[]) => lines.map((line) => `  ${line}`).join('\n');
  return [
    error instanceof Error ? error.message : String(error),
    'It happens when',
    indented(play?.made ?? []),
    'which plays as',
    indented(play?.scene.script().split('\n') ?? []),
    `Play it again with explore(bot, ${JSON.stringify(again)}).`,
  ].join('\n');
}
