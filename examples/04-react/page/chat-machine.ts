import { assign, fromCallback, fromPromise, setup } from 'xstate';
import type { Line, News, Piece, Question, Waiting, Words, Work } from '../wire.ts';

/** A line on the page; a note is the page's own, and so is what a button said: that stands `after` the line it answers. */
export type Shown = Omit<Line, 'by'> & { by: Line['by'] | 'note'; after?: string };

export type ChatContext = {
  /** The conversation on the server, once there is one. */
  id: string | null;
  lines: Shown[];
  /** What is being written: a line that comes whole takes its place. */
  drafts: Pick<Line, 'id' | 'text'>[];
  work: Work | null;
  isCancelling: boolean;
  /** What is done next. */
  queue: Waiting[];
  /** What needs a yes or a no, until the server says that it is over. */
  question: Question | null;
  isAnswered: boolean;
  draft: string;
  /** What was said and has not reached the server yet. */
  outbox: Words[];
};

export type ChatEvent =
  | News
  | { type: 'lost' }
  | { type: 'draft.changed'; text: string }
  | { type: 'words.said'; id: string; text: string }
  | { type: 'work.cancel' }
  | { type: 'request.cancel'; operationId: string }
  | { type: 'question.confirmed'; token: string }
  | { type: 'question.declined'; token: string };

/**
 * The page's side of a conversation: where the connection stands, and what is to be seen.
 *
 * What the user says is kept until the server has it, so that it may be said while nobody is there.
 */
export const chatMachine = setup({
  types: { context: {} as ChatContext, events: {} as ChatEvent, input: {} as { id: string | null } },
  actors: {
    open: fromPromise<string>(() => new Promise(() => {})),
    follow: fromCallback<ChatEvent, { id: string | null }>(() => {}),
    post: fromPromise<void, { id: string | null; words: Words | undefined }>(() => new Promise(() => {})),
  },
  actions: {
    keepId: () => {},
    postCancel: (_, _work: { id: string | null; operationId: string | undefined }) => {},
    postYes: (_, _question: { id: string | null; token: string | undefined }) => {},
    noteDraft: assign((_, { text }: { text: string }) => ({ draft: text })),
    noteWords: assign(({ context }, { id, text }: Words) => ({
      draft: '',
      outbox: [...context.outbox, { id, text }],
      lines: [...context.lines, { id, by: 'you' as const, text }],
    })),
    noteTalk: assign(({ context }, { lines, work, queue, question }: Talk) => ({
      lines: merged({ ...context, lines: context.lines.filter(({ id }) => id !== answerId(question)) }, lines),
      drafts: [],
      work,
      isCancelling: false,
      queue,
      question,
      isAnswered: false,
    })),
    noteLine: assign(({ context }, { line }: { line: Line }) => ({
      lines: [...context.lines, line],
      drafts: context.drafts.filter(({ id }) => id !== line.id),
    })),
    notePiece: assign(({ context }, piece: Piece) => ({ drafts: written(context.drafts, piece) })),
    noteWork: assign(({ context }, { work }: { work: Work | null }) => ({
      work,
      isCancelling: work !== null && context.isCancelling,
    })),
    noteQueue: assign((_, { queue }: { queue: Waiting[] }) => ({ queue })),
    noteCancel: assign({ isCancelling: true }),
    noteQuestion: assign((_, { question }: { question: Question | null }) => ({ question, isAnswered: false })),
    noteAnswer: assign(({ context: { lines, question } }, { text }: { text: string }) => ({
      isAnswered: true,
      lines: [...lines, { id: answerId(question), by: 'you' as const, text, after: lines.at(-1)?.id ?? '' }],
    })),
    noteSent: assign(({ context }) => ({ outbox: context.outbox.slice(1) })),
    noteGone: assign(({ context }) => ({
      id: null,
      drafts: [],
      work: null,
      isCancelling: false,
      queue: [],
      question: null,
      isAnswered: false,
      lines: context.lines.length === 0 ? [] : [...context.lines.map((line) => kept(line, context)), goneNote(context)],
    })),
  },
  guards: {
    hasId: ({ context }) => context.id !== null,
    hasWords: ({ context }) => context.outbox.length > 0,
    isAsked: ({ context: { question, isAnswered } }, { token }: { token: string }) =>
      token === question?.token && !isAnswered,
    isSpoken: (_, { text }: { text: string }) => text.trim() !== '',
  },
  delays: { pause: 1000 },
}).createMachine({
  id: 'chat',
  description: 'Where the connection to the conversation stands.',
  initial: 'offline',
  context: ({ input }) => ({
    id: input.id,
    lines: [],
    drafts: [],
    work: null,
    isCancelling: false,
    queue: [],
    question: null,
    isAnswered: false,
    draft: '',
    outbox: [],
  }),
  on: {
    'draft.changed': { actions: { type: 'noteDraft', params: ({ event }) => event } },
    'words.said': {
      guard: { type: 'isSpoken', params: ({ event }) => event },
      actions: { type: 'noteWords', params: ({ event }) => event },
    },
  },
  states: {
    opening: {
      description: 'The server is asked for a new conversation.',
      invoke: {
        src: 'open',
        onDone: { target: 'following', actions: [assign({ id: ({ event }) => event.output }), 'keepId'] },
        onError: { target: 'offline.waiting' },
      },
    },
    following: {
      description: 'The page listens to its conversation.',
      initial: 'connecting',
      invoke: { src: 'follow', input: ({ context }) => ({ id: context.id }) },
      on: {
        talk: { target: '.connected', actions: { type: 'noteTalk', params: ({ event }) => event } },
        line: { actions: { type: 'noteLine', params: ({ event }) => event } },
        piece: { actions: { type: 'notePiece', params: ({ event }) => event } },
        work: { actions: { type: 'noteWork', params: ({ event }) => event } },
        queue: { actions: { type: 'noteQueue', params: ({ event }) => event } },
        question: { actions: { type: 'noteQuestion', params: ({ event }) => event } },
        gone: { target: 'opening', actions: 'noteGone' },
        lost: { target: 'offline.waiting' },
      },
      states: {
        connecting: { description: 'The first word of the server is all that was said so far.' },
        connected: {
          description: 'What the user says goes out, one after the other.',
          initial: 'resting',
          on: {
            'work.cancel': {
              actions: [
                'noteCancel',
                {
                  type: 'postCancel',
                  params: ({ context: { id, work } }) => ({ id, operationId: work?.operationId }),
                },
              ],
            },
            'request.cancel': {
              actions: {
                type: 'postCancel',
                params: ({ context: { id }, event: { operationId } }) => ({ id, operationId }),
              },
            },
            'question.confirmed': {
              guard: { type: 'isAsked', params: ({ event }) => event },
              actions: [
                { type: 'noteAnswer', params: { text: 'Yes' } },
                { type: 'postYes', params: ({ context: { id, question } }) => ({ id, token: question?.token }) },
              ],
            },
            'question.declined': {
              guard: { type: 'isAsked', params: ({ event }) => event },
              actions: [
                { type: 'noteAnswer', params: { text: 'No' } },
                {
                  type: 'postCancel',
                  params: ({ context: { id, question } }) => ({ id, operationId: question?.operationId }),
                },
              ],
            },
          },
          states: {
            resting: { always: { guard: 'hasWords', target: 'posting' } },
            posting: {
              invoke: {
                src: 'post',
                input: ({ context: { id, outbox } }) => ({ id, words: outbox[0] }),
                onDone: { target: 'resting', actions: 'noteSent' },
                onError: { target: '#chat.offline.waiting' },
              },
            },
          },
        },
      },
    },
    offline: {
      description: 'Nobody is there. The page tries again and again.',
      initial: 'trying',
      states: {
        trying: { always: [{ guard: 'hasId', target: '#chat.following' }, { target: '#chat.opening' }] },
        waiting: { after: { pause: { target: 'trying' } } },
      },
    },
  },
});

