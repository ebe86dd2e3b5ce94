import { beforeAll, describe, expect, test } from 'vitest';
import type { ModelLine } from '../../machines/main-operation-protocol.ts';
import type { Entry, ToolCall } from '../../machines/messages.ts';
import { secondaryChatMachine } from '../../machines/secondary-chat.ts';
import { breaks, ends, everyOrder, runsOut, type Moves } from './every-order.ts';
import { play, type Play } from './play-chart.ts';
import { runOf } from '../kit/run-of.ts';

type Chat = Play<typeof secondaryChatMachine>;

const questionOf = (id: string): Entry => ({ id, role: 'user', content: `question ${id}`, lane: 'main', at: 0 });
const told = questionOf('told');
const run = runOf();
const site = { conversationId: 'customer-1', operationId: 'operation-1', session: { name: 'Ada' } };
const begin = (...ids: string[]) =>
  play(secondaryChatMachine, {
    ...site,
    turns: 3,
    history: [told],
    questions: ids.map(questionOf),
    runs: [run],
    queue: [],
  });

const asked = (id: string) => ({ type: 'question.asked', question: questionOf(id) }) as const;
const close = { type: 'chat.close' } as const;
const abort = { type: 'chat.abort' } as const;
const says = (text: string): ModelLine => ({ text, calls: [] });
const wants = (...names: string[]): ModelLine => ({ text: '', calls: names.map(callOf) });
const callOf = (name: string): ToolCall => ({ id: `id of ${name}`, name, args: {} });
const foundOf = (name: string) => ({ callId: `id of ${name}`, name, content: 'found', failed: false });
const found = (...names: string[]) => ({ results: names.map(foundOf), requests: [] });

const locked = (turn: string, door = 'open') => ({ locked: { turn, door } });
const ofType = ({ told }: Chat, type: string) => told.filter((report) => report.type === type);

describe('C1: the lock', () => {
  test('is free while nobody asks anything', () => {
    expect(begin()).toMatchObject({ state: 'unlocked', told: [], children: [], timers: [] });
    expect(begin().context).toMatchObject({ turns: 3, turnId: '', asked: [], steps: [], text: '' });
  });

  test('is taken by a question at once, and that is told', () => {
    for (const chat of [begin('a'), begin().send(asked('a'))]) {
      expect(chat.state).toEqual(locked('answering'));
      expect(chat.told).toEqual([{ type: 'chat.locked', turnId: 'turn-4', turns: 4 }]);
      expect(chat.called('startTimer')).toEqual([{ bound: 'answerTimeout' }]);
      expect(chat.timers).toEqual(['answerTimeout']);
    }
  });

  test('is taken by all the questions that wait, as one turn', () => {
    const chat = begin('a', 'b', 'c');
    expect(chat.started('answer')).toEqual([
      expect.objectContaining({
        ...site,
        turnId: 'turn-4',
        history: [told],
        asked: ['a', 'b', 'c'].map(questionOf),
        steps: [],
        runs: [run],
      }),
    ]);
  });

  test('makes what is asked meanwhile wait: all of it is the next turn', () => {
    const waiting = begin('a').send(asked('b')).send(asked('c'));
    expect(waiting.started('answer')).toHaveLength(1);
    const next = waiting.done('answer', says('On a.'));
    expect(next.state).toEqual(locked('answering'));
    expect(next.started('answer').at(-1)).toMatchObject({ turnId: 'turn-5', asked: ['b', 'c'].map(questionOf) });
    expect(next.done('answer', says('On b and c.')).state).toBe('unlocked');
  });

  test('is given back by an answer, which is told before', () => {
    const chat = begin('a', 'b').done('answer', says('On both.'));
    expect(chat.state).toBe('unlocked');
    expect(chat.told).toEqual([
      { type: 'chat.locked', turnId: 'turn-4', turns: 4 },
      {
        type: 'chat.answered',
        turnId: 'turn-4',
        questions: ['a', 'b'],
        text: 'On both.',
        statusOnly: false,
        requests: [],
      },
      { type: 'chat.unlocked', turnId: 'turn-4', aborted: false },
    ]);
    expect(chat.reported).toEqual([]);
    expect([chat.children, chat.timers]).toEqual([[], []]);
  });
});

