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