type Talk = Extract<News, { type: 'talk' }>;

/** The server's order holds. Before it stands what it no longer knows, behind it what it has not heard yet. */
function merged({ lines, outbox }: Pick<ChatContext, 'lines' | 'outbox'>, known: Line[]): Shown[] {
  const isKnown = (id: string | undefined) => known.some((line) => line.id === id);
  const isWaiting = ({ id }: Shown) => outbox.some((words) => words.id === id);
  const others = lines.filter(({ id, after }) => !isKnown(id) && !isKnown(after));
  const answered = known.flatMap((line) => [line, ...lines.filter(({ after }) => after === line.id)]);
  return [...others.filter((line) => !isWaiting(line)), ...answered, ...others.filter(isWaiting)];
}

/** A question that the server still asks has not been answered, whatever was pressed. */
function answerId(question: Question | null): string {
  return `answer/${question?.token}`;
}

/** A draft that is taken back is gone, and one that began while the page was away is not shown. */
function written(drafts: ChatContext['drafts'], { id, from, text }: Piece): ChatContext['drafts'] {
  const known = drafts.find((draft) => draft.id === id) ?? { id, text: '' };
  if (from > known.text.length) return drafts;
  const now = { id, text: known.text.slice(0, from) + text };
  const all = drafts.includes(known) ? drafts.map((draft) => (draft === known ? now : draft)) : [...drafts, now];
  return all.filter((draft) => draft.text !== '');
}

/** The next conversation counts its lines anew: those of this one are marked as its own. */
function kept(line: Shown, { id, outbox }: ChatContext): Shown {
  return outbox.some((words) => words.id === line.id) ? line : { ...line, id: `${id}/${line.id}` };
}

function goneNote({ id, lines }: ChatContext): Shown {
  const text = 'The bakery was closed for a moment and has begun anew. What was under way has ended.';
  return { id: `gone/${id}/${lines.length}`, by: 'note', text };
}
