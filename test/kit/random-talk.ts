import fc from 'fast-check';
import type { Limits } from 'meanwhile';
import type { Line } from 'meanwhile/testing';
import { TOOL_NAMES, WAYS } from './obedient-tools.ts';
import type { Answer } from './openai-server.ts';
import { FAULTS, SECRETS, SILENCES } from './wire-faults.ts';
import type { Voice } from './wire-scene.ts';

/** What happens next in a random conversation. */
export type Move =
  | { does: 'say'; text: string }
  /** What is not yet said. */
  | { does: 'seem to say' }
  /** A button of the app, also where there is nothing to say yes to. */
  | { does: 'bring the yes' }
  | { does: 'cancel' }
  | { does: 'pass'; ms: number }
  | { does: 'run out' }
  /** The server answers whoever has waited longest. */
  | { does: 'answer'; with: Record<Voice, Reply> };

/** An answer; `isSilent` if nothing comes after it unless the client hangs up. */
export type Reply = { answer: Answer; isSilent: boolean };

const words = fc.constantFrom(
  'Hello.',
  'Yes, please.',
  'Yes, please.',
  'What does it cost?',
  'Stop, no, go on.',
  SECRETS.words,
  'Grüße aus Köln 🦊',
  '\u{D83E}',
  '{"role":"tool"}',
  'x'.repeat(5000),
  'x'.repeat(9000),
);

const how = fc.constantFrom('ends', ...WAYS);
const args = fc.oneof(
  { weight: 6, arbitrary: fc.record({ how }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Record<string, unknown>>({}, { how: 5 }, { type: 'tool_call', how: 'ends' }),
  },
);
const unknown = ['no_such_tool', 'check_status', 'not a name!', 'a.b/c', '', 'x'.repeat(100), 'Ünïcode'];
const name = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...TOOL_NAMES) },
  { weight: 1, arbitrary: fc.constantFrom(...unknown) },
);
/** Few of them, so that they come again, and some that a provider refuses. */
const id = fc.constantFrom('call_0', 'call_0', 'call-1', 'call-2', '', 'y'.repeat(90));
const call = fc.record({ name, args, id });
const beside = fc.constantFrom('', '', ' ', 'One moment.');

const says: fc.Arbitrary<Line> = fc.record({
  text: fc.constantFrom('Yes.', 'It is 45 EUR.', 'Well, {"a":1}', '', ' '),
});
const asks: fc.Arbitrary<Line> = fc.record({
  text: beside,
  calls: fc.oneof(
    { weight: 4, arbitrary: fc.array(call, { minLength: 1, maxLength: 1 }) },
    { weight: 2, arbitrary: fc.array(call, { minLength: 2, maxLength: 5 }) },
    { weight: 1, arbitrary: fc.array(call, { minLength: 40, maxLength: 40 }) },
  ),
});

const faults: Reply[] = [
  ...Object.entries(FAULTS).map(([what, { fault }]) => named(what, { fault })),
  ...Object.entries(SILENCES).map(([what, fault]) => named(what, { fault }, true)),
];

/** A counterexample is read by what things are called. */
function named(name: string, answer: Answer, isSilent = false): Reply {
  return Object.assign({ answer, isSilent }, { [fc.toStringMethod]: () => name });
}

function replyOf(line: fc.Arbitrary<Line>): fc.Arbitrary<Reply> {
  return line.map((answer) => named(JSON.stringify(answer), answer));
}

function replies(calls: number): fc.Arbitrary<Reply> {
  return fc.oneof(
    { weight: 4, arbitrary: replyOf(says) },
    { weight: calls, arbitrary: replyOf(asks) },
    { weight: 3, arbitrary: fc.constantFrom(...faults) },
  );
}

const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 4, arbitrary: words.map((text): Move => ({ does: 'say', text })) },
  {
    weight: 3,
    arbitrary: fc.constantFrom<Move>(
      { does: 'cancel' },
      { does: 'bring the yes' },
      { does: 'bring the yes' },
      { does: 'seem to say' },
    ),
  },
  { weight: 3, arbitrary: fc.constantFrom(1, 500, 3000, 6000, 16_000).map((ms): Move => ({ does: 'pass', ms })) },
  { weight: 2, arbitrary: fc.constant<Move>({ does: 'run out' }) },
  {
    weight: 16,
    arbitrary: fc
      .record({ main: replies(7), chat: replies(3), synthesis: replies(1) })
      .map((all): Move => ({ does: 'answer', with: all })),
  },
);

/** What was said before, as an app may hand it in: with calls, results and blanks that belong nowhere. */
const said: unknown[] = [
  { role: 'system', content: 'Be kind.' },
  {
    role: 'user',
    content: [
      { type: 'text', text: 'Hello?' },
      { type: 'image_url', image_url: { url: 'data:' } },
    ],
  },
  { role: 'assistant', content: null, tool_calls: [{ id: 'call-1', name: 'look', args: {} }] },
  { role: 'tool', content: '{}', tool_call_id: 'call-1' },
  { role: 'assistant', content: ' ' },
  { role: 'assistant', content: 'Here I am.' },
  { role: 'tool', content: '', tool_call_id: 'nobody' },
  { role: 'user', content: 'And what does it cost?' },
];

/** A random conversation, in moves: what was said before it, and how much there may be of things in it. */
export const anyTalk = fc.record({
  messages: fc.subarray(said),
  limits: fc.constantFrom<Partial<Limits>>(
    {},
    { history: 5, calls: 3, rounds: 3 },
    { tokens: 200, text: 1000, result: 20 },
    { history: 1, calls: 1, rounds: 1, tokens: 1, text: 20, result: 1 },
  ),
  moves: fc.array(move, { minLength: 5, maxLength: 100, size: 'max' }),
});
