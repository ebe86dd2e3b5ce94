import { isRecord } from '../../shape.ts';
import type { Priority } from '../../../machines/queue-protocol.ts';
import type { ConversationTool } from '../../tools/catalog.ts';
import type { Line } from '../scripted-model.ts';
import type { Scene } from '../scene.ts';
import type { Bot } from './bot.ts';
import type { Play } from './play.ts';

/** One thing that may happen. */
export type Move = {
  words: string;
  /** Whether it may happen now. Default: always. */
  canBeMade?(play: Play): boolean;
  make(play: Play): unknown;
};

/** A tool the model may ask for. */
export type Call = { name: string; args?: Record<string, unknown> };

/** All that may happen to a bot; what weighs more is made more often. */
export type Repertoire = { moves: Move[]; weight: number }[];

/** Steps of time: within a step of a tool, over one, over patience and timeouts. */
const STEPS_MS = [0, 1, 500, 2_000, 6_000, 15_000, 31_000];

/**
 * What may happen to a bot with these tools.
 *
 * @throws when `calls` names a tool that it does not have.
 */
export function repertoireOf(
  { tools, moves = {} }: Bot,
  chosen: readonly Call[] | undefined,
  crashes: boolean,
): Repertoire {
  const list: unknown = tools;
  if (!Array.isArray(list)) throw new Error("The bot's tools are no list: makeBot must return { tools: […] } at once.");
  const calls = chosen ?? tools.map(({ name }) => ({ name }));
  const unknown = calls.find(({ name }) => !tools.some((tool) => tool.name === name));
  if (unknown) throw new Error(`calls asks for ${unknown.name}, and the bot has no such tool.`);
  const known = [...calls, { name: 'check_status' }, { name: 'no_such_tool' }];
  const wishes = [
    { name: 'queue_request', args: { label: 'that' } },
    { name: 'queue_request', args: { label: 'this', priority: 'high' } },
    { name: 'cancel_operation' },
    { name: 'cancel_operation', args: { id: 'operation-2' } },
  ];
  return [
    { moves: [speak], weight: 3 },
    { moves: tools.some(needsYes) ? [agree, pressYes, mumble, pressAnything] : [], weight: 2 },
    { moves: [cancel, cancelWaiting, tellFacts], weight: 1 },
    { moves: [wantLater('normal'), wantLater('high')], weight: 1 },
    { moves: [beginToSpeak, fallSilent, interrupt(''), interrupt('Well'), interruptEarlier, hearOut], weight: 2 },
    { moves: [...STEPS_MS.map(pass), runOut], weight: 5 },
    { moves: calls.map((call) => says('main', asks([call]), { calls: [call] })), weight: 4 },
    { moves: known.flatMap((call) => known.map((other) => asksBoth('main', call, other))), weight: 2 },
    { moves: [says('main', 'answers', { text: 'Yes.' }), answersSlowly('main')], weight: 2 },
    { moves: calls.map((call) => speaksAndAsks('main', call)), weight: 1 },
    { moves: [...troublesOf('main'), ...known.map((call) => asksInHalf('main', call))], weight: 1 },
    { moves: [says('chat', 'answers', { text: 'Well.' }), answersSlowly('chat')], weight: 3 },
    { moves: known.flatMap((call) => known.map((other) => asksBoth('chat', call, other))), weight: 1 },
    { moves: known.map((call) => speaksAndAsks('chat', call)), weight: 1 },
    { moves: wishes.map((call) => says('chat', asks([call]), { calls: [call] })), weight: 2 },
    { moves: [...troublesOf('chat'), ...known.map((call) => asksInHalf('chat', call))], weight: 1 },
    { moves: [says('synthesis', 'answers', { text: 'All in all.' }), answersSlowly('synthesis')], weight: 1 },
    { moves: troublesOf('synthesis'), weight: 1 },
    { moves: Object.keys(moves).map(own), weight: 3 },
    { moves: crashes ? [crash(0), crash(20_000)] : [], weight: 2 },
  ].filter(({ moves: some }) => some.length > 0);
}

const speak: Move = {
  words: 'the user says something',
  make: ({ scene }) => scene.say(`word ${scene.said.length + 1}`),
};

/** A bot without such a tool is not bothered with a user who says yes to everything. */
function needsYes({ metadata }: ConversationTool): boolean {
  const traits: unknown = metadata?.['meanwhile'];
  return isRecord(traits) && traits['confirm'] !== undefined;
}

const agree: Move = {
  words: 'the user says yes',
  make: ({ scene }) => scene.say('Yes, please.'),
};

const pressYes: Move = {
  words: 'the app brings the yes',
  canBeMade: ({ scene }) => scene.actor.getSnapshot().context.confirmation !== null,
  make: ({ scene }) => give(scene, scene.actor.getSnapshot().context.confirmation?.token),
};

const pressAnything: Move = {
  words: 'the app brings a yes to an earlier question, or to none',
  make: ({ scene }) => give(scene, scene.emitted('confirmation.requested')[0]?.token),
};

const mumble: Move = {
  words: 'the user seems to say yes',
  make: ({ scene }) => scene.send({ type: 'user.saying', text: 'Yes, please.' }),
};

