import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type GrammarMessage, type Line, requestViolations } from 'meanwhile/testing';
import { chunksOf, completionOf, DONE, openStream } from './completion-stream.ts';

/** A request as the server read it. */
export type Request = { messages: GrammarMessage[]; tools: string[]; temperature?: number; stream: boolean };

/** A request that is being answered. */
export type Exchange = {
  request: Request;
  /** What the client called its key. */
  key: string;
  /** Whether the client still waits for the rest of the answer. */
  isOpen: boolean;
  /** Resolves when the client hangs up before the answer is whole. */
  hungUp: Promise<void>;
};

/** Something that goes wrong instead of an answer. */
export type Fault = (response: ServerResponse, exchange: Exchange) => void;

/** What the server does with a request. */
export type Answer = Line & {
  /** Answers with this status and nothing else. */
  status?: number;
  fault?: Fault;
};

/** An OpenAI-compatible server on loopback that follows a script and refuses what OpenAI refuses. */
export async function serveOpenAI(script: (request: Request, count: number) => Answer | Promise<Answer>) {
  const exchanges: Exchange[] = [];
  const requests: Request[] = [];
  const refused: string[] = [];
  const server = createServer((incoming, response) => void answer(incoming, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  async function answer(incoming: IncomingMessage, response: ServerResponse) {
    const body = JSON.parse(await textOf(incoming));
    const tools = [body.tools ?? []].flat().map((tool) => String(tool?.function?.name));
    const request: Request = { messages: body.messages, tools, temperature: body.temperature, stream: body.stream };
    const exchange = exchangeOf(request, incoming, response);
    exchanges.push(exchange);
    requests.push(request);

    const [violation] = requestViolations(body);
    if (violation !== undefined) {
      refused.push(violation);
      return refuse(response, violation);
    }
    const { status, fault, ...line } = await script(request, exchanges.length - 1);
    if (status !== undefined) return fail(response, status, { message: 'no', type: 'error' });
    if (fault) return fault(response, exchange);
    if (!request.stream) return send(response, 200, completionOf(line));
    openStream(response);
    if (line.after === Number.POSITIVE_INFINITY) return;
    for (const piece of chunksOf(line)) response.write(piece);
    response.end(DONE);
  }

  return {
    baseURL: `http://127.0.0.1:${port}/v1`,
    exchanges,
    requests,
    refused,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Answers with a status and an error as OpenAI writes it. */
export function fail(response: ServerResponse, status: number, error: object, headers: Record<string, string> = {}) {
  send(response, status, { error }, headers);
}

function refuse(response: ServerResponse, violation: string) {
  const [, param = null, message = violation] = /^(.*?): (.*)$/.exec(violation) ?? [];
  fail(response, 400, { message, type: 'invalid_request_error', param, code: null });
}

function send(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

function exchangeOf(request: Request, incoming: IncomingMessage, response: ServerResponse): Exchange {
  const { promise: hungUp, resolve } = Promise.withResolvers<void>();
  const exchange: Exchange = { request, key: incoming.headers.authorization ?? '', isOpen: true, hungUp };
  response.on('close', () => {
    exchange.isOpen = false;
    if (!response.writableEnded) resolve();
  });
  return exchange;
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of incoming) text += String(part);
  return text;
}
