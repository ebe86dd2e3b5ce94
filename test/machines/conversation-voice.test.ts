import { assign } from 'xstate';
import { describe, expect, test } from 'vitest';
import type { ConversationBound } from '../../machines/conversation-context.ts';
import type { conversationMachine } from '../../machines/conversation.ts';
import type { ConversationEvent, Reply } from '../../machines/conversation-protocol.ts';
import type { OperationOutcome } from '../../machines/main-operation-protocol.ts';
import type { Delivery } from '../../machines/tool-run-protocol.ts';
import { pureConversation } from '../../src/conversation/pure-conversation.ts';
import { DEFAULT_LIMITS } from '../../src/effects/limits.ts';
import { estimateTokens } from '../../src/messages/count-tokens.ts';
import { DEFAULT_PHRASES } from '../../src/phrases.ts';
import { offer } from '../kit/context-of.ts';
import { runOf } from '../kit/run-of.ts';
import { play, type Play } from './play-chart.ts';

type Conversation = Play<typeof conversationMachine>;

const RESULT = 'It is blue.';
const ANSWER = 'It is done.';
const TIMER_MS = 1_000;
const DELIVERY_MS = 3_000;

/** A conversation that waits for the app's word; the clock goes on by one each time it is read. */
const pure = pureConversation({ phrases: DEFAULT_PHRASES, limits: DEFAULT_LIMITS, count: estimateTokens });
const chart = pure.provide({
  actions: {
    trimTranscript: () => {},
    readClock: assign(({ context }) => ({ now: context.now + 1 })),
    startTimer: assign(({ context }, { bound }: { bound: ConversationBound }) => ({
      deadline: context.now + (bound === 'deliveryTimeout' ? DELIVERY_MS : TIMER_MS),
    })),
  },
  guards: { isUnacknowledged: () => false },
});

const said = (text: string) => ({ type: 'user.said', text }) as const;
const saying = { type: 'user.saying', text: 'Wor' } as const;
const fellSilent = { type: 'user.fellSilent' } as const;
const heard = (id = 'operation-1!') => ({ type: 'reply.delivered', id }) as const;
const cut = (words?: unknown, id = 'operation-1!') =>
  ({ type: 'reply.interrupted', id, ...(words !== undefined && { heard: words }) }) as ConversationEvent;
const ended = (outcome: Partial<OperationOutcome> = {}): OperationOutcome => ({
  operationId: 'operation-1',
  status: 'done',
  text: ANSWER,
  runs: [],
  offer: null,
  mayHaveChanged: false,
  doubtful: [],
  ...outcome,
});
const painted = (delivery?: Delivery) => runOf({ status: 'succeeded', percent: 100, ...(delivery && { delivery }) });
const progressed = (run = runOf()) => ({ type: 'operation.progressed', operationId: 'operation-1', run }) as const;
const wentLong = { type: 'operation.wentLong', operationId: 'operation-1' } as const;
const locked = { type: 'chat.locked', turnId: 'turn-1', turns: 1 } as const;

const attending = play(chart, { id: 'c' }).send(said('Hello.'));
const operating = attending.send(progressed()).send(wentLong);
/** A quick answer, a result, and a question are being told. */
const answering = attending.done('operation', ended());
const telling = operating.done('operation', ended({ text: RESULT, runs: [painted()] })).done('chat');
const asking = attending.done('operation', ended({ text: '', offer }));
/** A result waits for the user who is speaking. */
const waiting = operating
  .send(saying)
  .done('operation', ended({ text: RESULT, runs: [painted()] }))
  .done('chat');

/** The chat has said something while the tool runs. */
const talked = operating
  .send(said('And?'))
  .send(locked)
  .send({
    type: 'chat.answered',
    turnId: 'turn-1',
    questions: ['message-2'],
    text: 'Sunny.',
    statusOnly: false,
    requests: [],
  })
  .send({ type: 'chat.unlocked', turnId: 'turn-1', aborted: false });

