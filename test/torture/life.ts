import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { writeSync } from 'node:fs';
import { createConversationMachine, openConversation, type OpenConversation, type Reply } from 'meanwhile';
import { ScriptedModel } from '../../src/testing/scripted-model.ts';
import { TwoVoices } from '../../src/testing/two-voices.ts';
import { waitOn } from '../../src/testing/virtual-clock.ts';
import { openBackEnd } from './back-end.ts';
import { notebook, notesIn, type Noted } from './heard.ts';
import { openPlace, type Place } from './places.ts';
import { plays, SPOKEN, type Line } from './plays.ts';
import { scaledClock } from './scaled-clock.ts';
import { stepsUntil } from './steps.ts';
import { timersIn } from './timers-in.ts';
import { toolsIn } from './tools.ts';
import { chatVoice, joiningVoice, mainVoice } from './voices.ts';

/**
 * A process that plays conversations until all of them rest, or until it is killed; the next one goes on where it was.
 *
 * It says that it is ready, and reads what to do from its input: a `Life` as one line.
 */
export type Life = {
  /** Its number, from 1. */
  life: number;
  /** Where the notes and the world are. */
  folder: string;
  place: Place;
  /** The conversations, and which play each is. */
  cast: Record<string, string>;
  origin: number;
  speed: number;
  /** How much later than by that it is: as if the process had been started so much later, in milliseconds. */
  laterMs: number;
  /** The step at which it kills itself. */
  dieAt?: number | undefined;
  /** How long what is said waits to be saved. */
  savePatience: number;
  /** What a server knows its connections by. */
  name: string;
};

type Snapshot = ReturnType<OpenConversation['getSnapshot']>;

const LONG_MS = 1_000_000;

/**
 * Patient, where time would decide instead of the store: on a busy machine a twentieth of three seconds is soon over. Short
 * where the play waits for it.
 */
const bounds = {
  secondaryPatience: 500,
  confirmationTimeout: 2_000,
  synthesisTimeout: LONG_MS,
  thinkTimeout: LONG_MS,
  answerTimeout: LONG_MS,
  quickTimeout: LONG_MS,
  turnTimeout: LONG_MS,
  cancelGrace: LONG_MS,
  reconcileTimeout: LONG_MS,
  consentTimeout: LONG_MS,
};

const ended = (word: string) => (label: string) => `${word}:${label}`;
const phrases = {
  ended: {
    succeeded: ended('ok'),
    failed: ended('failed'),
    cancelled: ended('cancelled'),
    timedOut: ended('failed'),
    unknown: ended('unknown'),
  },
};

