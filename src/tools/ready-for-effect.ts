import type { AnyActorRef } from 'xstate';
import { untilSaved } from '../durable/until-saved.ts';
import { policyOf, type Traits } from './traits.ts';

/**
 * Waits until a restart would know that a tool may have begun. What has no effect begins at once: no store is on the
 * way of a quick turn that only reads.
 *
 * @throws when that can't be saved, or the work was stopped meanwhile: then the tool must not begin, and has not.
 */
export async function readyForEffect(self: AnyActorRef, traits: Traits, signal: AbortSignal): Promise<void> {
  if (policyOf(traits) === 'none') return;
  try {
    await untilSaved(self);
  } catch (cause) {
    throw new Error('it was not begun, because that could not be saved before', { cause });
  }
  signal.throwIfAborted();
}
