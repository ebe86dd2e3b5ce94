import { assign } from 'xstate';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ChatReport } from '../../machines/secondary-chat-protocol.ts';
import { conversationMachine } from '../../machines/conversation.ts';
import type { ConversationEvent, FailureReport, Reply } from '../../machines/conversation-protocol.ts';
import type { Entry } from '../../machines/messages.ts';
import type { OperationOutcome } from '../../machines/main-operation-protocol.ts';
import type { RunStatus } from '../../machines/tool-run-protocol.ts';
import { pureConversation } from '../../src/conversation/pure-conversation.ts';
import { DEFAULT_LIMITS } from '../../src/effects/limits.ts';
import { estimateTokens } from '../../src/messages/count-tokens.ts';
import { DEFAULT_PHRASES } from '../../src/phrases.ts';
import { breaks, ends, everyOrder, runsOut, type Moves } from './every-order.ts';
import { runOf as run } from '../kit/run-of.ts';
import { play, type Play } from './play-chart.ts';

type Conversation = Play<typeof conversationMachine>;

/** Here the clock goes on by one each time it is read, and the plain reply names the outcome. */
const pure = pureConversation({ phrases: DEFAULT_PHRASES, limits: DEFAULT_LIMITS, count: estimateTokens });
const chart = pure.provide({
  actions: {
    trimTranscript: () => {},
    readClock: assign(({ context }) => ({ now: context.now + 1 })),
    composeReply: assign(({ context }) => ({ reply: `It has ended: ${context.outcome?.status}.` })),
  },
});
const begin = () => play(chart, { id: 'customer-1', session: { name: 'Ada' } });

const said = (text: string, id?: string) => ({ type: 'user.said', text, ...(id && { id }) }) as const;
const learned = { type: 'session.updated', facts: { verified: true } } as const;
const cancel = (operationId?: string) => ({ type: 'operation.cancel', ...(operationId && { operationId }) }) as const;
const wentLong = (operationId = 'operation-1') => ({ type: 'operation.wentLong', operationId }) as const;
const progressed = (run: RunStatus, operationId = 'operation-1') =>
  ({ type: 'operation.progressed', operationId, run }) as const;
const lockedOn = (turn: number): ChatReport => ({ type: 'chat.locked', turnId: `turn-${turn}`, turns: turn });
const answered = (turn: number, questions: string[], statusOnly = false): ChatReport => ({
  type: 'chat.answered',
  turnId: `turn-${turn}`,
  questions,
  text: `Answer ${turn}.`,
  statusOnly,
  requests: [],
});
const unlocked = (turn: number, aborted = false): ChatReport => ({
  type: 'chat.unlocked',
  turnId: `turn-${turn}`,
  aborted,
});
const failed = (source: FailureReport['source'], error = 'boom'): FailureReport => ({
  type: 'work.failed',
  source,
  error,
});

const runOf = (status: RunStatus['status'], callId = 'call-1', percent = 40): RunStatus =>
  run({ runId: `operation-1/${callId}`, callId, status, percent });
const ended = (outcome: Partial<OperationOutcome> = {}): OperationOutcome => ({
  operationId: 'operation-1',
  status: 'done',
  text: 'Done.',
  runs: [],
  offer: null,
  mayHaveChanged: false,
  doubtful: [],
  ...outcome,
});
const painted = ended({ runs: [runOf('succeeded')] });

/** The conversation in each state it can rest in. */
const idle = begin();
const attending = idle.send(said('Paint my house.', 'first'));
const operating = attending.send(progressed(runOf('running'))).send(wentLong());
const asked = operating.send(said('Are you there?', 'second')).send(lockedOn(1));
const settling = asked.done('operation', painted);
const aborting = settling.runOut('secondaryPatience');
const synthesizing = settling
  .send(answered(1, ['user/second']))
  .send(unlocked(1))
  .done('chat');
const places: [string, Conversation][] = Object.entries({
  idle,
  attending,
  operating,
  'operating, with the chat locked': asked,
  settling,
  aborting,
  synthesizing,
});
const working = places.slice(1);

const accompanied = (state: string | object) => ({ engaged: { accompanied: state } });
const repliesOf = ({ emitted }: Conversation) =>
  emitted.filter(({ type }) => type === 'reply') as (Reply & { type: 'reply' })[];
const failuresOf = ({ emitted }: Conversation) => emitted.filter(({ type }) => type === 'failure');
const userEntries = ({ context }: Conversation) => context.transcript.filter(({ role }) => role === 'user');
/** What a move changed, and what it asked for. */
const happened = (before: Conversation, after: Conversation) => ({
  isElsewhere: JSON.stringify(after.state) !== JSON.stringify(before.state),
  context: Object.fromEntries(
    Object.entries(after.context).filter(
      ([key, value]) => value !== before.context[key as keyof typeof before.context],
    ),
  ),
  deeds: after.deeds.slice(before.deeds.length).map(({ type }) => type),
});
const NOTHING = { isElsewhere: false, context: {}, deeds: [] };

test('the states of a conversation', () => {
  expect(places.map(([, { state }]) => state)).toEqual([
    'idle',
    { engaged: 'attending' },
    accompanied({ operating: 'talking' }),
    accompanied({ operating: 'talking' }),
    accompanied('settling'),
    accompanied('aborting'),
    'synthesizing',
  ]);
});

test('when a conversation begins, nothing was said and nothing is at work', () => {
  expect(idle.context).toMatchObject({ transcript: [], unanswered: [], operation: null, outcome: null, reply: '' });
});

