import { flawIn, having, isRecord, optional, options as object, rule, text, type Kind } from './flaw.ts';

const spoken: Kind = { is: (value) => typeof value === 'string' && value.trim() !== '', words: 'a text to be said' };
const chatModel = having(
  "one of LangChain's chat models, such as new ChatOpenAI({ model: 'gpt-4o' })",
  'stream',
  'invoke',
);
const store = having('a Keyv, or what has its set() and delete()', 'set', 'delete');
const clock = having('now(), setTimeout() and clearTimeout()', 'now', 'setTimeout', 'clearTimeout');

const OPTIONS: Record<string, Kind> = {
  model: chatModel,
  tools: { is: Array.isArray, words: 'a list of LangChain tools, [] for none' },
  chatModel: optional(chatModel),
  instructions: optional(object),
  phrases: optional(object),
  store: optional(store),
  judge: optional(rule),
  mask: optional(rule),
  onDelta: optional(rule),
  delivery: optional({
    is: (value) => value === 'emitted' || value === 'acknowledged',
    words: "'emitted' or 'acknowledged'",
  }),
  bounds: optional(object),
  limits: optional(object),
  countTokens: optional(rule),
  clock: optional(clock),
  random: optional(rule),
};

const INSTRUCTIONS = { main: optional(text), chat: optional(text), synthesis: optional(text) };

const PHRASES = {
  begins: optional(rule),
  putOff: optional(spoken),
  broke: optional(spoken),
  askAgain: optional(spoken),
  partly: optional(spoken),
  cancelled: optional(spoken),
  declined: optional(spoken),
  tooLong: optional(spoken),
  queued: optional(rule),
  queueFull: optional(rule),
  unqueued: optional(rule),
  unstoppable: optional(rule),
  again: optional(rule),
  tooLate: optional(spoken),
  ended: optional(object),
};

const ENDED = {
  succeeded: optional(rule),
  failed: optional(rule),
  cancelled: optional(rule),
  timedOut: optional(rule),
  unknown: optional(rule),
};

/**
 * Sees that the options of a conversation machine are known and of the right kind: one that is misspelt would be ignored
 * without a word.
 *
 * @throws for the first that is not, naming it.
 */
export function checkOptions(given: unknown): void {
  const options = isRecord(given) ? given : {};
  const { instructions, phrases } = options;
  complain('createConversationMachine', flawIn({ model: undefined, tools: undefined, ...options }, OPTIONS));
  if (isRecord(instructions)) complain('instructions', flawIn(instructions, INSTRUCTIONS));
  if (!isRecord(phrases)) return;
  complain('phrases', flawIn(phrases, PHRASES));
  if (isRecord(phrases['ended'])) complain('phrases.ended', flawIn(phrases['ended'], ENDED));
}

function complain(where: string, flaw: string | undefined): void {
  if (flaw !== undefined) throw new Error(`The options of ${where} can't be used: ${flaw}.`);
}
