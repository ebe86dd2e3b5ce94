import { describe, expect, test } from 'vitest';
import { cutIn, endingAfter, NO_ENDING } from '../../src/model/stop-reason.ts';

type Metadata = Record<string, unknown>;
const piece = (response_metadata: Metadata, additional_kwargs: Metadata = {}) => ({
  response_metadata,
  additional_kwargs,
});
const ending = (...pieces: ReturnType<typeof piece>[]) => pieces.reduce(endingAfter, NO_ENDING);
const openai = { model_provider: 'openai' };

describe('why a model stopped is found where LangChain puts it', () => {
  test.each<[string, Metadata, Metadata?]>([
    ['OpenAI', { finish_reason: 'why' }],
    ['Anthropic, whole', { stop_reason: 'why' }],
    ['Anthropic, streamed', {}, { stop_reason: 'why' }],
    ['Google', { finishReason: 'why' }],
    ['Ollama', { done_reason: 'why' }],
    ['Bedrock, whole', { stopReason: 'why' }],
    ['Bedrock, streamed', { messageStop: { stopReason: 'why' } }],
    ["OpenAI's Responses, whole", { ...openai, status: 'why', incomplete_details: null }],
    ["OpenAI's Responses, not whole", { ...openai, status: 'incomplete', incomplete_details: { reason: 'why' } }],
  ])('of %s', (_, metadata, more) => {
    expect(ending(piece(metadata, more)).reason).toBe('why');
  });

  test('and is no text but there, and nobody knows what a status of others means', () => {
    expect(ending(piece({ finish_reason: 5, status: 'odd', messageStop: 'odd' })).reason).toBeUndefined();
  });

  test('in any piece; the last that says something counts', () => {
    const pieces = ['', 'length', '', 'stop', ''].map((finish_reason) => piece({ finish_reason }));
    expect(ending(...pieces, piece({})).reason).toBe('stop');
    expect(ending(piece({ finish_reason: '' }), piece({})).reason).toBe('');
  });
});

test('OpenAI owes a reason from its first piece on, others do not', () => {
  expect(ending(piece(openai), piece({})).isOwed).toBe(true);
  expect(ending(piece({ model_provider: 'ollama' }), piece({})).isOwed).toBe(false);
});

describe('a reply', () => {
  const ended = (reason: string | undefined, isOwed = false) => ({ reason, isOwed });
  const cut = (why: string, what: string) =>
    `the model's reply was cut off (${why}) and nothing of it was used: ${what}`;

  test.each([
    'stop',
    'STOP',
    'tool_calls',
    'tool_call',
    'function_call',
    'end_turn',
    'tool_use',
    'stop_sequence',
    'complete',
    'COMPLETE',
    'completed',
    'eos',
    'eos_token',
  ])('that stopped for %s is whole', (reason) => {
    expect(cutIn(ended(reason), true)).toBeUndefined();
    expect(cutIn(ended(reason, true), false)).toBeUndefined();
  });

  const limits = ['length', 'max_tokens', 'MAX_TOKENS', 'max_output_tokens', 'model_length', 'error_limit'];
  const filters = ['content_filter', 'content_filtered', 'guardrail_intervened', 'refusal', 'SAFETY', 'recitation'];
  const more = ['language', 'blocklist', 'prohibited_content', 'spii', 'error_toxic'];
  const errors = ['error', 'abort', 'cancelled', 'failed', 'incomplete', 'in_progress', 'insufficient_system_resource'];
  const badCalls = ['malformed_function_call', 'unexpected_tool_call', 'too_many_tool_calls'];
  test.each([
    ...[...limits, 'model_context_window_exceeded'].map((reason) => [reason, 'allow it more tokens']),
    ...[...filters, ...more].map((reason) => [reason, "look at the provider's content filter"]),
    ...[...errors, ...badCalls].map((reason) => [reason, 'look at the model server']),
  ] as [string, string][])('that stopped for %s is cut off', (reason, advice) => {
    expect(cutIn(ended(reason), false)).toBe(cut(reason.toLowerCase(), advice));
    expect(cutIn(ended(reason), true)).toBe(cut(reason.toLowerCase(), advice));
  });

  test('that stopped for a reason nobody knows is whole if it is of words, and its calls are not carried out', () => {
    expect(cutIn(ended('my account is 4711'), false)).toBeUndefined();
    expect(cutIn(ended('my account is 4711'), true)).toBe(cut('an unknown reason to stop', 'look at the model server'));
  });

  test('without any reason is cut off if its provider owes one, or gave an empty one', () => {
    const unsaid = cut('no reason to stop was given', 'look at the connection and the model server');
    for (const hasCalls of [true, false]) {
      expect(cutIn(ended(undefined), hasCalls)).toBeUndefined();
      expect(cutIn(ended(undefined, true), hasCalls)).toBe(unsaid);
      expect(cutIn(ended('', true), hasCalls)).toBe(unsaid);
      expect(cutIn(ended(''), hasCalls)).toBe(unsaid);
    }
  });
});