describe('C5: what the user says', () => {
  test('to nobody at work is taken up at once, as the request of an operation', () => {
    expect(attending.context).toMatchObject({
      unanswered: [],
      operations: 1,
      operation: { operationId: 'operation-1', long: false, runs: [] },
    });
    const request = {
      id: 'user/first',
      role: 'user',
      content: 'Paint my house.',
      lane: 'main',
      number: 1,
      at: 1,
      turn: 'operation-1',
      operationId: 'operation-1',
    };
    expect(attending.started('operation')).toEqual([
      {
        conversationId: 'customer-1',
        operationId: 'operation-1',
        session: { name: 'Ada' },
        history: [],
        request: [request],
        wanted: '',
        queue: [],
        repeated: [],
        granted: null,
        doubtful: [],
      },
    ]);
  });

  test.each(working)('while it is %s is kept in order, once, and waits for an answer', (_, place) => {
    const later = place.send(said('Hello?')).send(said('Hello again?', 'mine'));
    const [one, two] = userEntries(later).slice(userEntries(place).length);
    expect(one).toMatchObject({ content: 'Hello?', lane: 'main', at: place.context.now + 1 });
    expect(two).toMatchObject({ id: 'user/mine', content: 'Hello again?' });
    expect(one?.turn ?? two?.turn).toBe(undefined);
    expect(later.context.unanswered).toEqual([...place.context.unanswered, one?.id, 'user/mine']);
    expect(later.state).toEqual(place.state);
    expect(later.started('operation')).toHaveLength(1);
  });

  test.each(working)('F6: while it is %s is heard once under an id of its own', (_, place) => {
    const once = place.send(said('Hello?', 'mine'));
    expect(happened(once, once.send(said('Hello?', 'mine')))).toEqual(NOTHING);
    expect(happened(once, once.send(said('Paint my house.', 'first')))).toEqual(NOTHING);
  });

  test('F6: is not heard again when nobody works any more', () => {
    const told = attending.done('operation', ended());
    expect(happened(told, told.send(said('Paint my house.', 'first')))).toEqual(NOTHING);
  });

  test.each(places)('B10: while it is %s and is empty is no word, and said to be so', (_, place) => {
    const later = place.send(said('  ')).send({ type: 'user.said' } as never);
    expect(happened(place, later)).toEqual({ ...NOTHING, deeds: ['xstate.emit', 'xstate.emit'] });
  });

  test('gets an id that no app has given', () => {
    expect(userEntries(idle.send(said('One.')).send(said('Two.'))).map(({ id }) => id)).toEqual([
      'message-1',
      'message-2',
    ]);
    const conversation = idle.send(said('One.', 'message-2')).send(said('Two.')).send(said('Three.'));
    expect(userEntries(conversation).map(({ id }) => id)).toEqual(['user/message-2', 'message-2', 'message-3']);
  });

  test('goes to the chat while a long tool runs, and to nobody otherwise', () => {
    for (const [, place] of working) {
      const later = place.send(said('Hello?', 'mine'));
      const question = userEntries(later).at(-1);
      const sent = later.sent('chat').slice(place.sent('chat').length);
      const isOperating = JSON.stringify(place.state) === JSON.stringify(operating.state);
      expect(sent).toEqual(isOperating ? [{ type: 'question.asked', question }] : []);
    }
  });
});

test('C5: a word under the id of a reply, or under what is no id, is heard all the same', () => {
  const told = asked.send(answered(1, ['user/second']));
  const sayings = ['turn-1', 'operation-1!', 'message-1', '', null, 5].map((id) => ({
    ...said('Hello?'),
    id: id as string,
  }));
  const after = sayings.reduce((at, saying) => at.send(saying), told);
  expect(userEntries(after)).toHaveLength(userEntries(told).length + sayings.length);
  expect(new Set(after.context.transcript.map(({ id }) => id)).size).toBe(after.context.transcript.length);
  expect(after.context.transcript.slice(-3).map(({ id }) => id)).toEqual(['message-6', 'message-7', 'message-8']);
  expect(failuresOf(after)).toEqual(failuresOf(told));
});

describe('only idle chooses what comes next', () => {
  test('the words that were held are one request, when the operation has been told', () => {
    const conversation = attending.send(said('Hello?', 'a')).send(said('And now?', 'b')).done('operation', ended());
    expect(conversation.state).toEqual({ engaged: 'attending' });
    expect(conversation.context).toMatchObject({ unanswered: [], operations: 2 });
    const { history, request } = conversation.started('operation').at(-1) as { history: Entry[]; request: Entry[] };
    expect(request.map(({ id, turn }) => [id, turn])).toEqual([
      ['user/a', 'operation-2'],
      ['user/b', 'operation-2'],
    ]);
    expect(history.map(({ id }) => id)).toEqual(['user/first', 'operation-1!']);
  });

  test('words of an earlier history are taken up at once', () => {
    const word: Entry = { id: 'old', role: 'user', content: 'Hello?', lane: 'main', at: 0 };
    const recalling = chart.provide({ actions: { recall: assign({ transcript: [word], unanswered: ['old'] }) } });
    const conversation = play(recalling, { id: 'customer-1' });
    expect(conversation.state).toEqual({ engaged: 'attending' });
    expect(conversation.context.session).toEqual({});
    expect(conversation.started('operation')).toMatchObject([{ request: [{ id: 'old', turn: 'operation-1' }] }]);
  });

  test('the transcript is trimmed each time nobody works, and at no other', () => {
    expect(idle.called('trimTranscript')).toHaveLength(1);
    expect(synthesizing.called('trimTranscript')).toHaveLength(1);
    expect(synthesizing.done('synthesize', 'Joined.').called('trimTranscript')).toHaveLength(2);
  });
});

