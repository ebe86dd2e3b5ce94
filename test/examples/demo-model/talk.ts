import type { ChatCompletionRequest, WireMessage } from '../../../examples/telco/demo-model/chat-completion-request.ts';
import { decide } from '../../../examples/telco/demo-model/decide.ts';

/** What the tools answer in a test, by name. */
export type Answers = Record<string, (args: Record<string, unknown>) => unknown>;

/** A talk with the demo model: each `say` runs a turn to its end, and only the texts are kept, as the library does. */
export function talk(answers: Answers, history: WireMessage[] = [], instructions = 'Be kind.') {
  const tools: ChatCompletionRequest['tools'] = Object.keys(answers).map((name) => ({
    type: 'function',
    function: { name },
  }));
  const calls: [string, unknown][] = [];
  return {
    calls,
    history,
    say(...words: string[]): string {
      history.push(...words.map((content) => ({ role: 'user', content }) as const));
      const steps: WireMessage[] = [];
      for (let round = 0; round < 8; round++) {
        const decision = decide({
          messages: [{ role: 'system', content: instructions }, ...history, ...steps],
          tools: tools.length > 0 ? tools : undefined,
        });
        if (decision.content !== undefined) {
          history.push({ role: 'assistant', content: decision.content });
          return decision.content;
        }
        const asked = decision.toolCalls.map(({ name, args }, index) => ({ id: `c${round}-${index}`, name, args }));
        steps.push({
          role: 'assistant',
          content: '',
          tool_calls: asked.map(({ id, name, args }) => ({
            id,
            type: 'function' as const,
            function: { name, arguments: JSON.stringify(args) },
          })),
        });
        for (const { id, name, args } of asked) {
          calls.push([name, args]);
          const value = answers[name]?.(args);
          steps.push({
            role: 'tool',
            tool_call_id: id,
            content: typeof value === 'string' ? value : JSON.stringify(value),
          });
        }
      }
      throw new Error(`The model still calls tools after eight rounds: ${JSON.stringify(calls)}`);
    },
  };
}
