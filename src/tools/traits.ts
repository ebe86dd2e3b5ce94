import type { Facts, Json } from '../../machines/json.ts';
import type { Delivery, EffectPolicy, RetryPlan } from '../../machines/tool-run-protocol.ts';
import { shown } from '../flaw.ts';
import { isRecord } from '../shape.ts';
import type { ToolCallContext } from './tool-call.ts';

/** What a check or a preview may look at. */
export type CheckContext = { conversationId: string; session: Facts; signal: AbortSignal };

/** A function of a call's arguments; a method's type, so that a tool may name its arguments more narrowly. */
type OfArgs<Args, Value> = { of(args: Args): Value }['of'];

/** A tool that takes seconds or minutes: the secondary chat keeps the user company while it runs. */
export type LongRunning<Args extends Record<string, unknown> = Record<string, unknown>, Result = unknown> = {
  /** How long it usually takes, in milliseconds; a guess will do, as what it really takes is learned. */
  expectedMs: number;
  /** Milliseconds after which an attempt is stopped, and with it the run; default ten times `expectedMs`. */
  timeoutMs?: number;
  /**
   * How often it is begun at most, and how long it pauses in between, where it throws a `ToolFailure` that is
   * `retryable`. Default: three attempts, the second after one second at most and the third after two more; with
   * `attempts: 1` no second one. All in all it takes no longer than `attempts` times `timeoutMs`, and the pauses.
   */
  retry?: Partial<RetryPlan>;
  /** What the user would call this work: "your bill". Default: the tool's name in words. */
  label?: string | OfArgs<Args, string>;
  /** What is said at once when it begins, unless the model said something itself. */
  acknowledgment?: string | OfArgs<Args, string>;
  /** Whether a call with these arguments is long; a call for which it is false is quick. Default: always. */
  when?(args: Args): boolean;
  /**
   * Refuses a call before anything long begins: a JSON value is the refusal and becomes the tool's result;
   * undefined lets the call go on. Must have no effect.
   */
  check?(args: Args, context: CheckContext): Promise<Json | undefined> | Json | undefined;
  /**
   * What becomes of a call that does the same as one that was done before the user had heard of it: they asked twice, or
   * the model called it twice for one request, and they may want it once. `reject`: it does not run, and the user hears
   * why; `confirm`: they are asked. Of two in one line of the model the second does not run, as nobody knows yet what
   * becomes of the first. What failed may be tried again, and who asks again after having heard of it gets it again. Calls
   * that are quick by `when` are not looked at. Default: `allow`.
   */
  duplicates?: 'allow' | 'reject' | 'confirm';
  /** What is the same: a call with the same arguments, or any of this tool (`name`). Default: `arguments`. */
  sameBy?: 'arguments' | 'name';
  /** Whether the user can stop it once it runs. Default: true. */
  cancellable?: boolean;
  /**
   * What its duration depends on, by which it is learned: "large". It is kept in the store and shared by all
   * conversations, so it must name nobody. Up to 32 different ones are kept. Default: all calls are alike.
   */
  durationKey?(args: Args): string;
  /**
   * When its outcome is told: as soon as the user is silent (`whenIdle`, the default); at once, into their words and those
   * of the chat (`interrupt`); or not at all if it succeeded (`silent`): then the event `operation` shows it, and the
   * models know it.
   */
  delivery?: Delivery;
  /** The plain sentence that tells a result, used when no model can. */
  announce?(result: Result): string;
  /**
   * What the user must hear of a result, as it has to be said: `['150.00 EUR', '2026-11-29']`. A reply of a model in which
   * one of them is not found is not told; the user hears `announce` instead, or the facts themselves. The model is told
   * to keep them.
   *
   * Case and blanks make no difference, and nothing else is taken for the same: neither `150 EUR` nor `150,00 EUR`. Give a
   * number with its unit, and nothing that the session holds, as models don't read that.
   */
  facts?(result: Result): string[];
};

/** A tool that runs only after the user's own yes. */
export type Confirm<Args extends Record<string, unknown> = Record<string, unknown>> = {
  /**
   * What the user is told and then says yes or no to: name the price or fee and what will happen, and end with the
   * question. A value that is no text refuses the call and becomes its result. Must have no effect.
   *
   * It is made again when the yes is there: if it says something else by then, a new price, or if any fact of the
   * session has changed, the user is asked anew. So what changes by itself, the time of day, has no place in either.
   * For a long call its `check` has passed before.
   */
  preview(args: Args, context: CheckContext): Promise<Json> | Json;
  /** Whether a call with these arguments needs the yes; only `false` says it does not. Default: always. */
  when?(args: Args): boolean;
};