describe('C2: a turn without an answer gives the lock back all the same, and its question is not answered by it', () => {
  const boom = new Error('boom');
  const troubles: [string, (chat: Chat) => Chat, string][] = [
    ['the model fails', (chat) => chat.broken('answer', boom), 'boom'],
    ['the model fails with a mere word', (chat) => chat.broken('answer', 'no line'), 'no line'],
    ['the model says nothing', (chat) => chat.done('answer', says(' \n')), 'the chat model said nothing'],
    ['the model is silent', (chat) => chat.runOut('answerTimeout'), 'the chat model did not answer in time'],
    ['a lookup breaks', (chat) => chat.done('answer', wants('look')).broken('lookUp', boom), 'boom'],
    [
      'a lookup hangs',
      (chat) => chat.done('answer', wants('look')).runOut('answerTimeout'),
      'the chat model did not answer in time',
    ],
    ['the model never stops asking for tools', lookingUpEightTimes, 'the chat model asked for tools too often'],
  ];

  test.each(troubles)('when %s: the chat goes on', (_, trouble, error) => {
    const chat = trouble(begin('a'));
    expect(chat.state).toBe('unlocked');
    expect(chat.told.slice(1)).toEqual([{ type: 'chat.unlocked', turnId: 'turn-4', aborted: true }]);
    expect(chat.reported).toEqual([error]);
    expect([chat.children, chat.timers, chat.context.history]).toEqual([[], [], [told]]);
  });

  test.each(troubles)('when %s and others wait: they are the next turn, which begins afresh', (_, trouble, error) => {
    const chat = trouble(begin('a').send(asked('b')));
    expect(chat.started('answer').at(-1)).toMatchObject({ turnId: 'turn-5', asked: [questionOf('b')], steps: [] });
    const next = chat.done('answer', says('On b.'));
    expect(next.reported).toEqual([error]);
    expect(next.told.slice(-2)).toEqual([
      { type: 'chat.answered', turnId: 'turn-5', questions: ['b'], text: 'On b.', statusOnly: false, requests: [] },
      { type: 'chat.unlocked', turnId: 'turn-5', aborted: false },
    ]);
  });

  test.each(troubles)('when %s and it was asked to close: it closes', (_, trouble, error) => {
    const chat = trouble(begin('a').send(close));
    expect(chat).toMatchObject({ state: 'closed', isOver: true });
    expect(chat.told.slice(1)).toEqual([{ type: 'chat.unlocked', turnId: 'turn-4', aborted: true }]);
    expect(chat.reported).toEqual([error]);
  });

  test('an answer does not make up for the one before it that failed', () => {
    const chat = begin('a').done('answer', says('On a.')).send(asked('b')).broken('answer');
    expect(ofType(chat, 'chat.unlocked').map(({ aborted }) => aborted)).toEqual([false, true]);
  });
});

describe('asked to close, the chat', () => {
  test.each([
    ['close', close],
    ['abort', abort],
  ])('closes in the same step when nobody waits for it: %s', (_, event) => {
    expect(begin().send(event)).toMatchObject({ state: 'closed', isOver: true, told: [] });
  });

  test('finishes its sentence first', () => {
    const closing = begin('a').send(close);
    expect(closing.state).toEqual(locked('answering', 'closing'));
    expect(closing.timers).toEqual(['answerTimeout']);
    const chat = closing.done('answer', says('On a.'));
    expect(chat.state).toBe('closed');
    expect(chat.told.map(({ type }) => type)).toEqual(['chat.locked', 'chat.answered', 'chat.unlocked']);
  });

  test('looks up what it needs to finish it', () => {
    const closing = begin('a').done('answer', wants('look')).send(close).send(close);
    expect(closing.state).toEqual(locked('lookingUp', 'closing'));
    expect(closing.done('lookUp', found('look')).state).toEqual(locked('answering', 'closing'));
  });

  test('takes nothing up any more that waits', () => {
    const chat = begin('a').send(asked('b')).send(close).send(asked('c')).done('answer', says('On a.'));
    expect(chat.state).toBe('closed');
    expect(chat.told.map(({ type }) => type)).toEqual(['chat.locked', 'chat.answered', 'chat.unlocked']);
  });
});

describe('C3: told to stop, the chat says no more, gives the lock back and closes in the same step', () => {
  test.each<[string, (chat: Chat) => Chat]>([
    ['answering', (chat) => chat],
    ['answering, and about to close', (chat) => chat.send(close)],
    ['looking something up', (chat) => chat.done('answer', wants('look'))],
    ['looking something up, and about to close', (chat) => chat.done('answer', wants('look')).send(close)],
    ['answering while others wait', (chat) => chat.send(asked('b'))],
  ])('when it is %s', (_, before) => {
    const chat = before(begin('a')).send(abort);
    expect(chat).toMatchObject({ state: 'closed', isOver: true, children: [], timers: [] });
    expect(chat.told.slice(1)).toEqual([{ type: 'chat.unlocked', turnId: 'turn-4', aborted: true }]);
    expect(chat.reported).toEqual([]);
  });
});