const repliesOf = ({ emitted }: Conversation) => emitted.filter(({ type }) => type === 'reply') as Reply[];
const toldOf = (at: Conversation) => repliesOf(at).map(({ id, offer: time }) => [id, time]);
const lineOf = (at: Conversation, id = 'operation-1!') => at.context.transcript.findLast((entry) => entry.id === id);
const owedOf = ({ context }: Conversation) => context.announcements.map(({ id }) => id);
const announcing = (state: string) => ({ announcing: state });
const placeOf = ({ state, context, timers }: Conversation) => JSON.stringify([state, { ...context, now: 0 }, timers]);
const changesNothing = (before: Conversation, event: ConversationEvent) =>
  placeOf(before.send(event)) === placeOf(before);

describe('while it is told', () => {
  test('an outcome is owed, and what is at work is over', () => {
    for (const at of [answering, telling]) {
      expect(at.state).toEqual(announcing('speaking'));
      expect(owedOf(at)).toEqual(['operation-1!']);
      expect(at.context).toMatchObject({ operation: null, outcome: null });
      expect(at.timers).toEqual(['deliveryTimeout']);
      expect(at.context.deadline).toBe(at.context.now + DELIVERY_MS);
    }
    expect(telling.context.told).toMatchObject({ operationId: 'operation-1', delivery: 'owed' });
  });

  test.each([
    ['the app says so', heard()],
    ['it was interrupted behind its last word', cut(RESULT)],
  ])('it is told when %s', (_, event) => {
    const at = telling.send(event);
    expect(at.state).toBe('idle');
    expect(owedOf(at)).toEqual([]);
    expect(at.context.told).toMatchObject({ delivery: 'told' });
    expect(lineOf(at)).toMatchObject({ content: RESULT });
    expect(lineOf(at)).not.toHaveProperty('unheard');
  });

  test.each([
    ['a word of it', 'It', 'It'],
    ['nothing of it', '', ''],
    ['nobody knows what', undefined, ''],
  ])('it is still owed when the user heard %s', (_, words, content) => {
    const at = telling.send(cut(words));
    expect(at.state).toEqual(announcing('interrupted'));
    expect(owedOf(at)).toEqual(['operation-1!']);
    expect(lineOf(at)).toMatchObject({ content, unheard: RESULT });
    expect(at.timers).toEqual(['resumePause']);
  });

  test('a quick answer is told with its first word, and owed without', () => {
    const enough = answering.send(cut('It'));
    expect(enough.state).toBe('idle');
    expect(lineOf(enough)).toMatchObject({ content: 'It' });
    expect(lineOf(enough)).not.toHaveProperty('unheard');
    expect(answering.send(cut('')).state).toEqual(announcing('interrupted'));
    expect(answering.send(cut()).state).toEqual(announcing('interrupted'));
  });

  test('another reply that is heard or interrupted, or one of a wrong shape, changes nothing of it', () => {
    for (const event of [heard('operation-7!'), cut('It', 'operation-7!'), cut(RESULT, 'operation-7!'), cut('', 'x')]) {
      expect(changesNothing(telling, event)).toBe(true);
      expect(changesNothing(answering, event)).toBe(true);
    }
    for (const event of [cut(7), { type: 'reply.delivered', id: 7 } as never]) {
      expect(changesNothing(telling, event)).toBe(true);
      expect(telling.send(event).emitted.at(-1)).toMatchObject({ type: 'failure', source: 'event' });
    }
  });

  test('what was said before it and was heard to its end does not make it told', () => {
    const text = 'I am on it.';
    const acknowledged = attending
      .send({ type: 'operation.acknowledged', operationId: 'operation-1', text })
      .done('operation', ended());
    for (const event of [heard('operation-1/acknowledgment'), cut(text, 'operation-1/acknowledgment')]) {
      expect(acknowledged.send(event).state).toEqual(announcing('speaking'));
    }
  });

  test('nobody hears of it in time: it is owed, and stands in history as unheard', () => {
    const at = telling.runOut('deliveryTimeout');
    expect(at.state).toEqual(announcing('interrupted'));
    expect(lineOf(at)).toMatchObject({ content: '', unheard: RESULT });
  });

  test('a process that begins anew says it again, as the same offer, with all the time to hear it', () => {
    const later = telling.send(saying).send({ type: 'process.restarted' });
    expect(toldOf(later).slice(-2)).toEqual([
      ['operation-1!', undefined],
      ['operation-1!', undefined],
    ]);
    expect(later.context.announcements[0]?.offers).toBe(1);
    expect(later.context.deadline).toBe(later.context.now + DELIVERY_MS);
    expect(later.context.deadline).toBeGreaterThan(telling.context.deadline);
  });

  test('what the user says is held until the app says what was heard', () => {
    const at = telling.send(said('And?'));
    expect(at.state).toEqual(announcing('speaking'));
    expect(at.context.unanswered).toHaveLength(1);
    expect(at.send(cut('It')).state).toEqual({ engaged: 'attending' });
    expect(at.send(heard()).state).toEqual({ engaged: 'attending' });
  });
});

