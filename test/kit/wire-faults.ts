import type { ServerResponse } from 'node:http';
import { chunk, chunksOf, DONE, openStream } from './completion-stream.ts';
import { fail, type Exchange, type Fault } from './openai-server.ts';

/** The half of an answer that nobody must hear. */
export const HALF = 'Your plan costs 4';

/** What an app says of its user, and of its key; no failure may repeat it, and a server repeats both. */
export const SECRETS = { words: 'My account is 4711.', key: 'sk-canary' };

const cutOff = (why: string, advice: string) =>
  `the model's reply was cut off (${why}) and nothing of it was used: ${advice}`;
const unsaid = cutOff('no reason to stop was given', 'look at the connection and the model server');
const tooLong = cutOff('length', 'allow it more tokens');
const filtered = cutOff('content_filter', "look at the provider's content filter");
const halfCall = cutOff('half a tool call', 'look at the model server');
const unreadable = 'the model server sent what cannot be read: check its address, and that it speaks as OpenAI does';
const unreachable = 'the model server cannot be reached: check its address';
const nothing = 'the model sent nothing: look at the model server, and whether its address is right';

/** All that goes wrong at once, and the line that a failure says of it. */
export const FAULTS: Record<string, { fault: Fault; error: string }> = {
  'ends in the middle of its words': { fault: half((response) => response.end()), error: unsaid },
  'ends in the middle, as if it were whole': { fault: half((response) => response.end(DONE)), error: unsaid },
  'ends before its first word': { fault: opened((response) => response.end(DONE)), error: nothing },
  'sends an empty body': { fault: opened((response) => response.end()), error: nothing },
  'ends behind a whole call': { fault: calling('{}', (response) => response.end()), error: unsaid },
  'breaks the line in the middle of its words': {
    fault: half((response) => response.socket?.resetAndDestroy()),
    error: 'the connection to the model server broke in the middle of a reply: try again',
  },
  'breaks the line before its first byte': {
    fault: (response) => response.socket?.resetAndDestroy(),
    error: unreachable,
  },
  'hangs up before its first byte': { fault: (response) => response.socket?.destroy(), error: unreachable },
  'stops for length in its words': { fault: half(stops('length')), error: tooLong },
  'stops for length in a call': { fault: calling('{"of": "a', stops('length')), error: tooLong },
  'stops for length behind a whole call': { fault: calling('{}', stops('length')), error: tooLong },
  'is filtered in its words': { fault: half(stops('content_filter')), error: filtered },
  'is filtered in a call': { fault: calling('{"of": "a', stops('content_filter')), error: filtered },
  'has half a JSON for arguments': { fault: calling('{"of": "a', stops('tool_calls')), error: halfCall },
  'sends an error in the middle': {
    fault: half((response, exchange) => response.end(frame(exchange))),
    error: 'the model server broke its reply off (error, server_error): try again later',
  },
  'sends an error first': {
    fault: opened((response, exchange) => response.end(frame(exchange))),
    error: 'the model server broke its reply off (error, server_error): try again later',
  },
  'sends half a JSON': { fault: half((response) => response.end('data: {"id": "chatc\n\n')), error: unreadable },
  'is a web page': {
    fault(response) {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<html>It works!</html>');
    },
    error: nothing,
  },
  'answers 400': {
    fault: status(400),
    error:
      "the model server refused the request (400, odd, invalid_request_error): see its log, or what the model's callback handleLLMError hears",
  },
  'answers 400, as the model knows no tools': {
    fault: (response, { key }) =>
      fail(response, 400, { message: `${key.replace(' ', ':')} does not support tools`, type: 'api_error' }),
    error: 'the model server cannot use tools with this model (400): take one that can, or set the server up for it',
  },
  'answers 401': { fault: status(401), error: 'the model server refused the key (401): check the API key' },
  'answers 403': { fault: status(403), error: 'the model server refused the key (403): check the API key' },
  'answers 404': {
    fault: status(404),
    error: 'the model server knows no such model or address (404): check both',
  },
  'answers 429': {
    fault: status(429),
    error: 'the model server has had too many requests (429): try again later',
  },
  'answers 429 and says when to come again': {
    fault: status(429, { 'retry-after': '20' }),
    error: 'the model server has had too many requests (429): try again in 20 s',
  },
  'answers 500': {
    fault: status(500),
    error: 'the model server has trouble of its own (500, odd, invalid_request_error): try again later',
  },
  'answers 503 in plain text': {
    fault(response) {
      response.writeHead(503);
      response.end('no');
    },
    error: 'the model server has trouble of its own (503): try again later',
  },
};

/** All that never comes to an end by itself. */
export const SILENCES: Record<string, Fault> = {
  'never answers': () => {},
  'sends headers and then nothing': opened(() => {}),
  'falls silent in the middle of its words': half(() => {}),
  'answers 500 and never says why': (response) => {
    response.writeHead(500, { 'content-type': 'application/json' });
    response.flushHeaders();
  },
};

function opened(goOn: Fault): Fault {
  return (response, exchange) => {
    openStream(response);
    goOn(response, exchange);
  };
}

/** Half an answer, and when it is under way, something else. */
function half(goOn: Fault): Fault {
  return opened((response, exchange) => {
    const pieces = [...chunksOf({ text: HALF, finish: null })];
    response.write(pieces.join(''), () => goOn(response, exchange));
  });
}

/** A call of a tool that is there, with these arguments, and then something else. */
function calling(raw: string, goOn: Fault): Fault {
  return opened((response, exchange) => {
    const name = exchange.request.tools.includes('order') ? 'order' : 'balance';
    response.write([...chunksOf({ calls: [{ name }], raw, finish: null })].join(''));
    goOn(response, exchange);
  });
}

function stops(reason: string): Fault {
  return (response: ServerResponse) => response.end(chunk({}, reason) + DONE);
}

function frame(exchange: Exchange): string {
  return `data: ${JSON.stringify({ error: { message: quoting(exchange), type: 'server_error', param: null, code: null } })}\n\n`;
}

function status(code: number, headers: Record<string, string> = {}): Fault {
  return (response, exchange) =>
    fail(response, code, { message: quoting(exchange), type: 'invalid_request_error', code: 'odd' }, headers);
}

/** Servers quote what they were sent: the key, and what was said. */
function quoting({ key, request }: Exchange): string {
  return `I do not like ${key} and ${JSON.stringify(request.messages)}`;
}