describe('a quick answer', () => {
  const told = attending.done('operation', ended());

  test('B7: is one reply and nothing else: no chat, no event of an operation', () => {
    const reply = {
      id: 'operation-1!',
      text: 'It has ended: done.',
      lane: 'main',
      kind: 'answer',
      operationId: 'operation-1',
    };
    expect(told.state).toBe('idle');
    expect(told.emitted).toEqual([{ type: 'reply', ...reply }]);
    expect(told.started('chat')).toEqual([]);
    expect(told.context).toMatchObject({ told: null, operation: null, outcome: null, interim: [], reply: '' });
    expect(told.context.transcript.at(-1)).toEqual({
      id: 'operation-1!',
      role: 'assistant',
      content: 'It has ended: done.',
      lane: 'main',
      kind: 'answer',
      turn: 'operation-1',
      operationId: 'operation-1',
      at: 2,
    });
  });

  test('of an operation that had something to regret is told all the same, and what it was is reported', () => {
    const conversation = attending
      .send(failed('operation', 'overloaded'))
      .done('operation', ended({ status: 'failed' }));
    expect(conversation.emitted).toMatchObject([
      { type: 'failure', source: 'operation', error: 'overloaded' },
      { type: 'reply', text: 'It has ended: failed.' },
    ]);
    expect(failuresOf(told)).toEqual([]);
  });

  test('of an operation that broke is told as failed', () => {
    const conversation = attending.broken('operation');
    expect(conversation.state).toBe('idle');
    expect(conversation.emitted).toMatchObject([
      { type: 'failure', source: 'operation', error: 'boom' },
      { type: 'reply', id: 'operation-1!', text: 'It has ended: failed.' },
    ]);
  });
});

describe('what a long tool does', () => {
  test('B1: brings the chat, once, and is shown once', () => {
    expect(operating.emitted).toMatchObject([
      { type: 'progress', operationId: 'operation-1', run: runOf('running'), etaMs: expect.any(Number) },
      { type: 'operation', operationId: 'operation-1', status: 'running', runs: [runOf('running')] },
    ]);
    expect(operating.started('chat')).toEqual([
      {
        conversationId: 'customer-1',
        operationId: 'operation-1',
        session: { name: 'Ada' },
        turns: 0,
        history: [expect.objectContaining({ id: 'user/first' })],
        questions: [],
        runs: [runOf('running')],
        queue: [],
      },
    ]);
  });

  test('a second long tool of the operation finds the chat there: nothing starts anew', () => {
    expect(happened(asked, asked.send(wentLong()))).toEqual(NOTHING);
  });

  test('C5: words that were held while the model thought are the first questions of the chat', () => {
    const conversation = attending.send(said('Hello?', 'a')).send(wentLong());
    expect(conversation.started('chat')).toMatchObject([
      { history: [{ id: 'user/first' }], questions: [{ id: 'user/a' }] },
    ]);
    expect(conversation.context.unanswered).toEqual(['user/a']);
  });

  test('the word that it begins is said, and stands in the transcript, whoever has the floor', () => {
    const acknowledged = { type: 'operation.acknowledged', operationId: 'operation-1', text: 'I begin.' } as const;
    for (const place of [attending, operating]) {
      const conversation = place.send(acknowledged);
      expect(repliesOf(conversation)).toEqual([
        {
          type: 'reply',
          id: 'operation-1/acknowledgment',
          text: 'I begin.',
          lane: 'main',
          kind: 'acknowledgment',
          operationId: 'operation-1',
        },
      ]);
      expect(conversation.context.transcript.at(-1)).toMatchObject({
        id: 'operation-1/acknowledgment',
        turn: 'operation-1',
        lane: 'main',
        kind: 'acknowledgment',
        at: place.context.now + 1,
      });
    }
  });

  test('B9: its progress is noted by run and shown, and the chat is told of it', () => {
    const second = runOf('running', 'call-2', 0);
    const conversation = operating.send(progressed(runOf('succeeded', 'call-1', 100))).send(progressed(second));
    expect(conversation.context.operation?.runs).toEqual([runOf('succeeded', 'call-1', 100), second]);
    expect(conversation.emitted.slice(-1)).toEqual([
      { type: 'progress', operationId: 'operation-1', run: second, etaMs: expect.any(Number) },
    ]);
    expect(conversation.sent('chat')).toMatchObject([
      { type: 'operation.progressed', run: { status: 'succeeded' } },
      { type: 'operation.progressed', run: second },
    ]);
  });

  test('that a run has stalled is noted, shown and told like any progress, and to the user, once', () => {
    const news = progressed({ ...runOf('running'), stalled: true });
    const conversation = operating.send(news).send(news);
    expect(conversation.context.operation?.runs).toEqual([news.run]);
    expect(conversation.sent('chat')).toMatchObject([
      { type: 'operation.progressed', run: { stalled: true } },
      { type: 'operation.progressed', run: { stalled: true } },
    ]);
    expect(repliesOf(conversation)).toMatchObject([
      {
        id: 'operation-1/call-1/stalled',
        kind: 'interim',
        lane: 'chat',
        text: DEFAULT_PHRASES.stalled(news.run.label),
      },
    ]);
    expect(conversation.emitted.slice(-3).map(({ type }) => type)).toEqual(['progress', 'reply', 'progress']);
  });

  test('what it learned of the user is known at once, also to the chat', () => {
    const facts = { type: 'operation.learned', operationId: 'operation-1', facts: { verified: true } } as const;
    for (const place of [attending, operating]) {
      expect(place.send(facts).context.session).toEqual({ name: 'Ada', verified: true });
    }
    expect(operating.send(facts).sent('chat')).toEqual([learned]);
    expect(attending.send(facts).send(wentLong()).started('chat')).toMatchObject([{ session: { verified: true } }]);
  });
});

