import type { Decision } from './decision.ts';

/** What all parts of one answer share. `created` in seconds since 1970. */
export type Stamp = { id: string; created: number; model: string };

/** A call as it goes over the wire. */
export type WireCall = { id: string; type: 'function'; function: { name: string; arguments: string } };

/** An answer of the model, ready for the wire. */
export type Answer = { content: string | null; toolCalls: readonly WireCall[] };

type Usage = { prompt_tokens: number; completion_tokens: number; total_tokens: number };

/** Puts a decision into OpenAI's words. `nextId` gives each call its id, at most 40 characters. */
export function answerFor(decision: Decision, nextId: () => string): Answer {
  const toolCalls = (decision.toolCalls ?? []).map(({ name, args }): WireCall => ({
    id: nextId(),
    type: 'function',
    function: { name, arguments: JSON.stringify(args) },
  }));
  return { content: decision.content ?? null, toolCalls };
}

/** The answer as a whole. */
export function wholeCompletion({ id, created, model }: Stamp, answer: Answer, usage: Usage) {
  const message = {
    role: 'assistant',
    content: answer.content,
    refusal: null,
    ...(answer.toolCalls.length > 0 && { tool_calls: answer.toolCalls }),
  };
  return {
    id,
    object: 'chat.completion',
    created,
    model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishReason(answer) }],
    usage,
  };
}

/** The answer as chunks of a stream: the role, words or pieces of calls, the reason it ends, and the usage if it is wanted. */
export function* chunksOf({ id, created, model }: Stamp, answer: Answer, usage: Usage | undefined) {
  const chunk = (delta: object, finish_reason: string | null = null) => ({
    id,
    object: 'chat.completion.chunk',
    created,
    model,
    choices: [{ index: 0, delta, logprobs: null, finish_reason }],
  });
  yield chunk({ role: 'assistant', content: answer.content === null ? null : '' });
  for (const word of answer.content?.match(/\S+\s*/g) ?? []) yield chunk({ content: word });
  for (const [index, { function: call, ...rest }] of answer.toolCalls.entries()) {
    yield chunk({ tool_calls: [{ index, ...rest, function: { name: call.name, arguments: '' } }] });
    for (const piece of call.arguments.match(/.{1,12}/gs) ?? [])
      yield chunk({ tool_calls: [{ index, function: { arguments: piece } }] });
  }
  yield chunk({}, finishReason(answer));
  if (usage) yield { id, object: 'chat.completion.chunk', created, model, choices: [], usage };
}

/** A rough count: a word is a token. */
export function usageOf(prompt: string, answer: Answer): Usage {
  const prompt_tokens = wordsIn(prompt);
  const completion_tokens = wordsIn(JSON.stringify(answer));
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
}

function wordsIn(text: string): number {
  return text.match(/\w+/g)?.length ?? 0;
}

function finishReason({ toolCalls }: Answer): 'tool_calls' | 'stop' {
  return toolCalls.length > 0 ? 'tool_calls' : 'stop';
}
