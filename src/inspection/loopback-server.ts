import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** What is found under one name: a text, or a stream of server-sent events. */
export type Resource =
  | { type: string; text: string; policy?: string }
  | { open(response: ServerResponse, query: URLSearchParams): void };

/** A server that only this machine can reach, and only by who knows its address. */
export type LoopbackServer = {
  /** Ends in a slash; resources stand under it. */
  url: string;
  close(): Promise<void>;
};

const OWN_ONLY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * Serves resources on 127.0.0.1 under an address nobody can guess.
 *
 * Any page in the user's browser may send requests here: one that comes under another host name (DNS rebinding) or from
 * another origin is refused, and one that does not know the token finds nothing. It keeps no process alive.
 *
 * @throws when the port is taken.
 */
export async function serveOnLoopback(resources: ReadonlyMap<string, Resource>, port: number): Promise<LoopbackServer> {
  const base = `/${randomBytes(16).toString('base64url')}/`;
  const server = createServer(respond);
  const closed = new Promise((resolve) => server.on('close', resolve));
  server.on('connection', (socket) => socket.unref());
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  const bound = server.address();
  const chosen = typeof bound === 'object' && bound ? bound.port : port;
  const hosts = [`127.0.0.1:${chosen}`, `localhost:${chosen}`];

  return {
    url: `http://${hosts[0]}${base}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };

  function respond(request: IncomingMessage, response: ServerResponse) {
    response.setHeader('cache-control', 'no-store');
    response.setHeader('content-security-policy', OWN_ONLY);
    response.setHeader('cross-origin-resource-policy', 'same-origin');
    response.setHeader('referrer-policy', 'no-referrer');
    response.setHeader('x-content-type-options', 'nosniff');
    response.on('error', () => response.destroy());
    const [path = '', query] = (request.url ?? '').split('?');
    const resource = path.startsWith(base) ? resources.get(path.slice(base.length)) : undefined;
    if (!isOwn(request)) return refuse(response, 403);
    if (!resource) return refuse(response, 404);
    if (request.method !== 'GET') return refuse(response, 405);
    if ('open' in resource) {
      return resource.open(response.setHeader('content-type', 'text/event-stream'), new URLSearchParams(query));
    }
    answer(response, resource);
  }

  function isOwn({ headers }: IncomingMessage): boolean {
    const { host = '', origin = `http://${host}` } = headers;
    return hosts.includes(host) && origin === `http://${host}`;
  }
}

function answer(response: ServerResponse, { type, text, policy }: Exclude<Resource, { open: unknown }>) {
  response.setHeader('content-type', `${type}; charset=utf-8`);
  if (policy !== undefined) response.setHeader('content-security-policy', `${OWN_ONLY}; ${policy}`);
  response.end(text);
}

function refuse(response: ServerResponse, status: number) {
  response.statusCode = status;
  response.end();
}
