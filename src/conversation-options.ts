import type { Judge } from './clear-yes.ts';
import type { CheckIns } from './conversation/check-ins.ts';
import type { Bounds } from './effects/bounds.ts';
import type { Clock } from './effects/clock.ts';
import type { Limits } from './effects/limits.ts';
import type { Random } from './effects/random.ts';
import type { CountTokens } from './messages/count-tokens.ts';
import type { Mask } from './messages/secrets.ts';
import type { ChatModel } from './model/call-model.ts';
import type { OnDelta } from './model/draft.ts';
import type { Instructions } from './model/instructions.ts';
import type { OwnPhrases } from './phrases.ts';
import type { Store } from './store/store.ts';
import type { ConversationTool } from './tools/catalog.ts';

/** What a conversation machine is made of; all but the first two may be left out. */
export type ConversationOptions = {
  /** The chat model of the main operation. */
  model: ChatModel;
  /** LangChain tools; what is special about one stands in its metadata, see `traits`. */
  tools: readonly ConversationTool[];
  /** The chat model of the secondary chat and of the synthesis. Default: `model`. */
  chatModel?: ChatModel;
  /**
   * Your system prompts, what the three voices are told of their parts; each field says what its own must not lose.
   * Default: `DEFAULT_INSTRUCTIONS`, which know no business.
   */
  instructions?: Partial<Instructions>;
  /** The sentences that no model says, for another language or tone. Default: `DEFAULT_PHRASES`, English. */
  phrases?: OwnPhrases;
  /**
   * Any Keyv, or `sqliteStore(file)` of `meanwhile/sqlite`: what `openConversation` keeps is kept there, and progress, lock,
   * abort and interim talk for outside readers. Default: none.
   */
  store?: Store;
  /** Decides whether the user said yes to what a tool with `confirm` asks. Default: clear English words alone. */
  judge?: Judge;
  /**
   * What a model reads instead of a value of the session, wherever one would stand in its input; undefined: the value.
   * Default: the name of the fact, `[account]`. Values of less than six characters are not hidden.
   */
  mask?: Mask;
  /**
   * Hears replies while they are generated: quick answers, what the chat says, and results joined with the talk that hold
   * no declared facts. What may still be replaced by other words is told whole, by `reply` alone.
   *
   * Of a reply that could be longer than `limits.text` the first half of that is streamed. A reply that was streamed is
   * told by its `reply` event with the same id, or its draft is taken back.
   */
  onDelta?: OnDelta;
  /**
   * When the outcome of an operation counts as told: when it was `emitted`, or when the app says so by `reply.delivered`
   * (`acknowledged`); until then it is owed, and offered again, three times in all. See docs/voice.md. Default: `emitted`.
   */
  delivery?: 'emitted' | 'acknowledged';
  /**
   * While a long tool runs and nobody says anything, the agent says by itself how far the work is, by the phrase `checkIn`:
   * for voice apps, where silence feels like a dead line. `{}` for the defaults. Default: it waits to be asked.
   */
  checkIns?: Partial<CheckIns>;
  /** How long things may take, in milliseconds: patience with the chat, models, tools, questions. Default: `DEFAULT_BOUNDS`. */
  bounds?: Partial<Bounds>;
  /** How much there may be: rounds of a model, history, tokens, sizes, requests that wait. Default: `DEFAULT_LIMITS`. */
  limits?: Partial<Limits>;
  /**
   * How many tokens a text is for your models, for `limits.tokens`. It is asked before each call of a model, so it must
   * answer at once. Default: an estimate, a token for every four bytes.
   */
  countTokens?: CountTokens;
  /**
   * What time it is, and timers; a test brings one that it turns by hand. Hand the same one to `createActor(machine,
   * { clock })`: XState's timers run by the actor's clock, deadlines by this one, and the machine can't see that they differ.
   * `openConversation` does it by itself. Default: `systemClock`.
   */
  clock?: Clock;
  /** Chance, for the pauses before a tool is tried again. Default: `Math.random`. */
  random?: Random;
};
