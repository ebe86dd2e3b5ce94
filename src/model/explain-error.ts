import { kindOf } from '../effects/error.ts';
import { BadReply } from './bad-reply.ts';
import { isObject } from '../shape.ts';

/**
 * What went wrong with a model call, in a line that says what to do.
 *
 * What the server or the model says itself is not in it: they quote the key, the messages, the whole request. It is the
 * cause, and what they say only chooses the words. Of an error of no known kind there is its code or class.
 */
export function explained(error: unknown): Error {
  if (error instanceof BadReply) return error;
  const words = wordsFor(error);
  // what holds the key is no cause either
  if (words !== undefined) return isUnsendable(error) ? new Error(words) : new Error(words, { cause: error });
  return new Error(`the model failed${kindOf(error)}`, { cause: error });
}

function wordsFor(error: unknown): string | undefined {
  if (!isObject(error)) return undefined;
  const status: unknown = Reflect.get(error, 'status');
  if (typeof status === 'number') return wordsForStatus(status, error);
  return KINDS.find(({ is }) => is(error))?.words(error);
}

function wordsForStatus(status: number, error: object): string {
  if (says(error, NO_TOOLS)) {
    return `the model server cannot use tools with this model (${status}): take one that can, or set the server up for it`;
  }
  if (status === 401 || status === 403) return `the model server refused the key (${status}): check the API key`;
  if (status === 404) return 'the model server knows no such model or address (404): check both';
  if (status === 429) return wordsForTooMany(error);
  if (status >= 500) return `the model server has trouble of its own (${named(status, error)}): try again later`;
  return `the model server refused the request (${named(status, error)}): see its log, or what the model's callback handleLLMError hears`;
}

/** How Ollama, vLLM and OpenRouter say it. */
const NO_TOOLS =
  /^(?:\d{3} )?(?:\S+ does not support tools$|"auto" tool choice requires |No endpoints found that support tool use\b)/;

function wordsForTooMany(error: object): string {
  if (Reflect.get(error, 'code') === 'insufficient_quota') {
    return 'the quota at the model server is used up (429): look at its plan and billing';
  }
  const waitMs: unknown = Reflect.get(error, 'retryAfterMs');
  const when = typeof waitMs === 'number' ? `in ${Math.ceil(waitMs / 1000)} s` : 'later';
  return `the model server has had too many requests (429): try again ${when}`;
}

const KINDS: { is(error: object): boolean; words(error: object): string }[] = [
  {
    is: isUnsendable,
    words: () => 'the API key holds a sign that cannot be sent: check it for spaces, line breaks and foreign letters',
  },
  {
    is: (error) => says(error, NO_KEY),
    words: () => 'the model has no API key: set OPENAI_API_KEY, or what its package reads instead, or pass apiKey',
  },
  {
    is: (error) => Reflect.get(error, 'name') === 'ContextOverflowError',
    words: () =>
      'the conversation is longer than the model can read: lower limits.tokens, or take a model that reads more',
  },
  {
    is: (error) => Reflect.get(error, 'name') === 'TimeoutError',
    words: () => 'the model server did not answer in time: try again later',
  },
  {
    is: (error) => says(error, /connection error|ECONNREFUSED|ENOTFOUND|fetch failed/i),
    words: () => 'the model server cannot be reached: check its address',
  },
  {
    is: (error) => says(error, /^terminated$|ECONNRESET|EPIPE|other side closed|premature close/i),
    words: () => 'the connection to the model server broke in the middle of a reply: try again',
  },
  {
    // of OpenAI's package: an error frame in the middle of the stream has a status that is none
    is: (error) => 'status' in error && Reflect.get(error, 'error') !== undefined,
    words: (error) => `the model server broke its reply off (${named('error', error)}): try again later`,
  },
  {
    is: (error) => error instanceof SyntaxError,
    words: () => 'the model server sent what cannot be read: check its address, and that it speaks as OpenAI does',
  },
];

/** How the packages of OpenAI and Anthropic say it. */
const NO_KEY = /^(?:Missing credentials|Could not resolve authentication method)\b/;

/** The error and what the server calls it, by names alone: never by what could be a sentence. */
function named(what: string | number, error: object): string {
  const names = ['code', 'type', 'param'].map((field): unknown => Reflect.get(error, field));
  return [what, ...names.filter((name) => typeof name === 'string' && /^[\w.[\]-]{1,60}$/.test(name))].join(', ');
}

/** The error, or what has caused it. */
function says(error: unknown, words: RegExp): boolean {
  return error instanceof Error && (words.test(error.message) || says(error.cause, words));
}

function isUnsendable(error: unknown): boolean {
  return error instanceof TypeError && /ByteString|invalid header value/i.test(error.message);
}