describe('when it was interrupted', () => {
  const interrupted = telling.send(cut('It'));

  test('it is offered again after a pause, under its name', () => {
    expect(toldOf(interrupted.runOut('resumePause')).slice(-2)).toEqual([
      ['operation-1!', undefined],
      ['operation-1!', 2],
    ]);
  });

  test('it is offered three times in all, and let go', () => {
    const twice = interrupted.runOut('resumePause').send(cut('It')).runOut('resumePause');
    const gone = twice.send(cut('It')).runOut('resumePause');
    expect(toldOf(gone).map(([, time]) => time)).toEqual([undefined, 2, 3]);
    expect(gone.state).toBe('idle');
    expect(gone.emitted.at(-1)).toEqual({
      type: 'announcement.letGo',
      id: 'operation-1!',
      operationId: 'operation-1',
    });
    expect(owedOf(gone)).toEqual([]);
    expect(gone.context.told).toMatchObject({ delivery: 'letGo' });
    expect(lineOf(gone)).toMatchObject({ unheard: RESULT });
  });

  test('a user who speaks by then is waited for', () => {
    const at = interrupted.send(saying).runOut('resumePause');
    expect(at.state).toEqual(announcing('waiting'));
    expect(at.send(fellSilent).state).toEqual(announcing('speaking'));
  });

  test('what the user says is answered first, and then it is offered', () => {
    const at = interrupted.send(said('And?'));
    expect(at.state).toEqual({ engaged: 'attending' });
    const answered = at.done('operation', ended({ operationId: 'operation-2' })).send(heard('operation-2!'));
    expect(answered.state).toEqual(announcing('speaking'));
    expect(toldOf(answered).slice(-2)).toEqual([
      ['operation-2!', undefined],
      ['operation-1!', 2],
    ]);
  });

  test('it counts as told when the app finds out that it was heard, while something else is at work, too', () => {
    expect(interrupted.send(heard()).state).toBe('idle');
    expect(lineOf(interrupted.send(heard()))).toMatchObject({ content: RESULT });
    const at = interrupted.send(said('And?')).send(heard());
    expect(owedOf(at)).toEqual([]);
    expect(at.context.told).toMatchObject({ delivery: 'told' });
    expect(lineOf(at)).toMatchObject({ content: RESULT });
    expect(lineOf(at)).not.toHaveProperty('unheard');
  });

  test('a second word of the app about it changes nothing of its offers', () => {
    expect(interrupted.send(cut('')).context.announcements).toEqual(interrupted.context.announcements);
  });
});