describe('what the chat does', () => {
  test('C1: its turn is noted', () => {
    expect(asked.context).toMatchObject({
      turns: 1,
      chatTurn: { turnId: 'turn-1', startedAt: operating.context.now + 2, completedAt: null, abortedAt: null },
    });
    const free = asked.send(answered(1, ['user/second'])).send(unlocked(1));
    expect(free.context.chatTurn).toMatchObject({ completedAt: asked.context.now + 2, abortedAt: null });
    const aborted = asked.send(unlocked(1, true));
    expect(aborted.context.chatTurn).toMatchObject({ completedAt: null, abortedAt: asked.context.now + 1 });
  });

  test('C3: its turn is answered once', () => {
    const once = asked.send(answered(1, ['user/second']));
    expect(happened(once, once.send(answered(1, ['user/second'])))).toEqual(NOTHING);
  });

  test('its answer is said at once, and takes up just the questions it answers', () => {
    const conversation = asked.send(said('And now?', 'third')).send(answered(1, ['user/second']));
    expect(conversation.context.unanswered).toEqual(['user/third']);
    expect(userEntries(conversation).map(({ id, turn }) => [id, turn])).toEqual([
      ['user/first', 'operation-1'],
      ['user/second', 'turn-1'],
      ['user/third', undefined],
    ]);
    expect(repliesOf(conversation)).toEqual([
      { type: 'reply', id: 'turn-1', text: 'Answer 1.', lane: 'chat', kind: 'interim', operationId: 'operation-1' },
    ]);
    expect(conversation.context.transcript.at(-1)).toMatchObject({ id: 'turn-1', turn: 'turn-1', lane: 'chat' });
    expect(conversation.context.interim).toEqual([
      { turnId: 'turn-1', questions: ['Are you there?'], answer: 'Answer 1.', statusOnly: false },
    ]);
  });

  test('E5: each of its answers is a pair with all it answers', () => {
    const conversation = asked
      .send(said('One.', 'a'))
      .send(said('Two.', 'b'))
      .send(answered(1, ['user/second']))
      .send(unlocked(1))
      .send(lockedOn(2))
      .send(answered(2, ['user/a', 'user/b'], true));
    expect(conversation.context.interim.map(({ questions, statusOnly }) => [questions, statusOnly])).toEqual([
      [['Are you there?'], false],
      [['One.', 'Two.'], true],
    ]);
  });

  test('C3: an answer of the turn that was told to stop is dropped', () => {
    expect(aborting.send(answered(1, ['user/second'])).emitted).toEqual(aborting.emitted);
    expect(aborting.send(answered(1, ['user/second'])).context.unanswered).toEqual(['user/second']);
  });

  test('C3: an answer of another turn is dropped', () => {
    expect(happened(asked, asked.send(answered(7, ['user/second'])))).toEqual(NOTHING);
  });

  test('C5: a turn that fails while the tool runs is put off in words, and its question is kept', () => {
    const conversation = asked.send(failed('chat')).send(unlocked(1, true));
    expect(conversation.state).toEqual(accompanied({ operating: 'talking' }));
    expect(conversation.emitted.slice(-2)).toEqual([
      { type: 'failure', source: 'chat', error: 'boom' },
      {
        type: 'reply',
        id: 'turn-1/later',
        text: DEFAULT_PHRASES.putOff,
        lane: 'chat',
        kind: 'interim',
        operationId: 'operation-1',
      },
    ]);
    expect(conversation.context).toMatchObject({ unanswered: ['user/second'], interim: [] });
    expect(conversation.context.transcript.at(-1)).toMatchObject({
      id: 'turn-1/later',
      content: DEFAULT_PHRASES.putOff,
    });
  });

  test('a turn that fails when the result is there is only reported: the result is coming', () => {
    const conversation = settling.send(failed('chat')).send(unlocked(1, true));
    expect(failuresOf(conversation)).toEqual([{ type: 'failure', source: 'chat', error: 'boom' }]);
    expect(repliesOf(conversation)).toEqual([]);
    expect(conversation.context).toMatchObject({
      unanswered: ['user/second'],
      chatTurn: { abortedAt: settling.context.now + 1 },
    });
  });

  test('a turn that ends well, or that was told to stop, is not put off', () => {
    expect(asked.send(unlocked(1)).emitted).toEqual(asked.emitted);
    expect(aborting.send(unlocked(1, true)).emitted).toEqual(aborting.emitted);
  });
});

describe('when the chat breaks', () => {
  const broken = asked.broken('chat');

  test('the operation goes on, words are held, and the turn counts as aborted', () => {
    expect(broken.state).toEqual({ engaged: 'attending' });
    expect(broken.children).toContain('operation');
    expect(broken.started('operation')).toHaveLength(1);
    expect(broken.emitted.at(-1)).toEqual({ type: 'failure', source: 'chat', error: 'boom' });
    expect(broken.context).toMatchObject({
      unanswered: ['user/second'],
      chatAbort: null,
      chatTurn: { completedAt: null, abortedAt: broken.context.now },
    });
    expect(broken.context.now).toBe(asked.context.now + 1);
    const later = broken.send(said('Hello?', 'third'));
    expect(later.context.unanswered).toEqual(['user/second', 'user/third']);
  });

  test('a turn that was aborted before stays so, at its time', () => {
    const before = asked.send(failed('chat', 'no line')).send(unlocked(1, true));
    expect(before.context.chatTurn?.abortedAt).not.toBeNull();
    expect(before.broken('chat').context.chatTurn).toEqual(before.context.chatTurn);
  });

  test('a turn that was completed stays so', () => {
    const conversation = asked
      .send(answered(1, ['user/second']))
      .send(unlocked(1))
      .broken('chat');
    expect(conversation.context.chatTurn).toMatchObject({ completedAt: asked.context.now + 2, abortedAt: null });
    expect(operating.broken('chat').context.chatTurn).toBe(null);
  });

  test('the next long tool brings a new chat, with the words that were held and the next turn', () => {
    const again = broken.send(said('Hello?', 'third')).send(wentLong());
    expect(again.state).toEqual(accompanied({ operating: 'talking' }));
    expect(again.started('chat')).toHaveLength(2);
    expect(again.started('chat').at(-1)).toMatchObject({
      turns: 1,
      questions: [{ id: 'user/second' }, { id: 'user/third' }],
    });
  });

  test('and the operation ends, its result is told as that of a long one, and the words are the next request', () => {
    const conversation = broken.done('operation', painted);
    expect(repliesOf(conversation)).toMatchObject([{ id: 'operation-1!', kind: 'announcement' }]);
    expect(conversation.started('operation').at(-1)).toMatchObject({ request: [{ id: 'user/second' }] });
  });

  test.each([
    ['settling', settling],
    ['aborting', aborting],
  ])('while it is %s, the result is told', (_, place) => {
    const conversation = place.broken('chat');
    expect(repliesOf(conversation)).toMatchObject([{ id: 'operation-1!', kind: 'announcement' }]);
    expect(conversation.context.chatAbort).toBe(null);
    expect(conversation.started('operation').at(-1)).toMatchObject({ request: [{ id: 'user/second' }] });
  });
});

