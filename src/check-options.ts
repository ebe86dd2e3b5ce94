import type { CheckIns } from './conversation/check-ins.ts';
import type { ConversationOptions } from './conversation-options.ts';
import { DEFAULT_BOUNDS } from './effects/bounds.ts';
import { DEFAULT_LIMITS } from './effects/limits.ts';
import {
  count,
  flawIn,
  having,
  oneOf,
  optional,
  options as object,
  rule,
  text,
  time,
  wait,
  wording,
  type Kind,
} from './flaw.ts';
import { fieldOf } from './methods.ts';
import { DEFAULT_INSTRUCTIONS } from './model/instructions.ts';
import { DEFAULT_PHRASES } from './phrases.ts';
import { isRecord } from './shape.ts';

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
  delivery: optional(oneOf(['emitted', 'acknowledged'])),
  checkIns: optional(object),
  bounds: optional(object),
  limits: optional(object),
  countTokens: optional(rule),
  clock: optional(clock),
  random: optional(rule),
};

const CHECK_INS: Record<keyof CheckIns, Kind> = {
  afterMs: optional(time),
  againAfterMs: optional(time),
  most: optional(count),
};

/** What is in those that are objects. */
const PARTS: Record<string, Record<string, Kind>> = {
  instructions: likeThese(DEFAULT_INSTRUCTIONS, () => text),
  checkIns: CHECK_INS,
  bounds: likeThese(DEFAULT_BOUNDS, () => wait),
  limits: likeThese(DEFAULT_LIMITS, () => count),
  phrases: likeThese(DEFAULT_PHRASES, phrase),
  'phrases.ended': likeThese(DEFAULT_PHRASES.ended, phrase),
};

function likeThese(defaults: object, kindOf: (usual: unknown) => Kind): Record<string, Kind> {
  return Object.fromEntries(Object.entries(defaults).map(([name, usual]) => [name, optional(kindOf(usual))]));
}

/** An app's own is of the kind of the default. */
function phrase(usual: unknown): Kind {
  if (typeof usual === 'string') return wording;
  return isRecord(usual) ? object : rule;
}

/**
 * Sees that the options of a conversation machine are known and of the right kind: one that is misspelt would be ignored
 * without a word.
 *
 * @throws for the first that is not, naming it.
 */
export function checkOptions(given: unknown): void {
  const options = isRecord(given) ? given : {};
  complain('createConversationMachine', flawIn({ model: undefined, tools: undefined, ...options }, OPTIONS));
  for (const [place, kinds] of Object.entries(PARTS)) {
    const part = place.split('.').reduce<unknown>(fieldOf, options);
    if (isRecord(part)) complain(place, flawIn(part, kinds));
  }
}

function complain(where: string, flaw: string | undefined): void {
  if (flaw !== undefined) throw new Error(`The options of ${where} can't be used: ${flaw}.`);
}