describe('while the user speaks', () => {
  test('an outcome waits, what was at work is over, and it is told when they fall silent', () => {
    expect(waiting.state).toEqual(announcing('waiting'));
    expect(waiting.context).toMatchObject({ operation: null, outcome: null, told: { delivery: 'owed' } });
    expect(repliesOf(waiting)).toEqual([]);
    expect(toldOf(waiting.send(fellSilent))).toEqual([['operation-1!', undefined]]);
  });

  test('a quick answer waits as well, and its operation is over', () => {
    const at = attending.send(saying).done('operation', ended());
    expect(at.state).toEqual(announcing('waiting'));
    expect(at.context).toMatchObject({ operation: null, outcome: null, told: null });
    expect(toldOf(at.send(fellSilent))).toEqual([['operation-1!', undefined]]);
  });

  test('each sign of speech gives them more time, and at its end they count as silent', () => {
    const later = waiting.send(saying);
    expect(later.context.deadline).toBeGreaterThan(waiting.context.deadline);
    const over = later.runOut('speechTimeout');
    expect(over.state).toEqual(announcing('speaking'));
    expect(over.context).toMatchObject({ speaking: false, saying: '' });
  });

  test('what is no guess gives them none', () => {
    const at = waiting.send({ type: 'user.saying', text: 7 } as never);
    expect(at.context.deadline).toBe(waiting.context.deadline);
    expect(at.emitted.at(-1)).toMatchObject({ type: 'failure', source: 'event' });
  });

  test('what they say is answered first; what waited is known as unheard', () => {
    const at = waiting.send(said('And?'));
    expect(at.state).toEqual({ engaged: 'attending' });
    expect(lineOf(at)).toMatchObject({ content: '', unheard: RESULT });
    expect(at.context.transcript.findIndex(({ id }) => id === 'operation-1!')).toBe(1);
    expect(owedOf(at)).toEqual(['operation-1!']);
  });

  test('what is no word of theirs lets it wait', () => {
    const at = waiting.send(said(' '));
    expect(at.state).toEqual(announcing('waiting'));
    expect(lineOf(at)).toBeUndefined();
  });

  test('words that are too long end their speech: it is told behind the refusal', () => {
    const at = waiting.send(said('x'.repeat(9_000)));
    expect(at.state).toEqual(announcing('speaking'));
    expect(at.context.speaking).toBe(false);
    expect(at.emitted.slice(-2)).toMatchObject([{ text: DEFAULT_PHRASES.tooLong }, { id: 'operation-1!' }]);
  });

  test('words that were said before, while the tool was at work, are answered first as well', () => {
    const unheard = operating
      .send(said('And?'))
      .send(saying)
      .done('operation', ended({ text: RESULT, runs: [painted()] }));
    const at = unheard.done('chat');
    expect(at.state).toEqual({ engaged: 'attending' });
    expect(lineOf(at)).toMatchObject({ content: '', unheard: RESULT });
  });

  test('it was not begun, so nothing of it was heard or interrupted', () => {
    for (const event of [cut('It'), cut(RESULT), heard()]) expect(changesNothing(waiting, event)).toBe(true);
    // what waits behind the words of the user has its place in history, and was not begun either
    const again = waiting
      .send(said('And?'))
      .send(saying)
      .done('operation', ended({ operationId: 'operation-2' }));
    expect(owedOf(again.send(heard()))).toEqual(['operation-2!', 'operation-1!']);
  });

  test('a result that may interrupt is told at once, and the chat is told to stop', () => {
    const runs = [painted('interrupt'), painted()];
    const at = operating
      .send(saying)
      .send(locked)
      .done('operation', ended({ text: RESULT, runs }));
    expect(at.state).toEqual({ engaged: { accompanied: 'aborting' } });
    expect(at.sent('chat').at(-1)).toEqual({ type: 'chat.abort' });
    expect(at.done('chat').state).toEqual(announcing('speaking'));
    const alone = operating.done('operation', ended({ text: RESULT, runs }));
    expect(alone.state).toEqual({ engaged: { accompanied: 'settling' } });
  });
});

test('E3: talk of which the user heard nothing is not joined with the result', () => {
  const end = (at: Conversation) => at.done('operation', ended({ text: RESULT, runs: [painted()] })).done('chat').state;
  expect(end(talked)).toBe('synthesizing');
  expect(end(talked.send(cut('Sun', 'turn-1')))).toBe('synthesizing');
  expect(end(talked.send(cut('', 'turn-1')))).toEqual(announcing('speaking'));
});

describe('a silent result', () => {
  const silent = (outcome: Partial<OperationOutcome> = {}, runs = [painted('silent')]) =>
    operating.done('operation', ended({ text: RESULT, runs, ...outcome })).done('chat');

  test('is not told, and known as unheard', () => {
    expect(silent().state).toBe('idle');
    expect(repliesOf(silent())).toEqual([]);
    expect(lineOf(silent())).toMatchObject({ content: '', unheard: RESULT });
    expect(silent().context.told).toMatchObject({ delivery: 'silent' });
    expect(owedOf(silent())).toEqual([]);
  });

  test('is not joined with the talk', () => {
    const end = (delivery?: Delivery) =>
      talked.done('operation', ended({ text: RESULT, runs: [painted(delivery)] })).done('chat').state;
    expect([end(), end('silent')]).toEqual(['synthesizing', 'idle']);
  });

  test.each<[string, Conversation]>([
    ['a quick tool was used beside it', silent({ others: true })],
    ['one of its runs is not', silent({}, [painted('silent'), painted()])],
    ['one of its runs failed', silent({}, [painted('silent'), runOf({ status: 'failed', delivery: 'silent' })])],
    ['it was cancelled', silent({ status: 'cancelled' })],
    ['it asks for a yes', silent({ offer })],
    ['nobody knows what was done', silent({ doubtful: ['buy'] })],
    ['it had no run', silent({}, [])],
  ])('is told all the same if %s', (_, at) => {
    expect(toldOf(at)).toEqual([['operation-1!', undefined]]);
  });
});

