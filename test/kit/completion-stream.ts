import type { ServerResponse } from 'node:http';
import type { Line } from 'meanwhile/testing';

/** Begins a stream of chunks: from here on the client waits for them. */
export function openStream(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.flushHeaders();
}

/** One chunk of a streamed chat completion. */
export function chunk(delta: object, finish_reason: string | null = null): string {
  const head = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 0, model: 'scripted' };
  return `data: ${JSON.stringify({ ...head, choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
}

/** How a whole stream ends. */
export const DONE = 'data: [DONE]\n\n';

/** The chunks of a line, as OpenAI cuts it: each word by itself, each call in two pieces. */
export function* chunksOf({ text = '', calls = [], raw, finish }: Line): Generator<string> {
  yield chunk({ role: 'assistant', content: '' });
  for (const word of wholeOf(text).match(/\S+\s*/g) ?? []) yield chunk({ content: word });
  for (const [index, { name, args = {}, id = `call_${index}` }] of calls.entries()) {
    yield chunk({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] });
    yield chunk({ tool_calls: [{ index, function: { arguments: raw ?? JSON.stringify(args) } }] });
  }
  const reason = finish === undefined ? (calls.length > 0 ? 'tool_calls' : 'stop') : finish;
  if (reason !== null) yield chunk({}, reason);
}

/** The same line in one piece. */
export function completionOf({ text = '', calls = [], raw, finish }: Line): object {
  const tool_calls = calls.map(({ name, args = {}, id }, index) => ({
    id: id ?? `call_${index}`,
    type: 'function',
    function: { name, arguments: raw ?? JSON.stringify(args) },
  }));
  const message = { role: 'assistant', content: wholeOf(text), ...(calls.length > 0 && { tool_calls }) };
  const finish_reason = finish ?? (calls.length > 0 ? 'tool_calls' : 'stop');
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 0,
    model: 'scripted',
    choices: [{ index: 0, message, finish_reason }],
  };
}

function wholeOf(text: NonNullable<Line['text']>): string {
  return [text].flat().join('');
}