async function live({ life, folder, place, cast, origin, speed, laterMs, dieAt, savePatience, name }: Life) {
  const clock = scaledClock(origin, speed, laterMs);
  const notesFile = join(folder, 'notes.jsonl');
  const { write } = notebook(notesFile);
  const note = (id: string, what: Noted) => write({ life, id, at: clock.now(), what });
  process.on('uncaughtException', (error) => {
    note('', { type: 'broke', error: error.stack ?? String(error) });
    process.exit(1);
  });
  const behind = new Set(notesIn(notesFile).flatMap(({ what }) => (what.type === 'behind' ? [what.line] : [])));

  const step = stepsUntil(dieAt, (step, name) => note('', { type: 'dies', step, name }));
  const backEnd = openBackEnd(join(folder, 'world.sqlite'));
  const { store, close } = await openPlace(place, clock, name, step);
  const time = { wait: waitOn(clock) };
  const options = {
    model: new ScriptedModel(mainVoice, time),
    chatModel: new TwoVoices(chatVoice, joiningVoice, time as ConstructorParameters<typeof TwoVoices>[2]),
    tools: toolsIn({ backEnd, clock, step, life }),
    store,
    clock,
    bounds: { ...bounds, savePatience },
    phrases,
  };
  const written = createConversationMachine(options);
  const spoken = createConversationMachine({ ...options, delivery: 'acknowledged' });
  await Promise.all(Object.entries(cast).map(async ([id, play]) => playOne(id, play)));
  await close();
  backEnd.close();

  async function playOne(id: string, play: string) {
    const isSpoken = play === SPOKEN;
    const machine = isSpoken ? spoken : written;
    const lines = plays[play] ?? [];
    const since = clock.now();
    let conversation: OpenConversation;
    try {
      conversation = await openConversation(machine, { id });
    } catch (error) {
      note(id, { type: 'refused', error: String(error) });
      process.exitCode = 3;
      return;
    }
    const { transcript } = conversation.getSnapshot().context;
    const found = lines.filter((line) => transcript.some((entry) => entry.id === `user/${line.id}`));
    note(id, { type: 'opened', tookMs: clock.now() - since, found: found.map((line) => line.id) });
    const types = ['reply', 'operation', 'confirmation.requested', 'confirmation.closed', 'failure'] as const;
    for (const type of types) {
      conversation.on(type, (event) => {
        step(`before ${type} is heard`);
        note(id, { type: 'given', event });
        step(`after ${type} was heard`);
      });
    }
    if (isSpoken) conversation.on('reply', (reply) => listen(conversation, reply));
    const stopped = stopOf(conversation);
    const before = timersIn(conversation.getPersistedSnapshot());
    conversation.start();
    note(id, { type: 'timers', before, after: timersIn(conversation.getPersistedSnapshot()) });
    const goOn = async () => {
      for (const line of lines) if (!behind.has(line.id)) await say(conversation, id, line);
      await moment(conversation, isAtRest);
      await saved(conversation);
      note(id, { type: 'rests' });
      return 'rests' as const;
    };
    const end = await Promise.race([goOn(), stopped.promise]);
    stopped.forget();
    if (end !== 'rests') {
      note(id, { type: 'stopped', error: end });
      return;
    }
    await conversation.close().catch((error: unknown) => {
      note(id, { type: 'refused', error: String(error) });
      process.exitCode = 3;
    });
  }

  async function say(conversation: OpenConversation, id: string, { id: line, text, when }: Line) {
    const isNow = momentOf[when];
    await moment(conversation, (snapshot) => isNow(snapshot) || isAtRest(snapshot));
    if (when === 'asked') await saved(conversation); // what is not saved is not heard, and nobody answers that
    const now = conversation.getSnapshot();
    const wasSaid = isNow(now) || (text !== undefined && when !== 'asked');
    if (wasSaid && text !== undefined) conversation.send({ type: 'user.said', text, id: line });
    else if (wasSaid)
      conversation.send({ type: 'operation.cancel', operationId: now.context.operation?.operationId ?? '' });
    await saved(conversation);
    note(id, { type: 'behind', line, wasSaid });
  }

  /** What is sent twice under one id is heard once; so an app that could not be told that it is saved waits on. */
  async function saved(conversation: OpenConversation): Promise<void> {
    for (;;) {
      try {
        return await conversation.saved();
      } catch {
        await time.wait(500);
      }
    }
  }
}

/** Who listens does not let a result be told to its end the first time. */
function listen(conversation: OpenConversation, { id, kind, offer }: Reply) {
  if (kind !== 'announcement' && kind !== 'answer') return;
  conversation.send(offer === undefined ? { type: 'reply.interrupted', id } : { type: 'reply.delivered', id });
}

/** Waits until a conversation is as it should be. */
async function moment(conversation: OpenConversation, isRight: (snapshot: Snapshot) => boolean): Promise<Snapshot> {
  const { promise, resolve } = Promise.withResolvers<Snapshot>();
  const look = (snapshot: Snapshot) => {
    if (isRight(snapshot)) resolve(snapshot);
  };
  const subscription = conversation.subscribe({ next: look, error: () => {} });
  look(conversation.getSnapshot());
  const right = await promise;
  subscription.unsubscribe();
  return right;
}

const momentOf: Record<Line['when'], (snapshot: Snapshot) => boolean> = {
  idle: isAtRest,
  busy: isBusy,
  half: (snapshot) => isBusy(snapshot) && (snapshot.context.operation?.runs.at(-1)?.percent ?? 0) >= 40,
  asked: (snapshot) => snapshot.matches({ awaitingConfirmation: 'listening' }),
};

function isAtRest({ value, context }: Snapshot): boolean {
  return value === 'idle' && context.unanswered.length === 0;
}

function isBusy(snapshot: Snapshot): boolean {
  return (
    snapshot.matches({ engaged: { accompanied: 'operating' } }) &&
    snapshot.context.operation?.runs.at(-1)?.status === 'running'
  );
}

/** Comes true when a conversation is stopped by somebody else than us. */
function stopOf(conversation: OpenConversation) {
  const { promise, resolve } = Promise.withResolvers<string>();
  const subscription = conversation.subscribe({
    complete: () => resolve('complete'),
    error: (error) => resolve(String(error)),
  });
  return { promise, forget: () => subscription.unsubscribe() };
}

writeSync(1, 'ready\n');
for await (const line of createInterface({ input: process.stdin })) {
  await live(JSON.parse(line) as Life);
  process.exit();
}
