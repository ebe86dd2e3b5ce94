import type { Limits } from '../effects/limits.ts';

/** How many messages there is room for, and how many tokens they may have together. */
export type Room = Pick<Limits, 'history' | 'tokens'>;

/**
 * How many of the newest groups there is room for: each whole, and none left out between them.
 *
 * The first that does not fit ends it, even if an older one would fit: so more room never keeps less. Of those before it
 * the size is not asked.
 */
export function latest<Group>(
  groups: readonly Group[],
  { history, tokens }: Room,
  sizeOf: (group: Group) => Room,
): number {
  let messagesLeft = history;
  let tokensLeft = tokens;
  const first = groups.findLastIndex((group) => {
    const size = sizeOf(group);
    messagesLeft -= size.history;
    tokensLeft -= size.tokens;
    return messagesLeft < 0 || tokensLeft < 0;
  });
  return groups.length - 1 - first;
}
