import fc from 'fast-check';
import type { Entry, Message } from '../../machines/messages.ts';

/** Few ids, so that they collide, among them what providers refuse and what a new name could be taken for. */
const id = fc.constantFrom('a', 'b', 'c', 'call-1', 'call-2', '', 'x'.repeat(40), 'y'.repeat(41), 'z'.repeat(90));
const words = fc.constantFrom('', ' ', 'hello', 'How far are you?', 'Done.');
const call = fc.record({ id, name: fc.constantFrom('look', 'change'), args: fc.constant({}) });

const message: fc.Arbitrary<Message> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ role: fc.constant('system' as const), content: words }) },
  { weight: 2, arbitrary: fc.record({ role: fc.constant('user' as const), content: words }) },
  { weight: 1, arbitrary: fc.record({ role: fc.constant('assistant' as const), content: words }) },
  {
    weight: 3,
    arbitrary: fc.record({
      role: fc.constant('assistant' as const),
      content: words,
      tool_calls: fc.array(call, { maxLength: 3 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      role: fc.constant('tool' as const),
      content: words,
      tool_call_id: id,
      name: fc.constant('look'),
    }),
  },
);

/** Any messages in any order. Every call and result can be told from all others: by `args.place`, and by its content. */
export const anyMessages: fc.Arbitrary<Message[]> = fc
  .array(message, { maxLength: 30 })
  .map((messages) => messages.map(marked));

function marked(message: Message, index: number): Message {
  if (message.role === 'tool') return { ...message, content: `result ${index}` };
  if (message.role !== 'assistant' || message.tool_calls === undefined) return message;
  return {
    ...message,
    tool_calls: message.tool_calls.map((asked, nth) => ({ ...asked, args: { place: `${index}.${nth}` } })),
  };
}

const turn = fc.constantFrom(undefined, 'operation-1', 'operation-2', 'turn-1', 'turn-2');

const entry = fc.record({
  role: fc.constantFrom('user' as const, 'assistant' as const),
  content: words,
  lane: fc.constantFrom('main' as const, 'chat' as const),
  turn,
});

/** Any entries in any order; their ids are their places. */
export const anyTranscript: fc.Arbitrary<Entry[]> = fc.array(entry, { maxLength: 30 }).map((entries) =>
  entries.map(({ turn, ...rest }, index) => ({
    id: `m${index}`,
    ...rest,
    ...(turn === undefined ? {} : { turn }),
    at: index,
  })),
);

const spoken = words.filter((text) => text.trim() !== '');

/** One operation or chat turn of a real talk: what the user says, and one reply or more. */
const exchange = fc.record({
  said: fc.array(spoken, { minLength: 1, maxLength: 3 }),
  replies: fc.array(spoken, { minLength: 1, maxLength: 2 }),
  meanwhile: fc.array(fc.record({ said: spoken, reply: spoken }), { maxLength: 3 }),
});

/** Any talk as it comes about: turns one after the other, some with questions to the chat between, and some held words. */
export const anyTalk: fc.Arbitrary<Entry[]> = fc
  .tuple(fc.array(exchange, { maxLength: 6 }), fc.boolean())
  .map(([exchanges, isHeld]) => {
    const talk = exchanges.map(({ said, replies, meanwhile }, index) => {
      const turn = `operation-${index + 1}`;
      const chat = meanwhile.flatMap((one, nth) => [
        { role: 'user' as const, content: one.said, lane: 'chat' as const, turn: `turn-${index}.${nth}` },
        { role: 'assistant' as const, content: one.reply, lane: 'chat' as const, turn: `turn-${index}.${nth}` },
      ]);
      const [first = '', ...rest] = replies;
      return {
        said: said.map((content) => ({ role: 'user' as const, content, lane: 'main' as const, turn })),
        replies: [
          { role: 'assistant' as const, content: first, lane: 'main' as const, turn },
          ...chat,
          ...rest.map((content) => ({ role: 'assistant' as const, content, lane: 'main' as const, turn })),
        ],
      };
    });
    const entries = talk.flatMap(({ said, replies }, index) => {
      const held = isHeld ? (talk[index + 1]?.said ?? []) : [];
      return [...(isHeld && index > 0 ? [] : said), ...held, ...replies];
    });
    return entries.map((entry, index) => ({ id: `m${index}`, ...entry, at: index }));
  });
