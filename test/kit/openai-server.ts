import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type GrammarMessage, grammarViolations, type Line } from 'meanwhile/testing';

/** A request as the server read it. */
export type Request = { messages: GrammarMessage[]; tools: string[]; temperature?: number; stream: boolean };

/** What the server does with a request. */
export type Answer = Line & {
  /** Answers with this status and nothing else. */
  status?: number;
};

/** An OpenAI-compatible server on loopback that follows a script and refuses what OpenAI refuses. */
export async function serveOpenAI(script: (request: Request, count: number) => Answer | Promise<Answer>) {
  const requests: Request[] = [];
  const refused: string[] = [];
  const hangUps: (() => void)[] = [];
  const server = createServer((incoming, response) => void answer(incoming, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  async function answer(incoming: IncomingMessage, response: ServerResponse) {
    const body = JSON.parse(await textOf(incoming));
    const tools = (body.tools ?? []).map((tool: { function: { name: string } }) => tool.function.name);
    const request: Request = { messages: body.messages, tools, temperature: body.temperature, stream: body.stream };
    const violations = grammarViolations(request.messages);
    requests.push(request);
    refused.push(...violations);
    response.on('close', () => {
      if (!response.writableEnded) hangUps.splice(0).forEach((hear) => hear());
    });
    if (violations.length > 0) return fail(response, 400, violations.join('; '));

    const line = await script(request, requests.length - 1);
    if (line.status) return fail(response, line.status, 'no');
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
    if (line.after === Number.POSITIVE_INFINITY) return;
    for (const delta of deltasOf(line)) response.write(event({ delta, finish_reason: null }));
    const finish = line.finish === undefined ? (line.calls ? 'tool_calls' : 'stop') : line.finish;
    if (finish) response.write(event({ delta: {}, finish_reason: finish }));
    response.end('data: [DONE]\n\n');
  }

  return {
    baseURL: `http://127.0.0.1:${port}/v1`,
    requests,
    refused,
    /** Resolves when a client hangs up in the middle of an answer. */
    hangUp: () => new Promise<void>((resolve) => hangUps.push(resolve)),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function* deltasOf({ text = '', calls = [], raw }: Line) {
  yield { role: 'assistant', content: '' };
  for (const word of text.match(/\S+\s*/g) ?? []) yield { content: word };
  for (const [index, { name, args = {}, id = `call_${index}` }] of calls.entries()) {
    yield { tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] };
    yield { tool_calls: [{ index, function: { arguments: raw ?? JSON.stringify(args) } }] };
  }
}

function event(choice: object) {
  const chunk = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 0, model: 'scripted' };
  return `data: ${JSON.stringify({ ...chunk, choices: [{ index: 0, ...choice }] })}\n\n`;
}

function fail(response: ServerResponse, status: number, message: string) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: { message, type: 'invalid_request_error' } }));
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of incoming) text += String(chunk);
  return text;
}
