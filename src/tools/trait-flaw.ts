import { flawIn, naming, oneOf, optional, options, rule, time, yesOrNo, type Kind } from '../flaw.ts';
import { isRecord } from '../shape.ts';
import type { Delivery, EffectPolicy, RetryPlan } from '../../machines/tool-run-protocol.ts';
import type { Confirm, Effect, LongRunning, Traits } from './traits.ts';

/**
 * What can't be right about the traits in a tool's metadata, in words that go on "it can't be used:"; undefined if
 * nothing is wrong.
 *
 * A trait that stands in the wrong place or is misspelt is a flaw too: it would be ignored without a word.
 */
export function traitFlaw(metadata: Record<string, unknown> = {}): string | undefined {
  const { meanwhile } = metadata;
  if (meanwhile === undefined) {
    const stray = Object.keys(metadata).find((name) => Object.hasOwn(TRAITS, name));
    return stray && `${stray} stands bare in its metadata, where nobody reads it; build metadata with traits(…)`;
  }
  if (!isRecord(meanwhile)) return 'its traits are no object; build them with traits(…)';
  const { longRunning, confirm, effect } = meanwhile;
  return (
    flawIn(meanwhile, TRAITS) ??
    (isRecord(longRunning) ? flawIn({ expectedMs: undefined, ...longRunning }, LONG_RUNNING) : undefined) ??
    (isRecord(longRunning) && isRecord(longRunning['retry']) ? retryFlaw(longRunning['retry']) : undefined) ??
    (isRecord(confirm) ? flawIn({ preview: undefined, ...confirm }, CONFIRM) : undefined) ??
    (isRecord(effect) ? flawIn({ policy: undefined, ...effect }, EFFECT) : undefined) ??
    contradiction(meanwhile)
  );
}

const flag: Kind = { is: (value) => value === true, words: 'true' };
const fact: Kind = { ...naming, words: 'the name of a fact' };
const words: Kind = { is: (value) => typeof value === 'string' || rule.is(value), words: 'a text or a function' };

/** Who tries more often has another problem, and the user waits. */
const MOST_ATTEMPTS = 100;

const TRAITS: Record<keyof Traits, Kind> = {
  longRunning: optional(options),
  readOnly: optional(flag),
  effect: optional(options),
  requires: optional(fact),
  confirm: optional(options),
  establishes: optional(rule),
};

const LONG_RUNNING: Record<keyof LongRunning, Kind> = {
  expectedMs: time,
  timeoutMs: optional(time),
  retry: optional(options),
  label: optional(words),
  acknowledgment: optional(words),
  when: optional(rule),
  check: optional(rule),
  duplicates: optional(oneOf(['allow', 'reject', 'confirm'])),
  sameBy: optional(oneOf(['arguments', 'name'])),
  cancellable: optional(yesOrNo),
  delivery: optional(oneOf(['whenIdle', 'interrupt', 'silent'] satisfies Delivery[])),
  announce: optional(rule),
  durationKey: optional(rule),
  facts: optional(rule),
};

const RETRY: Record<keyof RetryPlan, Kind> = {
  attempts: optional({
    is: (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MOST_ATTEMPTS,
    words: `a whole number from 1 to ${MOST_ATTEMPTS}`,
  }),
  firstMs: optional(time),
  factor: optional({
    is: (value) => typeof value === 'number' && Number.isFinite(value) && value >= 1,
    words: 'a number from 1',
  }),
  longestMs: optional(time),
};

const CONFIRM: Record<keyof Confirm, Kind> = { preview: rule, when: optional(rule) };

const EFFECT: Record<keyof Effect, Kind> = {
  policy: oneOf(['none', 'idempotent', 'reconcile', 'unsafe'] satisfies EffectPolicy[]),
  reconcile: optional(rule),
};

function retryFlaw(retry: Record<string, unknown>): string | undefined {
  const { firstMs, longestMs } = retry;
  const flaw = flawIn(retry, RETRY);
  if (flaw !== undefined) return `of its retry ${flaw}`;
  if (typeof firstMs === 'number' && typeof longestMs === 'number' && firstMs > longestMs) {
    return `of its retry firstMs is ${firstMs}, which is more than longestMs; the first pause is the shortest`;
  }
  return undefined;
}

/** What can't be true together. */
function contradiction({
  longRunning,
  readOnly,
  confirm,
  establishes,
  effect,
}: Record<string, unknown>): string | undefined {
  const { policy: declared, reconcile } = isRecord(effect) ? effect : {};
  const { duplicates = 'allow', sameBy } = isRecord(longRunning) ? longRunning : {};
  if (declared === 'reconcile' && !reconcile) return "effect('reconcile') needs the function that asks its back-end";
  if (declared !== 'reconcile' && reconcile) {
    return `effect('${String(declared)}') never asks its back-end; only 'reconcile' takes a function`;
  }
  if (readOnly && declared !== undefined && declared !== 'none') return `it is readOnly(), so its effect is 'none'`;
  if (declared === 'none' && confirm) return "its effect is 'none', so there is nothing to say yes to";
  if (readOnly && confirm) return 'it is readOnly(), so there is nothing to say yes to';
  if (readOnly && establishes) return 'it is readOnly(), so it establishes nothing';
  if (sameBy !== undefined && duplicates === 'allow') {
    return "its sameBy says what a duplicate is, and duplicates are allowed; add duplicates: 'reject' or 'confirm'";
  }
  if (longRunning && establishes) return 'it is longRunning(), and only quick tools establish facts';
  return undefined;
}
