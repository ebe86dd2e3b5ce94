import type { AsyncCommand, Scheduler } from 'fast-check';
import { virtualClock } from '../virtual-clock.ts';
import { catalogOf } from '../../tools/catalog.ts';
import type { Bot, MakeBot } from './bot.ts';
import { coverage, type Coverage } from './coverage.ts';
import { checkExploreOptions, type ExploreOptions } from './explore-options.ts';
import { repertoireOf, type Call, type Move } from './moves.ts';
import { begin, checkPlay, comeToRest, type Play } from './play.ts';

/** What was explored: how many conversations, how many moves in all, and the states they came through. */
export type Exploration = { runs: number; moves: number; states: Coverage };

/**
 * Plays a bot through random orders of events, with its own tools, and checks after each move and at the end what is
 * promised of every conversation.
 *
 * The user speaks and cancels, time passes, models answer, ask for tools, fail or are cut off; what they say and what
 * the store writes arrives in any order. It needs the package `fast-check`, and more time than a test runner allows by
 * itself: some 20 ms for each run.
 *
 * @throws for the first order in which something is not as promised, made as short as can be: with its moves, its
 * screenplay, and how to play it again; when the time that fast-check is given is over before; for an option that can't
 * be right; for what can't be played again.
 * @example await explore((clock) => ({ tools: [bill(clock)] }), { runs: 200 });
 */
export async function explore(makeBot: MakeBot, options: ExploreOptions = {}): Promise<Exploration> {
  checkExploreOptions(options);
  const { runs = 100, maxMoves = 100, calls, crashes = false, seed, path, replay, onRun } = options;
  const fc = await import('fast-check').catch((cause: unknown) => {
    throw new Error('explore() needs the package fast-check: npm install --save-dev fast-check', { cause });
  });
  const { note, states } = coverage();
  let played = 0;
  let made = 0;
  let latestFailure: Play | undefined;

  const bot = makeBot(virtualClock(), (value) => value);
  const kinds = repertoireOf(bot, calls, crashes).map(({ moves: some, weight }) => ({
    weight,
    arbitrary: fc.constantFrom(...some).map(commandOf),
  }));
  const command = fc.oneof(...kinds);
  const commands = fc.commands([command], {
    maxCommands: maxMoves,
    size: 'max',
    ...(replay !== undefined && { replayPath: replay }),
  });
  const property = fc.asyncProperty(commands, fc.noShrink(fc.nat()), async (script, order) => {
    const scheduler = schedulerOf(fc, order);
    const play = await begin(makeBot, scheduler, { inspect: note, crashes, hasLease: order % 2 === 0 });
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

  const howMuch = { numRuns: runs, ...(seed !== undefined && { seed }), ...(path !== undefined && { path }) };
  const check = async () => fc.check(property, howMuch);
  const result = await check().catch((cause: unknown) => {
    throw new Error('It cannot be played again: seed, path and replay are of another bot, or of other options.', {
      cause,
    });
  });
  if (!result.failed) {
    const explored = { runs: played, moves: made, states: states() };
    if (made >= ENOUGH) checkThatToolsRan(bot, calls, explored);
    return explored;
  }
  if (result.counterexample === null) {
    const again = JSON.stringify({ seed: result.seed, path: String(result.numRuns) });
    throw new Error(
      `After ${result.numRuns} of ${runs} conversations, all as promised, the time was over that fast-check is given ` +
        `(interruptAfterTimeLimit). Should the next one never end, play it by adding this: explore(bot, ${again}).`,
    );
  }
  const [script] = result.counterexample;
  throw new Error(
    complaint(result.errorInstance, latestFailure, {
      seed: result.seed,
      path: result.counterexamplePath,
      replay: /replayPath="(.*?)"/.exec(fc.stringify(script))?.[1],
    }),
    { cause: result.errorInstance },
  );
}

/** So many moves ask for each tool, if there is any to ask for. */
const ENOUGH = 500;

/** @throws when not one long tool has ever begun, though it was asked for: then little was explored. */
function checkThatToolsRan({ tools }: Bot, calls: readonly Call[] = tools, { states }: Exploration): void {
  if (states['toolRun']) return;
  const known = catalogOf(tools).main;
  const long = calls.map(({ name }) => name).filter((name) => known.get(name)?.traits.longRunning);
  if (long.length === 0) return;
  throw new Error(
    `No long tool has ever begun, though ${long.join(', ')} was asked for: give its arguments in calls, ` +
      'and the facts it requires in input.session of the bot.',
  );
}

function commandOf({ words, canBeMade, make }: Move): AsyncCommand<Play, Play> {
  return {
    check: (play) => canBeMade?.(play) ?? true,
    async run(play) {
      play.made.push(words);
      await make(play);
      await checkPlay(play);
    },
    toString: () => words,
  };
}

/** A scheduler made anew for each play: clones of one and the same go on where the one before has ended. */
function schedulerOf(fc: typeof import('fast-check'), seed: number): Scheduler {
  const [scheduler] = fc.sample(fc.scheduler(), { seed, numRuns: 1 });
  if (!scheduler) throw new Error('fast-check has made no scheduler.');
  return scheduler;
}

/** The last failure is the shortest: from there on nothing shorter failed. */
function complaint(error: unknown, play: Play | undefined, again: object): string {
  const part = (title: string, lines: readonly string[] = []) =>
    lines.length > 0 ? [title, ...lines.map((line) => `  ${line}`)] : [];
  return [
    error instanceof Error ? error.message : String(error),
    ...part('It happens when', play?.made),
    ...part('which plays as', play?.scene.script().split('\n').filter(isOfThePlay)),
    `Play it again by adding this to the options you had: explore(bot, ${JSON.stringify(again)}).`,
  ].join('\n');
}

/** That the store is slow is part of every exploration, and of none of its failures. */
function isOfThePlay(line: string): boolean {
  return line !== '' && !line.includes('(store: ');
}
