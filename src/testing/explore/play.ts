import type { Scheduler } from 'fast-check';
import Keyv from 'keyv';
import { RECORD_NAMES, storeKey } from '../../store/store-key.ts';
import type { Store } from '../../store/store.ts';
import type { Cast } from '../cast.ts';
import { durableStage } from '../durable-stage.ts';
import { brokenInvariants } from '../invariants.ts';
import { memoryStore } from '../memory-store.ts';
import type { Scene } from '../scene.ts';
import { stage } from '../stage.ts';
import { storeThrough } from '../store-through.ts';
import { settle, virtualClock, type VirtualClock } from '../virtual-clock.ts';
import type { Arrival, Bot, MakeBot } from './bot.ts';
import { clockOfBot } from './clock-of-bot.ts';
import { heldVoice, type HeldVoice } from './held-voice.ts';
import { slowStore } from './slow-store.ts';

/** A conversation that is being explored. */
export type Play = {
  scene: Scene;
  /** The clock as the bot has it. */
  botClock: VirtualClock;
  /** What is kept under a key. */
  kept(key: string): Promise<unknown>;
  /** Lets the process die, and be back after so many milliseconds; only where conversations are opened. */
  crash: ((deadMs: number) => Promise<void>) | undefined;
  voices: Record<'main' | 'chat' | 'synthesis', HeldVoice>;
  ownMoves: NonNullable<Bot['moves']>;
  ownCheck: NonNullable<Bot['check']>;
  /** The moves made so far, in words. */
  made: string[];
};

/** What the store keeps of a conversation at rest: the last turn of the chat and the last operation. */
const KEPT = new Set<string>(['secondary_status', 'main_operation_complete']);

/** Longer than any timer of a conversation that works. */
const A_WEEK_MS = 7 * 86_400_000;

/** How long a conversation at rest is watched, for what a tool may do late; shorter where a lease is renewed all the time. */
const AN_HOUR_MS = 3_600_000;
const A_MINUTE_MS = 60_000;

/** How a play is staged: whether its process may die, and if so, whether its store gives leases. */
export type Staging = { inspect: NonNullable<Cast['inspect']>; crashes: boolean; hasLease: boolean };

/** Begins a play. What models say and what the store writes arrives when the scheduler lets it. */
export async function begin(makeBot: MakeBot, scheduler: Scheduler, staging: Staging): Promise<Play> {
  const clock = virtualClock();
  const arrival: Arrival = (value) => {
    value.catch(() => {}); // it is heard when it arrives
    return scheduler.schedule(value);
  };
  const botClock = clockOfBot(clock);
  const { moves: ownMoves = {}, check: ownCheck = () => {}, ...cast } = makeBot(botClock, arrival);
  const voices = { main: heldVoice(arrival), chat: heldVoice(arrival), synthesis: heldVoice(arrival) };
  const parts = {
    ...cast,
    clock,
    inspect: staging.inspect,
    main: voices.main.script,
    chat: voices.chat.script,
    synthesis: voices.synthesis.script,
  };
  const below: Readable = staging.hasLease ? memoryStore() : new Keyv();
  const kept = async (key: string) => below.get(key);
  const play = { botClock, voices, ownMoves, ownCheck, kept, made: [] };
  if (!staging.crashes) {
    const store = storeThrough(below, (operation) => arrival(operation()));
    return { ...play, crash: undefined, scene: stage({ ...parts, store }) };
  }
  const scene = await durableStage({ ...parts, store: slowStore(below, arrival, clock) });
  return {
    ...play,
    scene,
    async crash(deadMs) {
      const crashed = scene.crash({ deadMs });
      for (const voice of Object.values(voices)) voice.forget();
      await crashed;
    },
  };
}

type Readable = Store & { get(key: string): Promise<unknown> };

/** @throws when something is not as promised at this moment. */
export async function checkPlay({ scene, ownCheck }: Play): Promise<void> {
  const broken = brokenInvariants(scene);
  if (broken.length > 0) throw new Error(`It must be so that ${broken.join(', and that ')}.`);
  await ownCheck(scene);
}

/**
 * Lets everything come to its end: each model that was asked answers, all arrives, and time passes.
 *
 * @throws when nobody works any more and something is not as promised, and when that never comes.
 */
export async function comeToRest(play: Play, scheduler: Scheduler): Promise<void> {
  const { scene, voices } = play;
  const watchedMs = play.crash ? A_MINUTE_MS : AN_HOUR_MS;
  let last = A_WEEK_MS;
  do {
    for (const voice of Object.values(voices)) voice.answer({ text: 'Well.' });
    await scheduler.waitIdle();
    await settle();
    await checkPlay(play);
    last = scene.isIdle() ? Math.min(last, scene.clock.elapsed() + watchedMs) : A_WEEK_MS;
  } while (await goesOn(play, scheduler, last));
  if (!scene.isIdle()) throw new Error(`It must end, and is ${JSON.stringify(scene.actor.getSnapshot().value)}.`);
  const left = await recordsLeft(play);
  if (left.length > 0) throw new Error(`Nothing must be left in the store, and there is ${left.join(', ')}.`);
}

async function goesOn(play: Play, scheduler: Scheduler, last: number): Promise<boolean> {
  const { scene, voices } = play;
  const { clock } = scene;
  const isAsked = Object.values(voices).some((voice) => voice.isAsked());
  if (isAsked || scheduler.count() > 0) return true;
  const due = clock.upcoming();
  if (due === undefined || due > last) return false;
  if (due > clock.elapsed() && isHeldUp(play)) {
    throw new Error(
      'A tool waits for what neither the clock nor an arrival brings, and real time does not pass here. Let it wait ' +
        'by clock.wait(ms), and hand what it fetches to arrival(…); what never comes is clock.wait(Infinity).',
    );
  }
  await clock.goTo(due);
  return true;
}

/**
 * When an operation is at work and pauses for nothing, no model is asked, nothing is on its way and the bot has no timer and
 * no move, it is a tool.
 */
function isHeldUp({ scene, botClock, ownMoves }: Play): boolean {
  const canMove = Object.values(ownMoves).some(({ when }) => when?.(scene) ?? true);
  const now = scene.actor.getSnapshot();
  const isPausing = now.context.operation?.runs.some(({ retryAt }) => retryAt !== null) ?? false;
  return now.matches('engaged') && !isPausing && !canMove && botClock.armed() === 0;
}

async function recordsLeft({ scene, kept }: Play): Promise<string[]> {
  const { id } = scene.actor.getSnapshot().context;
  const names = RECORD_NAMES.filter((name) => !KEPT.has(name));
  const found = await Promise.all(names.map((name) => kept(storeKey(id, name))));
  return names.filter((_, index) => found[index] !== undefined);
}
