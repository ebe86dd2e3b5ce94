import type { Entry } from '../../machines/messages.ts';
import { WINDOW } from './latest.ts';

/**
 * The transcript with these entries: a known id is replaced where it stands, a new one is appended.
 *
 * Kept are the newest `limit`, and beyond them what is not finished: words of the user that belong to no turn yet, and
 * everything whose id or turn is in `open`. What is handed in is not forgotten in the same step, even if it is old: so
 * the same entries twice give the same transcript as once.
 */
export function remember(
  transcript: readonly Entry[],
  entries: readonly Entry[],
  { limit = WINDOW, open = [] }: { limit?: number; open?: readonly string[] } = {},
): Entry[] {
  const isOpen = ({ id, role, turn }: Entry) =>
    open.includes(id) || (turn === undefined ? role === 'user' : open.includes(turn));
  const fresh = newest(entries, limit, isOpen);
  const merged = new Map([...transcript, ...fresh].map((entry) => [entry.id, entry]));
  const handedIn = new Set(fresh.map(({ id }) => id));
  return newest([...merged.values()], limit, (entry) => isOpen(entry) || handedIn.has(entry.id));
}

function newest(entries: readonly Entry[], limit: number, isKept: (entry: Entry) => boolean): Entry[] {
  return entries.filter((entry, index) => index >= entries.length - limit || isKept(entry));
}
