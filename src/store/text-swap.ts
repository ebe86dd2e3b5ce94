import { fieldOf, hasMethods } from '../methods.ts';
import { postgresSwap } from './postgres-swap.ts';
import { redisSwap } from './redis-swap.ts';

/**
 * Sets a text in one step if the one there is exactly the expected one, undefined for none, and says whether it did.
 * Whatever expiry there was is gone.
 */
export type TextSwap = (key: string, expected: string | undefined, text: string) => Promise<unknown>;

/** How an adapter of a Keyv can do that; undefined if it can't. */
export function textSwapOf(adapter: unknown): TextSwap | undefined {
  if (hasMethods(adapter, 'compareAndSet')) return async (...given) => adapter.compareAndSet(...given);
  return bridged(adapter) ?? redisSwap(adapter) ?? postgresSwap(adapter);
}

/** Keyv 6 puts a bridge before what was made for Keyv 5 too. */
function bridged(adapter: unknown): TextSwap | undefined {
  const below = fieldOf(adapter, 'store');
  if (!hasMethods(below, 'compareAndSet') || !hasMethods(adapter, 'getKeyPrefix')) return undefined;
  const keyOf = (key: string) => adapter.getKeyPrefix(key, fieldOf(adapter, 'namespace'));
  return async (key, ...texts) => below.compareAndSet(keyOf(key), ...texts);
}