describe('C6: when the operation has ended, the chat is asked to close', () => {
  test('and finishes its sentence, for a time', () => {
    expect(settling.sent('chat').slice(asked.sent('chat').length)).toEqual([{ type: 'chat.close' }]);
    expect(settling.called('startTimer')).toEqual([{ bound: 'secondaryPatience' }]);
    expect(settling.timers).toEqual(['secondaryPatience']);
    expect(settling.emitted).toEqual(asked.emitted);
  });

  test('and its last answer is still said and joined', () => {
    expect(repliesOf(synthesizing)).toMatchObject([{ id: 'turn-1', kind: 'interim' }]);
    expect(synthesizing.started('synthesize')).toMatchObject([{ interim: [{ turnId: 'turn-1' }] }]);
  });

  test('C3: but not for ever: then it is told to stop, once, and which turn is noted', () => {
    expect(aborting.sent('chat').slice(settling.sent('chat').length)).toEqual([{ type: 'chat.abort' }]);
    expect(aborting.context.chatAbort).toEqual({
      turnId: 'turn-1',
      reason: 'secondaryPatience',
      at: settling.context.now + 1,
    });
    expect(aborting.timers).toEqual([]);
    expect(settling.context.chatAbort).toBe(null);
    expect(aborting.send(unlocked(1, true)).context.chatAbort).toBe(null);
  });

  test('and what it had been asked is the next request', () => {
    const conversation = aborting.send(unlocked(1, true)).done('chat');
    expect(repliesOf(conversation)).toMatchObject([{ id: 'operation-1!' }]);
    expect(conversation.started('operation').at(-1)).toMatchObject({
      operationId: 'operation-2',
      request: [{ id: 'user/second' }],
    });
  });

  test('D3: also when it broke: a run it had going is unknown', () => {
    const runs = [runOf('succeeded', 'call-1', 100), runOf('running', 'call-2')];
    const conversation = runs.reduce((at, run) => at.send(progressed(run)), operating).broken('operation');
    expect(conversation.state).toEqual(accompanied('settling'));
    expect(conversation.context.outcome).toEqual({
      operationId: 'operation-1',
      status: 'failed',
      text: '',
      runs: [runOf('succeeded', 'call-1', 100), runOf('unknown', 'call-2')],
      offer: null,
      mayHaveChanged: true,
      doubtful: ['paint'],
    });
    expect(failuresOf(conversation)).toEqual([{ type: 'failure', source: 'operation', error: 'boom' }]);
    expect(failuresOf(operating.broken('operation', 'no line'))).toEqual([
      { type: 'failure', source: 'operation', error: 'no line' },
    ]);
    const told = conversation.done('chat');
    expect(told.emitted.slice(-3)).toEqual([
      { type: 'failure', source: 'operation', error: 'boom' },
      expect.objectContaining({ type: 'reply', id: 'operation-1!', text: 'It has ended: failed.' }),
      {
        type: 'operation',
        operationId: 'operation-1',
        status: 'failed',
        runs: [runOf('succeeded', 'call-1', 100), runOf('unknown', 'call-2')],
      },
    ]);
  });
});

describe('result and talk', () => {
  const interim = (...kinds: boolean[]) =>
    kinds.reduce(
      (at, statusOnly, index) =>
        at
          .send(said('Well?', `question-${index}`))
          .send(lockedOn(index + 1))
          .send(answered(index + 1, [`user/question-${index}`], statusOnly))
          .send(unlocked(index + 1)),
      operating,
    );

  test.each<[string, boolean[], RunStatus['status'][], boolean]>([
    ['talk and a success', [false], ['succeeded'], true],
    ['talk beside a status check and a success', [true, false], ['succeeded'], true],
    ['talk, a success and a failure', [false], ['succeeded', 'failed'], true],
    ['a status check and a success', [true], ['succeeded'], false],
    ['no talk and a success', [], ['succeeded'], false],
    ['talk and a failure', [false], ['failed'], false],
    ['talk and a doubt', [false], ['unknown'], false],
    ['talk and a run that was stopped', [false], ['cancelled'], false],
    ['talk and no run', [false], [], false],
  ])('E3: %s become one reply if there is something to join', (_, kinds, statuses, isJoined) => {
    const runs = statuses.map((status, index) => runOf(status, `call-${index}`));
    const conversation = interim(...kinds)
      .done('operation', ended({ runs }))
      .done('chat');
    expect(conversation.state).toBe(isJoined ? 'synthesizing' : 'idle');
    expect(conversation.started('synthesize')).toHaveLength(isJoined ? 1 : 0);
    expect(repliesOf(conversation).filter(({ kind }) => kind === 'announcement')).toHaveLength(isJoined ? 0 : 1);
  });

  test('E3, E5: are joined from the plain reply, the runs, and the talk that was not of the status alone', () => {
    const conversation = interim(true, false).done('operation', painted).done('chat');
    expect(conversation.started('synthesize')).toEqual([
      {
        conversationId: 'customer-1',
        operationId: 'operation-1',
        session: { name: 'Ada' },
        reply: 'It has ended: done.',
        runs: [runOf('succeeded')],
        interim: [{ turnId: 'turn-2', questions: expect.any(Array), answer: 'Answer 2.', statusOnly: false }],
      },
    ]);
    expect(conversation.timers).toEqual(['synthesisTimeout']);
    expect(conversation.called('startTimer').at(-1)).toEqual({ bound: 'synthesisTimeout' });
  });

  test.each<[string, (at: Conversation) => Conversation, string, string[]]>([
    ['ends', (at) => at.done('synthesize', 'Joined.'), 'Joined.', []],
    ['says nothing', (at) => at.done('synthesize', ' \n'), 'It has ended: done.', []],
    ['breaks', (at) => at.broken('synthesize'), 'It has ended: done.', ['boom']],
    [
      'takes too long',
      (at) => at.runOut('synthesisTimeout'),
      'It has ended: done.',
      ['the synthesis took too long; the plain result was told'],
    ],
  ])('E13: when the joining %s, one reply tells the result', (_, end, text, errors) => {
    const conversation = end(synthesizing);
    expect(conversation.state).toBe('idle');
    expect(repliesOf(conversation).slice(1)).toEqual([
      { type: 'reply', id: 'operation-1!', text, lane: 'main', kind: 'announcement', operationId: 'operation-1' },
    ]);
    expect(failuresOf(conversation)).toEqual(errors.map((error) => ({ type: 'failure', source: 'synthesis', error })));
    expect(conversation.timers).toEqual([]);
  });

  test('B2, B7: are told and then the operation is shown as ended, by its outcome, and nothing of it is left', () => {
    const conversation = synthesizing.done('synthesize', 'Joined.');
    expect(conversation.emitted.slice(-2)).toMatchObject([
      { type: 'reply', id: 'operation-1!' },
      { type: 'operation', operationId: 'operation-1', status: 'done', runs: painted.runs },
    ]);
    expect(conversation.context).toMatchObject({ operation: null, outcome: null, interim: [], reply: '' });
    expect(conversation.context.told).toEqual({
      operationId: 'operation-1',
      status: 'done',
      delivery: 'told',
      at: conversation.context.now,
      runs: [{ runId: 'operation-1/call-1', tool: 'paint', outcome: 'succeeded' }],
    });
  });

  test('E4: of the next operation are its own', () => {
    const next = synthesizing
      .done('synthesize', 'Joined.')
      .send(said('And the garden.'))
      .send(wentLong('operation-2'))
      .send(said('Well?', 'x'))
      .send(lockedOn(2))
      .send(answered(2, ['x']))
      .done('operation', ended({ operationId: 'operation-2', runs: [runOf('succeeded')] }))
      .done('chat');
    expect(next.started('chat').at(-1)).toMatchObject({ turns: 1, runs: [] });
    expect(next.started('synthesize').at(-1)).toMatchObject({ interim: [{ turnId: 'turn-2' }] });
    expect(repliesOf(next.done('synthesize', 'Both.')).map(({ id }) => id)).toEqual([
      'turn-1',
      'operation-1!',
      'turn-2',
      'operation-2!',
    ]);
  });
});

