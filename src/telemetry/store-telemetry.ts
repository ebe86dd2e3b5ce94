import { metrics, type Meter } from '@opentelemetry/api';
import type { Store } from '../store/store.ts';
import { watchStore } from '../store/watched.ts';
import { errorType } from './error-type.ts';
import { instrumentsOf } from './instruments.ts';
import { ATTRIBUTES, SCOPE, VERSION } from './names.ts';
import { quietly } from './quietly.ts';

/**
 * Measures how long a store takes and what fails, of all conversations that are kept in it. Call it once for each store,
 * with the same object that machines are given; it ends when the function it gives is called.
 *
 * @example
 * const store = sqliteStore('data/conversations.sqlite');
 * storeTelemetry(store);
 * const machine = createConversationMachine({ model, tools, store });
 */
export function storeTelemetry(
  store: Store,
  { meter = metrics.getMeter(SCOPE, VERSION) }: { meter?: Meter } = {},
): () => void {
  const { storeDuration } = instrumentsOf(meter);
  return watchStore(store, ({ deed, ms, error }) =>
    quietly(() =>
      storeDuration(ms / 1000, {
        [ATTRIBUTES.storeOperation]: deed,
        ...(error === undefined ? {} : { [ATTRIBUTES.errorType]: errorType(error) }),
      }),
    ),
  );
}