describe('a question', () => {
  const both = attending.done('operation', ended({ offer }));
  const listening = asking.send(heard());

  test('is open when it was heard', () => {
    expect(asking.context.confirmation).toBe(null);
    expect(listening.state).toEqual({ awaitingConfirmation: 'listening' });
    expect(listening.context.confirmation).toMatchObject({ token: 'operation-1/call-1' });
  });

  test('is not waited for if the user said something before it was heard', () => {
    const at = asking.send(said('Yes.')).send(heard());
    expect(at.state).toEqual({ engaged: 'attending' });
    expect(at.context.confirmation).toBe(null);
  });

  test('that was cut short is void once the user says something; the rest of its reply is still owed', () => {
    const alone = asking.send(cut('It')).send(said('Yes.'));
    expect(owedOf(alone)).toEqual([]);
    const rest = both.send(cut('')).send(said('Yes.'));
    expect(rest.context.announcements).toMatchObject([{ text: ANSWER, offer: null }]);
  });

  test('that was never begun to be told is told later, and asked no more', () => {
    const at = attending
      .send(saying)
      .done('operation', ended({ text: '', offer }))
      .send(said('Well?'));
    expect(at.context.announcements).toMatchObject([{ text: offer.preview, offer: null, offers: 0 }]);
  });

  test('that turns out to have been cut short is void, and what stood before it is owed', () => {
    const at = both.send(heard()).send(cut(''));
    expect(at.state).toEqual(announcing('interrupted'));
    expect(at.context).toMatchObject({ confirmation: null, announcements: [{ text: ANSWER, offer: null }] });
    expect(at.emitted.at(-1)).toMatchObject({ type: 'confirmation.closed', given: false });
  });

  test('that stood alone and turns out to have been cut short is void, and nothing is owed', () => {
    const at = listening.send(cut('It'));
    expect(at.state).toBe('idle');
    expect(owedOf(at)).toEqual([]);
    expect(lineOf(at)).toMatchObject({ content: 'It' });
    expect(at.context.confirmation).toBe(null);
    expect(at.emitted.at(-1)).toMatchObject({ type: 'confirmation.closed', given: false });
  });

  test('stays open when it was heard to its end, and when another reply was cut short', () => {
    expect(listening.send(cut(offer.preview)).state).toEqual(listening.state);
    expect(listening.send(cut('It', 'operation-7!')).state).toEqual(listening.state);
    expect(listening.send(cut(7)).state).toEqual(listening.state);
  });
});

test('a result that turns out not to have been heard is owed, and leaves the question of another open', () => {
  const listening = telling
    .send(heard())
    .send(said('Buy it.'))
    .done('operation', ended({ operationId: 'operation-2', text: '', offer }))
    .send(heard('operation-2!'));
  const at = listening.send(cut('It'));
  expect(at.state).toEqual({ awaitingConfirmation: 'listening' });
  expect(at.context.confirmation).toMatchObject({ token: 'operation-2/call-1' });
  expect(owedOf(at)).toEqual(['operation-1!']);
});