describe('C10: a cancel', () => {
  test.each(places)('reaches the operation while it is at work, and nobody else: %s', (_, place) => {
    const isAtWork = place.children.includes('operation') && place.context.outcome === null;
    for (const event of [cancel(), cancel('operation-1')]) {
      const later = place.send(event);
      expect(later.sent('operation')).toEqual(isAtWork ? [{ type: 'operation.cancel' }] : []);
      const stopping = { operation: { ...place.context.operation, stopping: true } };
      const context = isAtWork ? stopping : {};
      expect(happened(place, later)).toEqual({ ...NOTHING, context, deeds: isAtWork ? ['xstate.sendTo'] : [] });
    }
  });

  test.each(places)('of another operation is ignored: %s', (_, place) => {
    expect(happened(place, place.send(cancel('operation-7')))).toEqual(NOTHING);
  });

  test('reaches the operation also when the chat is broken', () => {
    expect(asked.broken('chat').send(cancel()).sent('operation')).toEqual([{ type: 'operation.cancel' }]);
  });
});

describe('C10: what can not be stopped', () => {
  const stubborn: RunStatus = { ...runOf('running'), unstoppable: true };
  const working = attending.send(progressed(stubborn)).send(wentLong());
  const refusals = (conversation: Conversation) =>
    conversation.emitted.filter((event) => event.type === 'reply' && event.id.includes('unstoppable'));

  test.each([undefined, 'operation-1'])('goes on, and whoever cancels hears so, each time (%s)', (operationId) => {
    const twice = working.send(cancel(operationId)).send(cancel(operationId));
    expect(twice.sent('operation')).toEqual([]);
    expect(refusals(twice)).toHaveLength(2);
    expect(new Set(refusals(twice).map((event) => (event as unknown as Reply).id)).size).toBe(2);
  });

  test('says nothing to a cancel of another operation, and nothing when it has come to its end', () => {
    expect(happened(working, working.send(cancel('operation-7')))).toEqual(NOTHING);
    const told = working
      .send(said('And?'))
      .send(lockedOn(1))
      .done('operation', ended({ runs: [stubborn] }));
    expect(told.state).toEqual(accompanied('settling'));
    expect(happened(told, told.send(cancel()))).toEqual(NOTHING);
  });

  test('is only that run: the next can be stopped', () => {
    const next = working
      .send(progressed({ ...stubborn, status: 'succeeded' }))
      .send(progressed(runOf('running', 'call-2')))
      .send(cancel());
    expect(refusals(next)).toEqual([]);
    expect(next.sent('operation')).toEqual([{ type: 'operation.cancel' }]);
  });
});

describe('what the app learns of the user', () => {
  test.each(places)('is known to the conversation: %s', (_, place) => {
    expect(place.send(learned).context.session).toEqual({ name: 'Ada', verified: true });
  });

  test.each(places)('reaches the operation while it is at work: %s', (_, place) => {
    const isAtWork = place.children.includes('operation') && place.context.outcome === null;
    expect(place.send(learned).sent('operation')).toEqual(isAtWork ? [learned] : []);
  });

  test.each([
    ['operating', operating],
    ['operating, with the chat locked', asked],
    ['settling', settling],
  ])('reaches the chat: %s', (_, place) => {
    expect(place.send(learned).sent('chat').slice(place.sent('chat').length)).toEqual([learned]);
  });
});

describe('trouble in the work beside it', () => {
  test.each(places)('is reported with its source and changes nothing: %s', (_, place) => {
    for (const source of ['operation', 'chat', 'store'] as const) {
      const later = place.send(failed(source));
      expect(later.emitted.slice(place.emitted.length)).toEqual([{ type: 'failure', source, error: 'boom' }]);
      expect(happened(place, later)).toEqual({ ...NOTHING, deeds: ['xstate.emit'] });
    }
  });
});

