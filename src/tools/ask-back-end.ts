import type { Json } from '../../machines/json.ts';
import type { ToolCall } from '../../machines/messages.ts';
import type { KnownTool } from './catalog.ts';
import { parsedArgs } from './parsed-args.ts';
import { toJson } from '../to-json.ts';
import type { ReconcileContext } from './traits.ts';

/**
 * What a tool's back-end says of a call that nobody heard of again: its result, or undefined if it did not take effect.
 *
 * @throws when that can't be known.
 */
export async function askBackEnd(
  { tool, traits }: KnownTool,
  args: ToolCall['args'],
  call: ReconcileContext,
): Promise<Json | undefined> {
  const parsed = await parsedArgs(tool, args);
  if (!traits.effect?.reconcile) throw new Error('nobody can be asked whether it took effect');
  const found: unknown = await traits.effect.reconcile(parsed, call);
  return found === undefined ? undefined : toJson(found);
}
