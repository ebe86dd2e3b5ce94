import type { Attributes } from '@opentelemetry/api';
import { errorType } from './error-type.ts';
import type { Ending } from './fact.ts';
import { ATTRIBUTES } from './names.ts';

/** How something ended: `error.type` is there if it went wrong. */
export function endingAttributes(ending: Ending, error?: unknown): Attributes {
  const outcome = { [ATTRIBUTES.outcome]: ending };
  if (ending === 'succeeded' || ending === 'cancelled' || ending === 'stopped') return outcome;
  const type = ending === 'timedOut' ? 'timeout' : ending;
  return { ...outcome, [ATTRIBUTES.errorType]: error === undefined ? type : errorType(error) };
}
