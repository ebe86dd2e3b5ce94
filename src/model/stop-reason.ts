import { isRecord } from '../shape.ts';

/** What a piece of a reply may tell beside its words. */
type Piece = { response_metadata: Record<string, unknown>; additional_kwargs: Record<string, unknown> };

/** Why a model stopped. */
export type Ending = {
  /** In the words of the provider; undefined as long as it has given none. */
  reason: string | undefined;
  /** Whether this provider always gives one, so that a reply without it is not whole. */
  isOwed: boolean;
};

/** Before the first piece. */
export const NO_ENDING: Ending = { reason: undefined, isOwed: false };

/**
 * The ending as it is known after one more piece.
 *
 * Each piece is asked for itself: LangChain makes `stopstop` of two that say `stop`, and some servers say it in every one.
 */
export function endingAfter({ reason, isOwed }: Ending, piece: Piece): Ending {
  const given = reasonIn(piece);
  return {
    // an empty one only says that there is more to come
    reason: given === undefined || (given === '' && reason !== undefined) ? reason : given,
    isOwed: isOwed || isOfOpenAI(piece),
  };
}

/**
 * What is wrong with a reply that ended so, in words that say what to do; undefined if it may be used.
 *
 * Words are used unless they are known to be cut off. Calls have effects: they are carried out only if the model is known
 * to have stopped by itself, or if its provider never says why.
 */
export function cutIn({ reason, isOwed }: Ending, hasCalls: boolean): string | undefined {
  if (reason === undefined && !isOwed) return undefined;
  if (!reason) return cut('no reason to stop was given', 'look at the connection and the model server');

  const known = reason.toLowerCase();
  if (WHOLE.includes(known)) return undefined;
  const advice = Object.entries(CUT_OFF).find(([, reasons]) => reasons.includes(known))?.[0];
  if (advice !== undefined) return cut(known, advice);
  return hasCalls ? cut('an unknown reason to stop', 'look at the model server') : undefined;
}

/** What is wrong with a reply whose calls have half a JSON for arguments, whatever reason was given. */
export const HALF_A_CALL = cut('half a tool call', 'look at the model server');

/** The reasons of a model that has said all. */
const WHOLE: readonly string[] = [
  'stop',
  'tool_calls',
  'tool_call',
  'function_call',
  'end_turn',
  'tool_use',
  'stop_sequence',
  'complete',
  'completed',
  'eos',
  'eos_token',
];

/** The reasons of one that has not, by what there is to do. */
const CUT_OFF: Record<string, readonly string[]> = {
  'allow it more tokens': [
    'length',
    'max_tokens',
    'max_output_tokens',
    'model_length',
    'model_context_window_exceeded',
    'error_limit',
  ],
  "look at the provider's content filter": [
    'content_filter',
    'content_filtered',
    'guardrail_intervened',
    'refusal',
    'safety',
    'recitation',
    'language',
    'blocklist',
    'prohibited_content',
    'spii',
    'error_toxic',
  ],
  'look at the model server': [
    'error',
    'abort',
    'cancelled',
    'failed',
    'incomplete',
    'in_progress',
    'insufficient_system_resource',
    'malformed_function_call',
    'unexpected_tool_call',
    'too_many_tool_calls',
  ],
};

function cut(reason: string, advice: string): string {
  return `the model's reply was cut off (${reason}) and nothing of it was used: ${advice}`;
}

/** Where the chat models of LangChain put it. */
function reasonIn({ response_metadata: metadata, additional_kwargs: more }: Piece): string | undefined {
  const { messageStop, incomplete_details: incomplete, status } = metadata;
  return [
    metadata['finish_reason'], // OpenAI, Groq, Mistral, DeepSeek
    metadata['stop_reason'], // Anthropic, whole
    more['stop_reason'], // Anthropic, streamed
    metadata['finishReason'], // Google
    metadata['done_reason'], // Ollama
    metadata['stopReason'], // Bedrock, whole
    isRecord(messageStop) ? messageStop['stopReason'] : undefined, // Bedrock, streamed
    isRecord(incomplete) ? incomplete['reason'] : undefined, // OpenAI's Responses
    isOfOpenAI({ response_metadata: metadata, additional_kwargs: more }) ? status : undefined,
  ].find((reason) => typeof reason === 'string');
}

function isOfOpenAI({ response_metadata: metadata }: Piece): boolean {
  return metadata['model_provider'] === 'openai';
}