function give(scene: Scene, token = 'operation-1/call-1'): Promise<void> {
  return scene.send({ type: 'confirmation.given', token });
}

const cancel: Move = {
  words: 'the user cancels',
  make: ({ scene }) => scene.send({ type: 'operation.cancel' }),
};

const cancelWaiting: Move = {
  words: 'the user cancels the last of what waits',
  canBeMade: ({ scene }) => scene.actor.getSnapshot().context.queue.length > 0,
  make: ({ scene }) => {
    const last = scene.actor.getSnapshot().context.queue.at(-1);
    return last && scene.send({ type: 'operation.cancel', operationId: last.operationId });
  },
};

function wantLater(priority: Priority): Move {
  return {
    words: `the app wants something afterwards, with ${priority} priority`,
    make: ({ scene }) => scene.send({ type: 'request.enqueue', text: `wish ${scene.said.length + 1}`, priority }),
  };
}

const tellFacts: Move = {
  words: 'the app tells a fact of the session',
  make: ({ scene }) => scene.send({ type: 'session.updated', facts: { said: scene.said.length } }),
};

const beginToSpeak: Move = {
  words: 'the user begins to speak',
  make: ({ scene }) => scene.send({ type: 'user.saying', text: 'word' }),
};

const fallSilent: Move = {
  words: 'the user falls silent',
  canBeMade: ({ scene }) => scene.actor.getSnapshot().context.speaking,
  make: ({ scene }) => scene.send({ type: 'user.fellSilent' }),
};

function interrupt(heard: string): Move {
  return {
    words: `the user interrupts what is said last${heard === '' ? ', before its first word' : ''}`,
    canBeMade: ({ scene }) => scene.replies().length > 0,
    make: ({ scene }) => scene.send({ type: 'reply.interrupted', id: scene.replies().at(-1)?.id ?? '', heard }),
  };
}

const interruptEarlier: Move = {
  words: 'the app says that nothing of the first reply was heard',
  canBeMade: ({ scene }) => scene.replies().length > 0,
  make: ({ scene }) => scene.send({ type: 'reply.interrupted', id: scene.replies()[0]?.id ?? '' }),
};

const hearOut: Move = {
  words: 'what was said last was heard',
  canBeMade: ({ scene }) => scene.replies().length > 0,
  make: ({ scene }) => scene.send({ type: 'reply.delivered', id: scene.replies().at(-1)?.id ?? '' }),
};

const runOut: Move = {
  words: 'the next timer runs out',
  canBeMade: ({ scene }) => scene.clock.upcoming() !== undefined,
  make: ({ scene }) => scene.at(scene.clock.upcoming() ?? 0),
};

function pass(ms: number): Move {
  return {
    words: `${ms} ms pass`,
    make: ({ scene }) => scene.at(scene.clock.elapsed() + ms),
  };
}

function crash(deadMs: number): Move {
  return {
    words: deadMs > 0 ? `it crashes, and is dead for ${deadMs} ms` : 'it crashes',
    make: ({ crash: crashNow }) => crashNow?.(deadMs),
  };
}

/** A bot's own move: the bot is made anew for each play, so its move is looked up there. */
function own(name: string): Move {
  return {
    words: name,
    canBeMade: ({ ownMoves, scene }) => ownMoves[name]?.when?.(scene) ?? true,
    make: ({ ownMoves, scene }) => ownMoves[name]?.make(scene),
  };
}

function troublesOf(voice: keyof Play['voices']): Move[] {
  return [
    says(voice, 'says nothing', {}),
    says(voice, 'fails', { error: new Error('the model is out of order') }),
    says(voice, 'is cut off', { text: 'Y', finish: null }),
    says(voice, 'fails in the middle of its words', { text: ['Y', 'e'], error: new Error('the model broke off') }),
  ];
}

function asksBoth(voice: 'main' | 'chat', one: Call, other: Call): Move {
  const calls = one === other ? [one] : [one, other];
  return says(voice, asks(calls), { calls });
}

/** Anything may happen between its pieces. */
function answersSlowly(voice: keyof Play['voices']): Move {
  return says(voice, 'answers piece by piece', { text: [' Let', ' me', ' see. \n', '\nYes. '] });
}

function speaksAndAsks(voice: 'main' | 'chat', call: Call): Move {
  return says(voice, `says a few words and ${asks([call])}`, { text: ['Let me', ' see. '], calls: [call] });
}

function asksInHalf(voice: 'main' | 'chat', { name }: Call): Move {
  return says(voice, `is cut off asking for ${name}`, { calls: [{ name }], raw: '{"a', finish: 'length' });
}

function asks(calls: readonly Call[]): string {
  return `asks for ${calls.map(({ name, args }) => (args ? `${name}(${JSON.stringify(args)})` : name)).join(' and ')}`;
}

function says(voice: keyof Play['voices'], does: string, line: Line): Move {
  return {
    words: `the ${voice} model ${does}`,
    canBeMade: ({ voices }) => voices[voice].isAsked(),
    make: ({ voices }) => voices[voice].answer(line),
  };
}
