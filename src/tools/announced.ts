import type { Json } from '../../machines/json.ts';
import type { KnownTool } from './catalog.ts';

/** The sentence a tool tells its result in, empty if it has none: one that can't be made is no reason to lose a result. */
export function announced({ traits }: KnownTool, result: Json): string {
  try {
    const sentence: unknown = traits.longRunning?.announce?.(result);
    return typeof sentence === 'string' ? sentence : '';
  } catch {
    return '';
  }
}
