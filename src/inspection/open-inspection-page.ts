import type { ServerResponse } from 'node:http';
import type { AnyStateMachine, InspectionEvent } from 'xstate';
import { systemClock } from '../effects/clock.ts';
import { chartSvg } from './chart/chart-svg.ts';
import { pictureStream } from './event-streams.ts';
import { live, type LiveConversation } from './live.ts';
import { serveOnLoopback, type Resource } from './loopback-server.ts';
import { figuresHtml, heardHtml } from './page/fragments.ts';
import { pageHtml } from './page/page-html.ts';
import { pageScript } from './page/page-script.ts';
import { pageStyle } from './page/page-style.ts';
import { statelyHtml, statelyScript, statelyStyle } from './page/stately-html.ts';
import { charts, redacted } from './redacted.ts';
import type { ShownEvent } from './redaction.ts';
import { statelyRelay } from './stately-relay.ts';

/** How the page is opened. */
export type InspectionPageOptions = {
  /** Default: any that is free. */
  port?: number;
  /** Charts of your own that may be shown too; of their contexts nothing is. */
  also?: readonly AnyStateMachine[];
  /** Also offers a page with Stately's inspector, which comes from the internet, or from the address given. Default: false. */
  stately?: boolean | string;
};

/** A page on which conversations can be watched. */
export type InspectionPage = {
  /** Keep it to yourself: who knows it, and is on this machine, can watch. */
  url: string;
  /** The page with Stately's inspector, if it was asked for. */
  statelyUrl: string | undefined;
  /** For `createActor(machine, { inspect })`, of as many conversations as you like. */
  inspect: (event: InspectionEvent) => void;
  close(): Promise<void>;
};

const OWN_POLICY = "script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:";
const STATELY = 'https://stately.ai/inspect';

/**
 * Opens a page on this machine that draws the charts of conversations while they run, the active states marked.
 *
 * It is redacted as `redacted` says, needs no internet, and keeps no process alive. It needs `state-machine-cat`.
 *
 * @throws when that package is missing or the port is taken.
 * @example
 * const { url, inspect } = await openInspectionPage();
 * console.log(url);
 * createActor(machine, { input, inspect }).start();
 */
export async function openInspectionPage(options: InspectionPageOptions = {}): Promise<InspectionPage> {
  const { port = 0, also = [], stately = false } = options;
  const drawings = await Promise.all(
    [...charts, ...also].map(async (chart) => [chart.id, await chartSvg(chart)] as const),
  );
  const conversations = live(systemClock.now);
  const relay = stately === false ? undefined : await statelyRelay(conversations);
  const clients = new Set<() => void>();

  const resources = new Map<string, Resource>([
    ['', { type: 'text/html', text: pageHtml({ hasStately: relay !== undefined }), policy: OWN_POLICY }],
    ['page.css', { type: 'text/css', text: pageStyle }],
    ['page.js', { type: 'text/javascript', text: pageScript }],
    ...drawings.map(([id, svg]): [string, Resource] => [
      `charts/${encodeURIComponent(id)}.svg`,
      { type: 'image/svg+xml', text: svg },
    ]),
    ['events', { open: watch }],
  ]);
  if (relay) {
    const inspector = stately === true ? STATELY : String(stately);
    const policy = `${OWN_POLICY}; frame-src ${new URL(inspector).origin}`;
    resources.set('stately', { type: 'text/html', text: statelyHtml(inspector), policy });
    resources.set('stately.css', { type: 'text/css', text: statelyStyle });
    resources.set('stately.js', { type: 'text/javascript', text: statelyScript });
    resources.set('stately/events', { open: relay.join });
  }
  const { url, close } = await serveOnLoopback(resources, port);
  return { url, statelyUrl: relay && `${url}stately`, inspect: redacted(take, { also, onFailure: warn }), close };

  function watch(response: ServerResponse, query: URLSearchParams) {
    const { changed } = pictureStream(response, () => pictureOf(conversations.all(), query.get('of')));
    clients.add(changed);
    response.on('close', () => clients.delete(changed));
  }

  function take(event: ShownEvent) {
    conversations.take(event);
    relay?.take(event);
    for (const changed of clients) changed();
  }
}

/** What the page shows: the conversation that was chosen, else the newest. */
function pictureOf(conversations: LiveConversation[], chosen: string | null): string {
  const shown = conversations.find(({ name }) => name === chosen) ?? conversations.at(-1);
  return JSON.stringify({
    names: conversations.map(({ name }) => name),
    shown: shown && {
      name: shown.name,
      heard: heardHtml(shown.heard),
      charts: shown.charts.map((chart) => ({ ...chart, figures: figuresHtml(chart.figures) })),
    },
  });
}

/** Nothing here should fail; if it does all the same, the page misses an event and the app goes on. */
function warn(error: unknown) {
  process.emitWarning(`the inspection page missed an event: ${String(error)}`);
}
