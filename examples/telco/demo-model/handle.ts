import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import type { ChatCompletionRequest } from './chat-completion-request.ts';
import { answerFor, chunksOf, usageOf, wholeCompletion } from './completion.ts';
import { decide } from './decide.ts';
import { checkRequest, type RequestRefusal } from './check-request.ts';

/** How a request ended: `aborted` if the other side went away before the answer was complete. */
export type Exchange = { ended: 'answered' | 'refused' | 'aborted'; reason?: string };

/** Waits so many milliseconds; rejects when the signal is aborted. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

/** What handling needs from outside. */
export type Surroundings = { latencyMs: number; wait: Wait; onExchange(exchange: Exchange): void };

const MODEL = 'meanwhile-demo';

/** Handles one HTTP request. What goes wrong in here becomes a 500, or the end of an answer that had begun. */
export async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  surroundings: Surroundings,
): Promise<void> {
  try {
    await route(request, response, surroundings);
  } catch (error) {
    if (response.headersSent) response.destroy();
    else send(response, 500, { error: { message: String(error), type: 'server_error', param: null, code: null } });
  }
}

async function route(request: IncomingMessage, response: ServerResponse, surroundings: Surroundings): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  if (request.method === 'GET' && path === '/v1/models')
    return send(response, 200, {
      object: 'list',
      data: [{ id: MODEL, object: 'model', created: 0, owned_by: 'meanwhile' }],
    });
  if (request.method !== 'POST' || path !== '/v1/chat/completions')
    return refuse(
      response,
      404,
      { message: `Unknown request URL: ${request.method} ${path}.`, param: null },
      surroundings,
    );

  const checked = checkRequest(await json(request).catch(() => undefined));
  if ('refusal' in checked) return refuse(response, 400, checked.refusal, surroundings);
  await answer(checked.request, response, surroundings);
}

async function answer(
  request: ChatCompletionRequest,
  response: ServerResponse,
  { latencyMs, wait, onExchange }: Surroundings,
): Promise<void> {
  const stamp = { id: `chatcmpl-${randomUUID()}`, created: Math.floor(Date.now() / 1000), model: request.model };
  const reply = answerFor(decide(request), () => `call_${randomUUID().replaceAll('-', '')}`);
  const usage = usageOf(JSON.stringify(request.messages), reply);
  const gone = new AbortController();
  response.once('close', () => {
    onExchange({ ended: response.writableFinished ? 'answered' : 'aborted' });
    gone.abort();
  });
  if (!request.stream) return send(response, 200, wholeCompletion(stamp, reply, usage));

  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
  for (const chunk of chunksOf(stamp, reply, request.stream_options?.include_usage ? usage : undefined)) {
    await wait(latencyMs, gone.signal);
    response.write(`data: ${JSON.stringify(chunk)}\n\n`);
  }
  response.end('data: [DONE]\n\n');
}

function refuse(
  response: ServerResponse,
  status: number,
  { message, param }: RequestRefusal,
  { onExchange }: Surroundings,
): void {
  onExchange({ ended: 'refused', reason: message });
  send(response, status, { error: { message, type: 'invalid_request_error', param, code: null } });
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