/** A call whose outcome nobody knows, as its back-end is asked for it. */
export type ReconcileContext = ToolCallContext & { signal: AbortSignal };

/** What a tool does to the world. */
export type Effect<Args extends Record<string, unknown> = Record<string, unknown>, Result = unknown> = {
  policy: EffectPolicy;
  /** See `effect`. */
  reconcile?(args: Args, call: ReconcileContext): Promise<Result | undefined> | Result | undefined;
};

/**
 * What a tool says about itself beside its name and schema, as data in LangChain's `metadata`.
 *
 * Without any trait a tool is quick, for the main operation only, and unsafe: it may have effects, and after a crash is never run
 * again.
 */
export type Traits = {
  longRunning?: LongRunning;
  readOnly?: true;
  effect?: Effect;
  requires?: string;
  confirm?: Confirm;
  establishes?(result: unknown): Facts;
};

/**
 * Joins traits into the `metadata` of a LangChain tool.
 *
 * @throws when a trait is given twice, or what is none: it would be lost.
 */
export function traits(...parts: Traits[]): { meanwhile: Traits } {
  for (const part of parts) {
    if (!isRecord(part))
      throw new Error(`traits(…) was given ${shown(part)}: give what readOnly() or longRunning(…) returns.`);
  }
  const names = parts.flatMap((part) => Object.keys(part));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`traits(…) has ${twice} twice: give it once.`);
  return { meanwhile: parts.reduce<Traits>((all, part) => ({ ...all, ...part }), {}) };
}

/**
 * Marks a tool as long. It reports progress by yielding `{ percent, message }` from an async generator; one that knows
 * no percent leaves it out.
 *
 * @example metadata: traits(longRunning({ expectedMs: 10_000, label: 'the change of your plan' }))
 */
export function longRunning<Args extends Record<string, unknown> = Record<string, unknown>, Result = unknown>(
  options: LongRunning<Args, Result>,
): Traits {
  return { longRunning: options };
}

/** Marks a tool that only looks things up. The quick ones of these are what the secondary chat may use. */
export function readOnly(): Traits {
  return { readOnly: true };
}

/**
 * Says what is done about a call that was interrupted, by a crash say: `none` changes nothing and is run again,
 * `idempotent` is run again with the same `idempotencyKey`, of `reconcile` the back-end is asked, `unsafe` is never run
 * again and told as unknown. Without it a tool is unsafe.
 *
 * `reconcile` gives the tool's own result if the call took effect (null if that has none), and undefined only if it did
 * not and will not: a back-end that may still be at it has to forget the key first. It throws if that can't be known.
 *
 * @example metadata: traits(effect('reconcile', (_, { idempotencyKey }) => bank.findTransfer(idempotencyKey)))
 */
export function effect(policy: Exclude<EffectPolicy, 'reconcile'>): Traits;
export function effect<Args extends Record<string, unknown> = Record<string, unknown>, Result = unknown>(
  policy: 'reconcile',
  reconcile: NonNullable<Effect<Args, Result>['reconcile']>,
): Traits;
export function effect(policy: EffectPolicy, reconcile?: Effect['reconcile']): Traits {
  return { effect: { policy, ...(reconcile && { reconcile }) } };
}

/** What is done about a tool's calls that were interrupted. */
export function policyOf({ effect: own, readOnly: isReadOnly }: Traits): EffectPolicy {
  return own?.policy ?? (isReadOnly ? 'none' : 'unsafe');
}

/** The session fact that must be truthy before the tool runs; a call without it is refused. */
export function requires(fact: string): Traits {
  return { requires: fact };
}

/**
 * Marks a tool that runs only if the user says yes to exactly this call, once, after having been told the preview.
 *
 * No argument and no word of a model is that yes: it comes from the user's next words, or from the app by
 * `confirmation.given`. What a model says beside the only call of an operation is not told then: the question is.
 *
 * @example metadata: traits(confirm<{ plan: string }>(({ plan }) => `${plan} costs 40.00 EUR a month. Shall I switch you?`))
 */
export function confirm<Args extends Record<string, unknown> = Record<string, unknown>>(
  preview: Confirm<Args>['preview'],
  options: Pick<Confirm<Args>, 'when'> = {},
): Traits {
  return { confirm: { preview, ...options } };
}

/** What the conversation learns of its user from a result of this tool: a login makes him verified. */
export function establishes<Result = unknown>(learn: OfArgs<Result, Facts>): Traits {
  return { establishes: learn };
}
