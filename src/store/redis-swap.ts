import { fieldOf, hasMethods } from '../methods.ts';
import type { TextSwap } from './text-swap.ts';

const SCRIPT = `
  local found = redis.call('GET', KEYS[1])
  if ARGV[1] == 'nothing' then
    if found then return 0 end
  elseif found ~= ARGV[2] then
    return 0
  end
  if ARGV[3] == 'nothing' then
    redis.call('DEL', KEYS[1])
  else
    redis.call('SET', KEYS[1], ARGV[4])
  end
  return 1`;

/** The swap of `@keyv/redis`, as a script that Redis runs in one step; undefined for another adapter. */
export function redisSwap(adapter: unknown): TextSwap | undefined {
  if (!hasMethods(adapter, 'getClient', 'createKeyPrefix')) return undefined;
  return async (key, expected, text) => {
    const client = await adapter.getClient();
    if (!hasMethods(client, 'eval')) throw new Error('its Redis client has no eval()');
    const keys = [adapter.createKeyPrefix(key, fieldOf(adapter, 'namespace'))];
    return (await client.eval(SCRIPT, { keys, arguments: [...given(expected), ...given(text)] })) === 1;
  };
}

function given(text: string | undefined): string[] {
  return text === undefined ? ['nothing', ''] : ['text', text];
}
