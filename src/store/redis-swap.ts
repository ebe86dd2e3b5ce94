import { fieldOf, hasMethods } from '../methods.ts';
import type { TextSwap } from './text-swap.ts';

const SCRIPT = `
  if redis.call('GET', KEYS[1]) ~= (ARGV[2] or false) then return 0 end
  redis.call('SET', KEYS[1], ARGV[1])
  return 1`;

/** The swap of `@keyv/redis`, as a script that Redis runs in one step; undefined for another adapter. */
export function redisSwap(adapter: unknown): TextSwap | undefined {
  if (!hasMethods(adapter, 'getClient', 'createKeyPrefix')) return undefined;
  return async (key, expected, text) => {
    const client = await adapter.getClient();
    if (!hasMethods(client, 'eval')) throw new Error('its Redis client has no eval()');
    const keys = [adapter.createKeyPrefix(key, fieldOf(adapter, 'namespace'))];
    const texts = expected === undefined ? [text] : [text, expected];
    return (await client.eval(SCRIPT, { keys, arguments: texts })) === 1;
  };
}
