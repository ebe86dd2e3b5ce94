import type { ServerResponse } from 'node:http';
import type { InspectionEvent } from 'xstate';
import { eventStream } from './event-streams.ts';
import type { Live } from './live.ts';
import type { ShownEvent } from './redaction.ts';

/** Tells pages that hold Stately's inspector what happens, in its own words. */
export type StatelyRelay = {
  take(event: ShownEvent): void;
  /** A page joins: it is told of every actor that is there, then of all that happens. */
  join(response: ServerResponse): void;
};

/** How deep a chart's source may be nested to be told; the package's default of 10 cuts ours off. */
const DEPTH = 30;

/**
 * A relay by `@statelyai/inspect`, without the relay of that package: its own listens on all interfaces, for everybody.
 *
 * @throws when `@statelyai/inspect` is not installed.
 */
export async function statelyRelay(live: Live): Promise<StatelyRelay> {
  const { createInspector } = await loadStately();
  const pages = new Set<(event: InspectionEvent) => void>();
  return {
    take(event) {
      for (const tell of pages) tell(event);
    },
    join(response) {
      const { send } = eventStream(response);
      const { inspect } = createInspector(
        { send: (event) => send(JSON.stringify(event)) },
        { serializationDepthLimit: DEPTH },
      );
      const tell = (event: InspectionEvent) => inspect.next?.(event);
      for (const actor of live.actors()) tell({ type: '@xstate.actor', ...actor });
      pages.add(tell);
      response.on('close', () => pages.delete(tell));
    },
  };
}

async function loadStately() {
  try {
    return await import('@statelyai/inspect');
  } catch (cause) {
    throw new Error("Stately's inspector needs its package: npm install @statelyai/inspect", { cause });
  }
}
