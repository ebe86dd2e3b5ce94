import { expect, test } from 'vitest';
import { createActor, fromCallback, fromPromise } from 'xstate';
import { chatMachine, type ChatEvent } from '../../../examples/04-react/page/chat-machine.ts';
import type { Line, Waiting, Words } from '../../../examples/04-react/wire.ts';
import { settle, virtualClock } from 'meanwhile/testing';

const hello = { type: 'words.said', id: 'w-1', text: 'Hello' } as const;
const mine: Line = { id: 'w-1', by: 'you', text: 'Hello' };
const answer: Line = { id: 'operation-1!', by: 'bakery', kind: 'answer', text: 'Good morning' };
const talk = (...lines: Line[]) =>
  ({ type: 'talk', lines, work: null, queue: [] as Waiting[], question: null }) as const;

const question = { token: 'operation-1/call-1', operationId: 'operation-1', preview: 'Shall I?' };
const other = { token: 'operation-3/call-1', operationId: 'operation-3', preview: 'And now?' };
const work = { operationId: 'operation-1', label: 'a cake', percent: 50, message: '', etaMs: 4000 };

test('what is said before anybody is there is sent when somebody is, in order', async () => {
  const { chat, posted, tell } = await visit();
  chat.send(hello);
  chat.send({ ...hello, id: 'w-2', text: 'Are you there?' });
  expect(posted).toEqual([]);
  await tell(talk());
  expect(posted).toEqual(['Hello', 'Are you there?']);
  expect(chat.getSnapshot().context.outbox).toEqual([]);
});

test('words that did not get there are sent again under the same id', async () => {
  const { chat, posted, ids, tell, clock } = await visit({ failing: 1 });
  await tell(talk());
  chat.send(hello);
  await settle();
  expect(chat.getSnapshot().value).toEqual({ offline: 'waiting' });
  await clock.goTo(1000);
  await tell(talk());
  expect(posted).toEqual(['Hello', 'Hello']);
  expect(new Set(ids).size).toBe(1);
  expect(shown(chat)).toEqual(['Hello']);
});

test('what was said while the page was away comes once, and in the order of the server', async () => {
  const { chat, tell, clock } = await visit();
  await tell(talk());
  chat.send(hello);
  await settle();
  await tell({ type: 'lost' });
  chat.send({ ...hello, id: 'w-2', text: 'And now?' });
  await clock.goTo(1000);
  await tell(talk(mine, answer));
  expect(shown(chat)).toEqual(['Hello', 'Good morning', 'And now?']);
});

test('what is being written grows piece by piece, until the line takes its place', async () => {
  const { chat, tell } = await visit();
  const piece = (id: string, from: number, text: string) => tell({ type: 'piece', id, from, text });
  const drafts = () => chat.getSnapshot().context.drafts.map(({ text }) => text);
  await tell(talk(mine));
  await piece(answer.id, 0, 'Good ');
  await piece('turn-1', 0, 'Well');
  await piece(answer.id, 5, 'evening');
  expect(drafts()).toEqual(['Good evening', 'Well']);
  await piece(answer.id, 5, 'morning');
  await piece('turn-1', 0, '');
  expect(drafts()).toEqual(['Good morning']);
  await tell({ type: 'line', line: answer });
  expect([drafts(), shown(chat)]).toEqual([[], ['Hello', 'Good morning']]);
});

test.each([
  ['comes back', talk(mine)],
  ['belongs to another conversation', { type: 'gone' } as const],
])(
  'of what was being written nothing is left on a page that %s, nor its end without its beginning',
  async (_, news) => {
    const { chat, tell } = await visit();
    await tell(talk(mine));
    await tell({ type: 'piece', id: answer.id, from: 0, text: 'Good ' });
    await tell(news);
    await tell(talk());
    await tell({ type: 'piece', id: answer.id, from: 5, text: 'morning' });
    expect(chat.getSnapshot().context.drafts).toEqual([]);
  },
);

test('lines that the server no longer knows stay where they were', async () => {
  const { chat, tell } = await visit();
  await tell(talk(mine, answer));
  await tell(talk(answer));
  expect(shown(chat)).toEqual(['Hello', 'Good morning']);
});