describe('trouble with the store', () => {
  test.each(places)('is reported and changes nothing: %s', (_, place) => {
    for (const later of [place.send(failed('store', 'full')), place.broken('recorder', 'full')]) {
      expect(later.emitted.at(-1)).toEqual({ type: 'failure', source: 'store', error: 'full' });
      expect({ ...happened(place, later), deeds: [] }).toEqual(NOTHING);
      expect(later.emitted).toHaveLength(place.emitted.length + 1);
    }
  });

  test('the recorder is started once, under the name of the conversation', () => {
    for (const [, place] of places) expect(place.started('recorder')).toEqual([{ conversationId: 'customer-1' }]);
  });
});

/** Every event there is, of work that is at hand and of work that is not. */
const events = {
  'user.said': [said('Hello?'), said('Hello?', 'mine'), said('Hello?', 'first'), said(' ')],
  'session.updated': [learned, { type: 'session.updated', facts: {} }],
  'operation.cancel': [cancel(), cancel('operation-1'), cancel('operation-7')],
  'operation.acknowledged': ['operation-1', 'operation-7'].map((operationId) => ({
    type: 'operation.acknowledged',
    operationId,
    text: 'I begin.',
  })),
  'operation.progressed': ['operation-1', 'operation-7'].flatMap((operationId) => [
    progressed(runOf('running'), operationId),
    progressed({ ...runOf('running'), stalled: true }, operationId),
  ]),
  'operation.wentLong': [wentLong(), wentLong('operation-7')],
  'operation.learned': ['operation-1', 'operation-7'].map((operationId) => ({
    type: 'operation.learned',
    operationId,
    facts: { verified: true },
  })),
  'user.saying': [{ type: 'user.saying', text: 'Pai' }],
  'request.enqueue': [{ type: 'request.enqueue', text: 'My bill.' }],
  'user.fellSilent': [{ type: 'user.fellSilent' }],
  'reply.delivered': ['operation-1!', 'turn-1'].map((id) => ({ type: 'reply.delivered', id })),
  'reply.interrupted': [
    { type: 'reply.interrupted', id: 'operation-1!' },
    { type: 'reply.interrupted', id: 'operation-1!', heard: 'It' },
    { type: 'reply.interrupted', id: 'turn-1', heard: 'Su' },
  ],
  'process.restarted': [{ type: 'process.restarted' }],
  'confirmation.given': ['operation-1/call-9', 'operation-7/call-9'].map((token) => ({
    type: 'confirmation.given',
    token,
  })),
  'chat.locked': [lockedOn(1), lockedOn(2)],
  'chat.answered': [answered(1, ['user/second']), answered(1, []), answered(7, ['user/second'])],
  'chat.unlocked': [unlocked(1), unlocked(1, true), unlocked(7), unlocked(7, true)],
  'work.failed': [failed('operation'), failed('chat'), failed('store', 'full')],
} satisfies Record<ConversationEvent['type'], ConversationEvent[]>;
const all: ConversationEvent[] = Object.values(events).flat();

describe('D6: what nobody can tell of a tool', () => {
  const doubted = ended({ doubtful: ['paint'] });
  const doubtfulOf = (conversation: Conversation) =>
    conversation.started('operation').map((given) => (given as { doubtful: string[] }).doubtful);

  test('is known to the operation for words that were said before it was told, and to no later one', () => {
    const second = attending.send(said('And?')).done('operation', doubted);
    expect(doubtfulOf(second)).toEqual([[], ['paint']]);
    const third = second.send(said('Well?')).done('operation', ended({ operationId: 'operation-2' }));
    expect(doubtfulOf(third)).toEqual([[], ['paint'], []]);
  });

  test('is known for words of the very moment it was told', () => {
    const still = play(pure, { id: 'customer-1' }).send(said('Paint.')).send(said('And?'));
    expect(doubtfulOf(still.done('operation', doubted))).toEqual([[], ['paint']]);
  });
});

describe('B8: what was done', () => {
  const keyed = ended({ runs: [{ ...runOf('succeeded'), sameKey: 'paint blue' }] });
  const bill = { type: 'request.enqueue', text: 'My bill.' } as const;
  const repeatedOf = (conversation: Conversation) =>
    conversation.started('operation').map((given) => (given as { repeated: string[] }).repeated);

  test('is known to the operation for words that were said before it was told', () => {
    expect(repeatedOf(attending.send(said('And?')).done('operation', keyed))).toEqual([[], ['paint blue']]);
    expect(repeatedOf(attending.send(bill).done('operation', keyed))).toEqual([[], ['paint blue']]);
  });

  test('is not known to one for words that were said after it was told, though others wait that were said before', () => {
    const billing = attending.send(bill).send(bill).done('operation', keyed);
    const painting = billing.send(said('Paint it again.')).done('operation', ended({ operationId: 'operation-2' }));
    expect(painting.context.done).toHaveLength(1);
    expect(repeatedOf(painting)).toEqual([[], ['paint blue'], []]);
  });

  test('is forgotten with the next result when nothing waits any more', () => {
    expect(attending.done('operation', keyed).context.done).toEqual([{ sameKey: 'paint blue', after: 1 }]);
    const billed = attending.send(bill).done('operation', keyed);
    expect(billed.done('operation', ended({ operationId: 'operation-2' })).context.done).toEqual([]);
  });
});

test('alone, with no slot filled, it comes back to idle after every outcome', () => {
  const alone = play(conversationMachine, { id: 'customer-1' }).send(said('Paint.'));
  const quick = alone.done('operation', ended());
  expect(quick).toMatchObject({ state: 'idle', isOver: false });
  const long = alone.send(progressed(runOf('running'))).send(wentLong());
  const told = long.done('operation', painted).done('chat');
  expect(told).toMatchObject({ state: 'idle', context: { announcements: [], operation: null } });
});

