import { z } from 'zod';

const text = z.union([
  z.string(),
  z
    .array(z.object({ type: z.literal('text'), text: z.string() }))
    .transform((parts) => parts.map((part) => part.text).join(' ')),
]);

const toolCall = z.object({
  id: z.string().min(1).max(40),
  type: z.literal('function'),
  function: z.object({ name: z.string().regex(/^[\w-]{1,64}$/), arguments: z.string() }),
});

const message = z.discriminatedUnion('role', [
  z.object({ role: z.enum(['system', 'developer']), content: text }),
  z.object({ role: z.literal('user'), content: text }),
  z
    .object({ role: z.literal('assistant'), content: text.nullish(), tool_calls: z.array(toolCall).min(1).optional() })
    .refine(
      ({ content, tool_calls }) => typeof content === 'string' || tool_calls !== undefined,
      'an assistant message needs content or tool_calls',
    ),
  z.object({ role: z.literal('tool'), content: text, tool_call_id: z.string().max(40) }),
]);

const tool = z.object({ type: z.literal('function'), function: z.object({ name: z.string().regex(/^[\w-]{1,64}$/) }) });

/** The part of OpenAI's chat completion request that the demo model reads. Anything else in it is ignored. */
export const chatCompletionRequest = z.object({
  model: z.string(),
  messages: z.array(message).min(1),
  tools: z.array(tool).min(1).optional(),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().optional() }).nullish(),
});

/** A request in OpenAI's shape. */
export type ChatCompletionRequest = z.infer<typeof chatCompletionRequest>;

/** A message of a request. */
export type WireMessage = ChatCompletionRequest['messages'][number];