test('when the conversation is gone a new one is opened, and that is told if anything was said', async () => {
  const { chat, tell, opened } = await visit();
  await tell({ type: 'gone' });
  expect(shown(chat)).toEqual([]);
  await tell(talk(mine));
  await tell({ type: 'work', work: { ...work } });
  await tell({ type: 'gone' });
  expect(opened()).toBe(3);
  const { id, work: atWork, lines } = chat.getSnapshot().context;
  expect([id, atWork, lines.map(({ by }) => by)]).toEqual(['conversation-3', null, ['you', 'note']]);
});

test('what the last conversation said stays, though the new one counts its replies anew', async () => {
  const { chat, tell } = await visit();
  await tell(talk(mine, answer));
  await tell({ type: 'gone' });
  await tell(talk({ ...answer, text: 'We are open again' }));
  expect(shown(chat)).toEqual(['Hello', answer.text, expect.stringContaining('begun anew'), 'We are open again']);
});

test('a server that is away is asked again every second', async () => {
  const { chat, clock, opened } = await visit({ closed: 2 });
  expect(chat.getSnapshot().value).toEqual({ offline: 'waiting' });
  await clock.goTo(1999);
  expect(opened()).toBe(2);
  await clock.goTo(2000);
  expect(chat.getSnapshot().value).toEqual({ following: 'connecting' });
});

test('a page that knows its conversation asks for no other', async () => {
  const { chat, opened } = await visit({ id: 'conversation-7' });
  expect(opened()).toBe(0);
  expect(chat.getSnapshot().context.id).toBe('conversation-7');
});

test('what is done next is what the server said last, and each can be taken off', async () => {
  const { chat, tell, cancelled } = await visit();
  const queue = [{ operationId: 'operation-2', label: 'a delivery' }];
  await tell({ ...talk(), queue });
  expect(chat.getSnapshot().context.queue).toEqual(queue);
  chat.send({ type: 'request.cancel', operationId: 'operation-2' });
  expect(cancelled).toEqual([['conversation-1', 'operation-2']]);
  await tell({ type: 'queue', queue: [] });
  expect(chat.getSnapshot().context.queue).toEqual([]);
});

test('nothing is done next for a conversation that is gone', async () => {
  const { chat, tell } = await visit();
  await tell({ ...talk(mine), queue: [{ operationId: 'operation-2', label: 'a delivery' }] });
  await tell({ type: 'gone' });
  expect(chat.getSnapshot().context.queue).toEqual([]);
});

test('a cancel is shown until the work has ended', async () => {
  const { chat, tell, cancelled } = await visit();
  await tell(talk());
  await tell({ type: 'work', work });
  chat.send({ type: 'work.cancel' });
  await tell({ type: 'work', work });
  expect(chat.getSnapshot().context.isCancelling).toBe(true);
  expect(cancelled).toEqual([['conversation-1', 'operation-1']]);
  await tell({ type: 'work', work: null });
  expect(chat.getSnapshot().context.isCancelling).toBe(false);
});

test('A10: a yes goes to the question it was given to, once', async () => {
  const { chat, tell, confirmed } = await visit();
  await tell(talk());
  chat.send({ type: 'question.confirmed', token: question.token });
  expect(confirmed).toEqual([]);
  await tell({ type: 'question', question });
  for (let time = 0; time < 2; time += 1) chat.send({ type: 'question.confirmed', token: question.token });
  chat.send({ type: 'question.declined', token: question.token });
  expect(confirmed).toEqual([['conversation-1', question.token]]);
  expect(chat.getSnapshot().context).toMatchObject({ question, isAnswered: true });
  await tell({ type: 'question', question: null });
  expect(chat.getSnapshot().context).toMatchObject({ question: null, isAnswered: false });
});

test('A10: a yes to an earlier question is none to the next, nor is one to a question that is over', async () => {
  const { chat, tell, confirmed, cancelled } = await visit();
  await tell(talk());
  await tell({ type: 'question', question });
  await tell({ type: 'question', question: other });
  for (const type of ['question.confirmed', 'question.declined'] as const) chat.send({ type, token: question.token });
  await tell({ type: 'question', question: null });
  for (const type of ['question.confirmed', 'question.declined'] as const) chat.send({ type, token: other.token });
  expect([confirmed, cancelled]).toEqual([[], []]);
});