describe('no event breaks it', () => {
  test.each(places)('not even two of any kind, one after the other: %s', (_, place) => {
    for (const once of all.map((event) => place.send(event))) {
      expect(all.filter((event) => once.send(event).isOver)).toEqual([]);
    }
  });

  test.each(places)('and what another operation reports changes nothing: %s', (_, place) => {
    const stale = all.filter((event) => 'operationId' in event && event.operationId === 'operation-7');
    expect(stale).toHaveLength(6);
    for (const event of stale) expect(happened(place, place.send(event))).toEqual(NOTHING);
  });

  test.each(places)('and what is no event of its own changes nothing: %s', (_, place) => {
    for (const type of ['nonsense', 'chat.close', 'tool.answered', 'run.cancel']) {
      expect(happened(place, place.send({ type } as never))).toEqual(NOTHING);
    }
  });

  test('and when nobody works, no report of an operation or a chat changes anything', () => {
    const told = synthesizing.done('synthesize', 'Joined.');
    const reports = all.filter(({ type }) => /^(operation|chat)/.test(type));
    for (const event of reports) expect(happened(told, told.send(event))).toEqual(NOTHING);
  });
});

describe('B2, C5: any events in any order', () => {
  const inTurn = ({ context: { chatTurn }, children }: Conversation) =>
    children.includes('chat') && chatTurn !== null && chatTurn.completedAt === null && chatTurn.abortedAt === null;
  /** What the chat may say while it holds the lock. */
  const saidInTurn = (report: (at: Conversation) => ChatReport) => (at: Conversation) =>
    inTurn(at) ? at.send(report(at)) : undefined;
  const reported = (event: (operationId: string) => ConversationEvent) => (at: Conversation) =>
    at.children.includes('operation') && at.context.outcome === null && at.context.operation
      ? at.send(event(at.context.operation.operationId))
      : undefined;
  const endsAs = (runs: RunStatus[]) => (at: Conversation) =>
    at.context.outcome === null
      ? ends<typeof chart>('operation', ended({ operationId: at.context.operation?.operationId ?? '', runs }))(at)
      : undefined;
  const moves: Moves<typeof conversationMachine> = {
    say: (at) => at.send(said('Hello?')),
    cancel: (at) => at.send(cancel()),
    'goes long': reported(wentLong),
    'is done': endsAs([]),
    'has painted': endsAs([runOf('succeeded')]),
    'operation breaks': (at) => (at.context.outcome === null ? breaks<typeof chart>('operation')(at) : undefined),
    locks: (at) =>
      at.children.includes('chat') && !inTurn(at) && at.context.unanswered.length > 0 && at.context.outcome === null
        ? at.send(lockedOn(at.context.turns + 1))
        : undefined,
    answers: saidInTurn(({ context }) => answered(context.turns, context.unanswered)),
    unlocks: saidInTurn(({ context }) => unlocked(context.turns)),
    fails: saidInTurn(({ context }) => unlocked(context.turns, true)),
    'chat closes': (at) => (at.context.outcome && !inTurn(at) ? ends<typeof chart>('chat')(at) : undefined),
    'chat breaks': breaks('chat'),
    patience: runsOut('secondaryPatience'),
    joins: ends('synthesize', 'Joined.'),
    'joining breaks': breaks('synthesize'),
  };
  let orders: { at: Conversation; made: string[] }[] = [];
  beforeAll(() => {
    orders = [...everyOrder(begin(), moves, 5), ...everyOrder(asked, moves, 4)];
  });

  test('tell each operation once, in order, and none before it has ended', () => {
    expect(orders.length).toBeGreaterThan(2000);
    for (const { at } of orders) {
      const tellings = repliesOf(at).filter(({ kind }) => kind === 'answer' || kind === 'announcement');
      const begun = at.started('operation').length;
      const told = at.state === 'idle' ? begun : begun - 1;
      expect(tellings.map(({ id }) => id)).toEqual(
        Array.from({ length: told }, (_, index) => `operation-${index + 1}!`),
      );
      expect(at.context.operations).toBe(begun);
      expect(tellings.filter(({ text }) => text.trim() === '')).toEqual([]);
    }
  });

  test('lose no word: each waits, or belongs to an operation or to a turn that answered it', () => {
    for (const { at } of orders) {
      const waiting = userEntries(at).filter(({ turn }) => turn === undefined);
      expect(waiting.map(({ id }) => id)).toEqual(at.context.unanswered);
      const answering = new Set([...repliesOf(at).map(({ id }) => id), at.context.operation?.operationId]);
      const lost = userEntries(at).filter(({ turn }) => turn && !answering.has(turn) && !answering.has(`${turn}!`));
      expect(lost).toEqual([]);
      if (at.state === 'idle') expect(waiting).toEqual([]);
    }
  });

  test('bring the chat only beside an operation that went long, and close it when that has ended', () => {
    for (const { at } of orders) {
      const { operation, outcome } = at.context;
      if (at.children.includes('chat')) expect(operation?.long).toBe(true);
      const closes = at.sent('chat').filter((event) => (event as { type: string }).type === 'chat.close');
      const isClosing = at.children.includes('chat') && outcome !== null;
      expect(at.timers.includes('secondaryPatience') || isAborting(at)).toBe(isClosing);
      expect(closes.length).toBeLessThanOrEqual(at.started('operation').length);
      if (isClosing) expect(closes.length).toBeGreaterThan(0);
    }
  });

  test('B7: show an operation as running when it brings the chat, and as ended when it is announced', () => {
    for (const { at } of orders) {
      const shown = at.emitted.flatMap((event) => (event.type === 'operation' ? [event] : []));
      const announced = repliesOf(at).filter(({ kind }) => kind === 'announcement');
      expect(shown.filter(({ status }) => status !== 'running').map(({ operationId }) => operationId)).toEqual(
        announced.map(({ operationId }) => operationId),
      );
      expect(shown.filter(({ status }) => status === 'running')).toHaveLength(at.started('chat').length);
    }
  });
});

function isAborting({ state }: Conversation): boolean {
  return JSON.stringify(state) === JSON.stringify(aborting.state);
}