describe('looking things up', () => {
  const looking = begin('a').done('answer', { text: 'Let me see.', calls: [callOf('look'), callOf('check_status')] });

  test('carries out the calls of the last line, with what is known of user and runs', () => {
    expect(looking.state).toEqual(locked('lookingUp'));
    expect(looking.context.steps).toMatchObject([{ text: 'Let me see.', results: [], long: [] }]);
    expect(looking.started('lookUp')).toEqual([
      expect.objectContaining({
        ...site,
        turnId: 'turn-4',
        runs: [run],
        calls: [callOf('look'), callOf('check_status')],
      }),
    ]);
    const again = looking.done('lookUp', found('look')).done('answer', wants('third'));
    expect(again.started('lookUp').at(-1)).toMatchObject({ calls: [callOf('third')] });
  });

  test('leads back to the model, which reads what was found, within the same time', () => {
    const first = { text: 'Let me see.', calls: [callOf('look'), callOf('check_status')], long: [] };
    const chat = looking
      .done('lookUp', found('look', 'check_status'))
      .done('answer', wants('third'))
      .done('lookUp', found('third'));
    expect(chat.started('answer').at(-1)).toMatchObject({
      steps: [
        { ...first, results: found('look', 'check_status').results },
        { text: '', calls: [callOf('third')], results: found('third').results, long: [] },
      ],
    });
    expect(chat.called('startTimer')).toHaveLength(1);
    expect(chat.timers).toEqual(['answerTimeout']);
  });

  test.each<[string, string[][], boolean]>([
    ['only the status was checked', [['check_status']], true],
    ['the status was checked twice', [['check_status'], ['check_status', 'check_status']], true],
    ['something else was looked up', [['look']], false],
    ['something else was looked up beside it', [['check_status', 'look']], false],
    ['something else was looked up after it', [['check_status'], ['look']], false],
    ['nothing was looked up', [], false],
  ])('E2: when %s, talk about the status alone is known by it', (_, rounds, statusOnly) => {
    const chat = rounds.reduce(
      (before, names) => before.done('answer', wants(...names)).done('lookUp', found(...names)),
      begin('a'),
    );
    expect(ofType(chat.done('answer', says('Done.')), 'chat.answered')).toMatchObject([{ statusOnly }]);
  });

  test('E2: a turn is not judged by the lookups of the one before', () => {
    const chat = begin('a')
      .done('answer', wants('check_status'))
      .done('lookUp', found('check_status'))
      .done('answer', says('At 40 %.'))
      .send(asked('b'))
      .done('answer', says('Rome is lovely.'));
    expect(ofType(chat, 'chat.answered').map(({ statusOnly }) => statusOnly)).toEqual([true, false]);
  });

  test('C11: may be done seven times, as the eighth reply has to be the answer', () => {
    let chat = begin('a');
    for (let round = 1; round <= 7; round += 1) {
      chat = chat.done('answer', wants('look'));
      expect(chat.state).toEqual(locked('lookingUp'));
      chat = chat.done('lookUp', found('look'));
    }
    expect(ofType(chat.done('answer', says('Here it is.')), 'chat.answered')).toHaveLength(1);
    expect(lookingUpEightTimes(begin('a')).started('answer')).toHaveLength(8);
  });
});

describe('what the chat knows', () => {
  test('of what was said grows by the questions it answered and its answer, and by nothing else', () => {
    const chat = begin('a', 'b')
      .done('answer', wants('look'))
      .done('lookUp', found('look'))
      .done('answer', says('On both.'))
      .send(asked('c'))
      .broken('answer')
      .send(asked('d'));
    const { history } = chat.started('answer').at(-1) as { history: Entry[] };
    expect(history).toEqual([
      told,
      { ...questionOf('a'), turn: 'turn-4' },
      { ...questionOf('b'), turn: 'turn-4' },
      {
        id: 'turn-4',
        role: 'assistant',
        content: 'On both.',
        lane: 'chat',
        turn: 'turn-4',
        operationId: 'operation-1',
        at: 0,
      },
    ]);
  });

  test('of a run is the newest report, in every state', () => {
    const news = { type: 'operation.progressed', run: { ...run, percent: 40 } } as const;
    const second = { ...run, runId: 'operation-1/call-2' };
    const runs = [news.run];
    expect(begin().send(news).send(asked('a')).started('answer')).toMatchObject([{ runs }]);
    expect(begin('a').send(news).done('answer', wants('look')).started('lookUp')).toMatchObject([{ runs }]);
    const looking = begin('a').done('answer', wants('look')).send(news);
    expect(looking.done('lookUp', found('look')).started('answer').at(-1)).toMatchObject({ runs });
    expect(looking.send({ ...news, run: second }).context.runs).toEqual([news.run, second]);
  });

  test('of the user is what the app said last, in every state', () => {
    const news = { type: 'session.updated', facts: { verified: true } } as const;
    const session = { name: 'Ada', verified: true };
    expect(begin().send(news).send(asked('a')).started('answer')).toMatchObject([{ session }]);
    expect(begin('a').send(news).done('answer', wants('look')).started('lookUp')).toMatchObject([{ session }]);
    const looking = begin('a').done('answer', wants('look')).send(close).send(news);
    expect(looking.done('lookUp', found('look')).started('answer').at(-1)).toMatchObject({ session });
  });
});