test('a no cancels what was asked, and nothing else', async () => {
  const { chat, tell, confirmed, cancelled } = await visit();
  await tell(talk());
  await tell({ type: 'question', question });
  chat.send({ type: 'question.declined', token: question.token });
  expect(cancelled).toEqual([['conversation-1', 'operation-1']]);
  expect(confirmed).toEqual([]);
});

test('nobody answers while nobody is there, and what is still asked then is asked anew', async () => {
  const { chat, tell, confirmed, clock } = await visit();
  await tell({ ...talk(), question });
  chat.send({ type: 'question.confirmed', token: question.token });
  await tell({ type: 'lost' });
  chat.send({ type: 'question.confirmed', token: question.token });
  await clock.goTo(1000);
  chat.send({ type: 'question.confirmed', token: question.token });
  expect(confirmed).toHaveLength(1);
  await tell({ ...talk(), question });
  chat.send({ type: 'question.confirmed', token: question.token });
  expect(confirmed).toHaveLength(2);
  await tell({ type: 'gone' });
  expect(chat.getSnapshot().context).toMatchObject({ question: null, isAnswered: false });
});

test('what a button said stays where it was said, also when the page was away', async () => {
  const { chat, tell, clock } = await visit();
  const asks: Line = { ...answer, text: question.preview };
  const after: Line = { ...answer, id: 'operation-1/ack', text: 'I am on it.' };
  await tell({ ...talk(mine, asks), question });
  chat.send({ type: 'question.confirmed', token: question.token });
  await tell({ type: 'question', question: null });
  await tell({ type: 'line', line: after });
  expect(shown(chat)).toEqual(['Hello', 'Shall I?', 'Yes', 'I am on it.']);
  await tell({ type: 'lost' });
  await clock.goTo(1000);
  await tell(talk(mine, asks, after));
  expect(shown(chat)).toEqual(['Hello', 'Shall I?', 'Yes', 'I am on it.']);
});

test('what a button said and did not get through was not said', async () => {
  const { chat, tell, clock } = await visit();
  await tell({ ...talk(mine), question });
  chat.send({ type: 'question.declined', token: question.token });
  expect(shown(chat)).toEqual(['Hello', 'No']);
  await tell({ type: 'lost' });
  await clock.goTo(1000);
  await tell({ ...talk(mine), question });
  expect(shown(chat)).toEqual(['Hello']);
});

test('nothing is said by a blank line', async () => {
  const { chat } = await visit();
  chat.send({ ...hello, text: '  ' });
  expect(shown(chat)).toEqual([]);
});

/** A page whose server does as it is told: away for some tries to open, failing for some words. */
async function visit({
  id = null,
  closed = 0,
  failing = 0,
}: { id?: string | null; closed?: number; failing?: number } = {}) {
  const clock = virtualClock();
  const posted: string[] = [];
  const ids: string[] = [];
  const cancelled: unknown[] = [];
  const confirmed: unknown[] = [];
  let opened = 0;
  let hear = (_: ChatEvent) => {};
  const machine = chatMachine.provide({
    actors: {
      open: fromPromise(async () => {
        opened += 1;
        if (opened <= closed) throw new Error('away');
        return `conversation-${opened}`;
      }),
      follow: fromCallback<ChatEvent, { id: string | null }>(({ sendBack }) => {
        hear = sendBack;
      }),
      post: fromPromise<void, { id: string | null; words: Words | undefined }>(async ({ input: { words } }) => {
        posted.push(words?.text ?? '');
        ids.push(words?.id ?? '');
        if (posted.length <= failing) throw new Error('away');
      }),
    },
    actions: {
      postCancel: (_, { id: conversation, operationId }) => void cancelled.push([conversation, operationId]),
      postYes: (_, { id: conversation, token }) => void confirmed.push([conversation, token]),
    },
  });
  const chat = createActor(machine, { clock, input: { id } }).start();
  await settle();
  return {
    chat,
    clock,
    posted,
    ids,
    cancelled,
    confirmed,
    opened: () => opened,
    async tell(event: ChatEvent) {
      hear(event);
      await settle();
    },
  };
}

function shown(chat: { getSnapshot(): { context: { lines: { text: string }[] } } }) {
  return chat.getSnapshot().context.lines.map(({ text }) => text);
}
