import type { Scheduler } from 'fast-check';
import Keyv from 'keyv';
import { RECORD_NAMES, storeKey } from '../../store/store-key.ts';
import { brokenInvariants } from '../invariants.ts';
import { stage, type Cast, type Scene } from '../stage.ts';
import { settle, virtualClock } from '../virtual-clock.ts';
import type { Arrival, Bot, MakeBot } from './bot.ts';
import { heldVoice, type HeldVoice } from './held-voice.ts';

/** A conversation that is being explored. */
export type Play = {
  scene: Scene;
  store: Keyv;
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

/** Begins a play. What models say and what the store writes arrives when the scheduler lets it. */
export function begin(makeBot: MakeBot, scheduler: Scheduler, inspect: NonNullable<Cast['inspect']>): Play {
  const clock = virtualClock();
  const arrival: Arrival = (value) => scheduler.schedule(value);
  const { moves: ownMoves = {}, check: ownCheck = () => {}, ...cast } = makeBot(clock, arrival);
  const voices = { main: heldVoice(arrival), chat: heldVoice(arrival), synthesis: heldVoice(arrival) };
  const store = new Keyv();
  const scene = stage({
    ...cast,
    clock,
    inspect,
    main: voices.main.script,
    chat: voices.chat.script,
    synthesis: voices.synthesis.script,
    store: {
      set: (key, value) => arrival(store.set(key, value)),
      delete: (key) => arrival(store.delete(key)),
    },
  });
  return { scene, store, voices, ownMoves, ownCheck, made: [] };
}

/** @throws when something is not as promised at this moment. */
export function checkPlay({ scene, ownCheck }: Play): void {
  const broken = brokenInvariants(scene);
  if (broken.length > 0) throw new Error(`It must be so that ${broken.join(', and that ')}.`);
  ownCheck(scene);
}

/**
 * Lets everything come to its end: each model that was asked answers, all arrives, and time passes.
 *
 * @throws when nobody works any more and something is not as promised, and when that never comes.
 */
export async function comeToRest(play: Play, scheduler: Scheduler): Promise<void> {
  const { scene, voices } = play;
  do {
    for (const voice of Object.values(voices)) voice.answer({ text: 'Well.' });
    await scheduler.waitIdle();
    await settle();
    checkPlay(play);
  } while (await goesOn(play, scheduler));
  if (!scene.isIdle()) throw new Error(`It must end, and is ${JSON.stringify(scene.actor.getSnapshot().value)}.`);
  const left = await recordsLeft(play);
  if (left.length > 0) throw new Error(`Nothing must be left in the store, and there is ${left.join(', ')}.`);
}

async function goesOn({ scene: { clock }, voices }: Play, scheduler: Scheduler): Promise<boolean> {
  const isAsked = Object.values(voices).some((voice) => voice.isAsked());
  if (isAsked || scheduler.count() > 0) return true;
  const due = clock.upcoming();
  if (due === undefined || due > A_WEEK_MS) return false;
  await clock.goTo(due);
  return true;
}

async function recordsLeft({ scene, store }: Play): Promise<string[]> {
  const { id } = scene.actor.getSnapshot().context;
  const names = RECORD_NAMES.filter((name) => !KEPT.has(name));
  const isThere = await store.hasMany(names.map((name) => storeKey(id, name)));
  return names.filter((_, index) => isThere[index]);
}