describe('any five events in any order', () => {
  const moves: Moves<typeof secondaryChatMachine> = {
    ask: (at) => at.send(asked(`q${at.context.turns}-${at.context.questions.length}-${at.told.length}`)),
    close: (at) => at.send(close),
    abort: (at) => at.send(abort),
    answers: ends('answer', says('So it is.')),
    'says nothing': ends('answer', says('')),
    'looks up': ends('answer', wants('check_status')),
    finds: ends('lookUp', found('check_status')),
    'model breaks': breaks('answer'),
    'lookup breaks': breaks('lookUp'),
    answerTimeout: runsOut('answerTimeout'),
  };
  let orders: { at: Chat; made: string[] }[] = [];
  beforeAll(() => {
    orders = [...everyOrder(begin(), moves, 5), ...everyOrder(begin('first'), moves, 5)];
  });
  const reportsOf = (at: Chat) => at.told.map(({ type, turnId }) => ({ type, turnId }));

  test('C2: take and give back the lock by turns, each answer between, each turn under its own id', () => {
    expect(orders.length).toBeGreaterThan(3000);
    for (const { at } of orders) {
      const isLocked = typeof at.state === 'object';
      const locks = ofType(at, 'chat.locked').map(({ turnId }) => turnId);
      const unlocks = ofType(at, 'chat.unlocked').map(({ turnId }) => turnId);
      expect(locks).toEqual(locks.map((_, index) => `turn-${index + 4}`));
      expect(unlocks).toEqual(isLocked ? locks.slice(0, -1) : locks);

      const answered = ofType(at, 'chat.answered').map(({ turnId }) => turnId);
      const grammar = locks.flatMap((turnId) => [
        { type: 'chat.locked', turnId },
        ...(answered.includes(turnId) ? [{ type: 'chat.answered', turnId }] : []),
        { type: 'chat.unlocked', turnId },
      ]);
      expect(reportsOf(at)).toEqual(isLocked ? grammar.slice(0, -1) : grammar);
      const aborted = ofType(at, 'chat.unlocked').filter((unlock) => unlock['aborted'] === true);
      expect(aborted.map(({ turnId }) => turnId)).toEqual(unlocks.filter((turnId) => !answered.includes(turnId)));
    }
  });

  test('C1: answer each question at most once, in the order asked', () => {
    for (const { at } of orders) {
      const questions = ofType(at, 'chat.answered').flatMap((answer) => answer['questions']);
      expect(new Set(questions).size).toBe(questions.length);
      expect(at.context.history).toHaveLength(1 + questions.length + ofType(at, 'chat.answered').length);
    }
  });

  test('close it when it was asked to, at the latest when the time for an answer is over', () => {
    for (const { at, made } of orders) {
      const isAsked = made.includes('close') || made.includes('abort');
      const end = at.timers.includes('answerTimeout') ? at.runOut('answerTimeout') : at;
      expect(end.isOver).toBe(isAsked);
      if (made.includes('abort')) expect(at.isOver).toBe(true);
      if (at.isOver) expect([at.children, at.timers]).toEqual([[], []]);
    }
  });

  test('never keep a free chat from a question', () => {
    const free = orders.filter(({ at }) => at.state === 'unlocked');
    expect(free.filter(({ at }) => at.context.questions.length > 0)).toEqual([]);
  });
});

function lookingUpEightTimes(chat: Chat): Chat {
  let at = chat;
  for (let round = 1; round <= 8; round += 1) at = at.done('answer', wants('look')).done('lookUp', found('look'));
  return at;
}
