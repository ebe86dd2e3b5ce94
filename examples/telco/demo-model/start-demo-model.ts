import { once } from 'node:events';
import { createServer } from 'node:http';
import { handle, type Exchange, type Wait } from './handle.ts';
import { waitFor } from './wait-for.ts';

/** How the demo model is started. */
export type DemoModelOptions = {
  /** Default: any free port. */
  port?: number;
  /** How long it takes for each piece of an answer, so that one sees it stream. Default 15. */
  latencyMs?: number;
  /** Waits for the latency; injected in tests. */
  wait?: Wait;
  /** Hears how each request ended: a refused one is what OpenAI would have answered with 400. */
  onExchange?(exchange: Exchange): void;
};

/** A running demo model. */
export type DemoModel = {
  /** For `configuration.baseURL` of `ChatOpenAI`. */
  baseURL: string;
  /** Ends the server and all its connections, in the middle of an answer too. */
  close(): Promise<void>;
};

/**
 * Starts a model for people without an API key: an OpenAI-compatible server in this process, reachable from this machine only.
 *
 * It knows some phrases of the telco example, and says so. It does not keep the process alive by itself.
 */
export async function startDemoModel({
  port = 0,
  latencyMs = 15,
  wait = waitFor,
  onExchange = () => {},
}: DemoModelOptions = {}): Promise<DemoModel> {
  const server = createServer((request, response) => void handle(request, response, { latencyMs, wait, onExchange }));
  server.on('connection', (socket) => socket.unref());
  server.listen(port, '127.0.0.1').unref();
  await once(server, 'listening');
  return {
    baseURL: `http://127.0.0.1:${portOf(server.address())}/v1`,
    async close() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function portOf(address: ReturnType<ReturnType<typeof createServer>['address']>): number {
  if (address === null || typeof address === 'string')
    throw new Error(`The demo model listens on ${String(address)}, which is no port.`);
  return address.port;
}
