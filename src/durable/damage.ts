import { isRecord } from '../shape.ts';
import { UnreadableRecord } from '../store/schema.ts';
import type { Checkpoint } from './checkpoint.ts';
import { CHAT, CONVERSATION, isOwedWhole, misshapenIn, OPERATION, TOOL_RUN } from './shapes.ts';

/**
 * Refuses a checkpoint in which something has not the shape it must have. An actor would take it, and break at the next
 * word, or wait for ever.
 *
 * @throws UnreadableRecord that names what is damaged, and quotes nothing of it.
 */
export function refuseDamaged({ snapshot, owed }: Checkpoint): void {
  const what = owed.every(isOwedWhole) ? damageIn('conversation', snapshot) : 'what is owed to the listeners';
  if (what === undefined) return;
  throw new UnreadableRecord(
    `The record 'conversation' can't be gone on with, because of ${what}. It is damaged, or of another version of Meanwhile, and stays as it is: open it with that one, put a copy of it back, or begin another conversation, under a new id.`,
  );
}

/** The machines of a conversation, by the ids they have in it. What else works in it has an input, and no context. */
const CONTEXTS = new Map<string, Parameters<typeof misshapenIn>[0]>([
  ['conversation', CONVERSATION],
  ['operation', OPERATION],
  ['chat', CHAT],
  ['run', TOOL_RUN],
]);

/** XState's own. A child that has come to its end stays until the state that needed it is left. */
const STATUSES: readonly unknown[] = ['active', 'done', 'error', 'stopped'];

/** Where the damage in the snapshot of an actor is, or of those below it; undefined if there is none. */
function damageIn(id: string, snapshot: unknown): string | undefined {
  if (!isRecord(snapshot) || !STATUSES.includes(snapshot['status'])) return `the state of '${id}'`;
  const context = CONTEXTS.get(id);
  if (!context) return undefined;

  if (!isStateValue(snapshot['value'])) return `the state of '${id}'`;
  const field = isRecord(snapshot['context']) ? misshapenIn(context, snapshot['context']) : 'context';
  if (field !== undefined) return `'${field}' of '${id}'`;
  if (!isRecord(snapshot['children'])) return `the state of '${id}'`;
  for (const [childId, child] of Object.entries(snapshot['children'])) {
    // XState would take anything else for the logic itself
    const isNamed = isRecord(child) && typeof child['src'] === 'string';
    const damage = damageIn(childId, isNamed ? child['snapshot'] : undefined);
    if (damage !== undefined) return damage;
  }
  return undefined;
}

/** A state that has an end: XState takes what has none for one that begins. */
function isStateValue(value: unknown): boolean {
  if (typeof value === 'string') return value !== '';
  return isRecord(value) && Object.keys(value).length > 0 && Object.values(value).every(isStateValue);
}