describe('what was told, and turns out not to have been heard', () => {
  const told = telling.send(heard());

  test('is owed again, and offered where nobody works', () => {
    const at = told.send(cut('It'));
    expect(at.state).toEqual(announcing('interrupted'));
    expect(lineOf(at)).toMatchObject({ content: 'It', unheard: RESULT });
    expect(toldOf(at.runOut('resumePause')).at(-1)).toEqual(['operation-1!', 2]);
  });

  test('is owed again while something is at work, and told behind it', () => {
    const at = told.send(said('And?')).send(cut('It'));
    expect(at.state).toEqual({ engaged: 'attending' });
    expect(owedOf(at)).toEqual(['operation-1!']);
    expect(lineOf(at)).toMatchObject({ content: 'It', unheard: RESULT });
  });

  test('is owed again while a long tool runs, and the chat is told', () => {
    const run = { ...runOf(), runId: 'operation-2/call-1' };
    const long = told
      .send(said('And?'))
      .send({ type: 'operation.progressed', operationId: 'operation-2', run })
      .send({ type: 'operation.wentLong', operationId: 'operation-2' });
    const at = long.send(cut('It'));
    expect(owedOf(at)).toEqual(['operation-1!']);
    expect(lineOf(at)).toMatchObject({ content: 'It', unheard: RESULT });
    expect(at.sent('chat').at(-1)).toEqual(cut('It'));
    const wrong = long.send(cut(7));
    expect(owedOf(wrong)).toEqual([]);
    expect(wrong.sent('chat')).toEqual(long.sent('chat'));
    expect(wrong.emitted.at(-1)).toMatchObject({ type: 'failure', source: 'event' });
  });

  test('and was never told, is no reply of an operation, or is words of the user changes nothing', () => {
    for (const id of ['operation-7!', 'message-1', 'turn-1', ''])
      expect(changesNothing(told, cut('It', id))).toBe(true);
  });
});

test('a result that was heard to its end is not owed again', () => {
  const at = telling.send(heard()).send(cut(RESULT));
  expect(at.state).toBe('idle');
  expect(owedOf(at)).toEqual([]);
});

describe('what is owed together', () => {
  const first = telling.send(cut('It'));
  const second = first.send(said('And?')).done('operation', ended({ operationId: 'operation-2' }));

  test('is told one right behind the other, what came last first', () => {
    expect(owedOf(second)).toEqual(['operation-2!', 'operation-1!']);
    const at = second.send(heard('operation-2!'));
    expect(at.state).toEqual(announcing('speaking'));
    expect(toldOf(at).at(-1)).toEqual(['operation-1!', 2]);
  });

  test('settles each by itself', () => {
    const at = second.send(heard('operation-1!'));
    expect(at.state).toEqual(announcing('speaking'));
    expect(owedOf(at)).toEqual(['operation-2!']);
    expect(at.context.told).toMatchObject({ operationId: 'operation-1', delivery: 'told' });
    const other = second.send(heard('operation-2!'));
    expect(other.context.told).toMatchObject({ operationId: 'operation-1', delivery: 'owed' });
  });

  test('a doubt and a deed that nobody has heard of are known to the next operation', () => {
    const runs = [{ ...painted(), sameKey: 'key' }];
    const doubtful = operating
      .done('operation', ended({ runs, doubtful: ['buy'] }))
      .done('chat')
      .send(cut('It'));
    const input = doubtful.send(said('And?')).started('operation').at(-1);
    expect(input).toMatchObject({ repeated: ['key'], doubtful: ['buy'] });
    const heardOf = doubtful.send(heard());
    expect(heardOf.context.doubts).toEqual([{ tool: 'buy', after: heardOf.context.messages }]);
  });
});

test('a guess is cut at the longest text, and gone when the user has spoken', () => {
  const at = attending.send({ type: 'user.saying', text: 'x'.repeat(9_000) });
  expect(at.context).toMatchObject({ speaking: true, saying: 'x'.repeat(8_000) });
  expect(at.send(said('Well?')).context).toMatchObject({ speaking: false, saying: '' });
  expect(at.send(fellSilent).context).toMatchObject({ speaking: false, saying: '' });
});

test('who was heard last, and what is still being said, is known while nobody counts the silence, too', () => {
  const acknowledged = attending.send({ type: 'operation.acknowledged', operationId: 'operation-1', text: 'I begin.' });
  const { now } = acknowledged.context;
  expect(acknowledged.context).toMatchObject({ spokenAt: now, playing: 'operation-1/acknowledgment' });
  for (const event of [heard('operation-1/acknowledgment'), cut('I', 'operation-1/acknowledgment')]) {
    expect(acknowledged.send(event).context).toMatchObject({ spokenAt: now + 1, playing: '' });
  }
  for (const event of [said('And?'), saying, fellSilent]) {
    expect(acknowledged.send(event).context).toMatchObject({
      spokenAt: now + 1,
      playing: 'operation-1/acknowledgment',
    });
  }
});
