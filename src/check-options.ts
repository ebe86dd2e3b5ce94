import type { CheckIns } from './conversation/check-ins.ts';
import type { ConversationOptions } from './conversation-options.ts';
import type { Instructions } from './model/instructions.ts';
import { count, flawIn, having, isRecord, optional, options as object, rule, text, time, type Kind } from './flaw.ts';
import { DEFAULT_PHRASES } from './phrases.ts';

const spoken: Kind = { is: (value) => typeof value === 'string' && value.trim() !== '', words: 'a text to be said' };
const chatModel = having(
  "one of LangChain's chat models, such as new ChatOpenAI({ model: 'gpt-4o' })",
  'stream',
  'invoke',
);
const store = having('a Keyv, or what has its set() and delete()', 'set', 'delete');
const clock = having('now(), setTimeout() and clearTimeout()', 'now', 'setTimeout', 'clearTimeout');

const OPTIONS: Record<keyof ConversationOptions, Kind> = {
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
  checkIns: optional(object),
  bounds: optional(object),
  limits: optional(object),
  countTokens: optional(rule),
  clock: optional(clock),
  random: optional(rule),
};

const INSTRUCTIONS: Record<keyof Instructions, Kind> = {
  main: optional(text),
  chat: optional(text),
  synthesis: optional(text),
};

const CHECK_INS: Record<keyof CheckIns, Kind> = {
  afterMs: optional(time),
  againAfterMs: optional(time),
  most: optional(count),
};

/** An app's own is of the kind of the default. */
const PHRASES = likeThese(DEFAULT_PHRASES);
const ENDED = likeThese(DEFAULT_PHRASES.ended);

function likeThese(phrases: object): Record<string, Kind> {
  const kindOf = (phrase: unknown) => (typeof phrase === 'string' ? spoken : isRecord(phrase) ? object : rule);
  return Object.fromEntries(Object.entries(phrases).map(([name, phrase]) => [name, optional(kindOf(phrase))]));
}

/**
 * Sees that the options of a conversation machine are known and of the right kind: one that is misspelt would be ignored
 * without a word.
 *
 * @throws for the first that is not, naming it.
 */
export function checkOptions(given: unknown): void {
  const options = isRecord(given) ? given : {};
  const { instructions, checkIns, phrases } = options;
  complain('createConversationMachine', flawIn({ model: undefined, tools: undefined, ...options }, OPTIONS));
  if (isRecord(instructions)) complain('instructions', flawIn(instructions, INSTRUCTIONS));
  if (isRecord(checkIns)) complain('checkIns', flawIn(checkIns, CHECK_INS));
  if (!isRecord(phrases)) return;
  complain('phrases', flawIn(phrases, PHRASES));
  if (isRecord(phrases['ended'])) complain('phrases.ended', flawIn(phrases['ended'], ENDED));
}

function complain(where: string, flaw: string | undefined): void {
  if (flaw !== undefined) throw new Error(`The options of ${where} can't be used: ${flaw}.`);
}
