import { chatCompletionRequest, type ChatCompletionRequest, type WireMessage } from './chat-completion-request.ts';

/** Why OpenAI would answer 400: what is wrong, and the field it is in. */
export type RequestRefusal = { message: string; param: string | null };

/** A request that OpenAI would accept, or why it would not. */
export type CheckedRequest = { request: ChatCompletionRequest } | { refusal: RequestRefusal };

/** Checks the shape of a request, and that every call of an assistant message is answered right behind it, once. */
export function checkRequest(body: unknown): CheckedRequest {
  const parsed = chatCompletionRequest.safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { refusal: { message: issue?.message ?? 'Invalid request.', param: issue?.path.join('.') ?? null } };
  }
  const refusal = refuseOrder(parsed.data.messages);
  return refusal === undefined ? { request: parsed.data } : { refusal };
}

function refuseOrder(messages: readonly WireMessage[]): RequestRefusal | undefined {
  let open: string[] = [];
  for (const [index, message] of messages.entries()) {
    if (message.role === 'tool') {
      if (!open.includes(message.tool_call_id)) return orphan(index, message.tool_call_id);
      open = open.filter((id) => id !== message.tool_call_id);
    } else {
      if (open.length > 0) return unanswered(index, open);
      open = message.role === 'assistant' ? (message.tool_calls ?? []).map(({ id }) => id) : [];
      if (new Set(open).size < open.length)
        return { message: `Duplicate tool call ids in one message: ${open.join(', ')}.`, param: at(index) };
    }
  }
  return open.length > 0 ? unanswered(messages.length - 1, open) : undefined;
}

function orphan(index: number, id: string): RequestRefusal {
  return {
    message: `Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'; '${id}' is not, or is answered twice.`,
    param: at(index),
  };
}

function unanswered(index: number, ids: readonly string[]): RequestRefusal {
  return {
    message: `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${ids.join(', ')}`,
    param: at(index),
  };
}

function at(index: number): string {
  return `messages.[${index}]`;
}
