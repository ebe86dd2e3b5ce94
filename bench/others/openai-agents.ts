import { Agent, assistant, Runner, setTracingDisabled, tool, Usage, user } from '@openai/agents';
import type { AgentInputItem, Model, StreamEvent } from '@openai/agents';
import { z } from 'zod';
import { INSTRUCTIONS, lineAfter, QUICK_TOOL, type Line } from '../fakes/script.ts';
import type { Contender } from '../turns/contender.ts';

/** OpenAI's Agents SDK with its tracing off; the history of one run is the input of the next. */
export function openaiAgents(): Contender {
  setTracingDisabled(true);
  const lookUp = tool({
    name: QUICK_TOOL,
    description: 'The data left.',
    parameters: z.object({}),
    execute: async () => '27 GB',
  });
  const agent = new Agent({ name: 'bench', instructions: INSTRUCTIONS, model: zeroLatencyModel, tools: [lookUp] });
  const runner = new Runner({ tracingDisabled: true, modelProvider: { getModel: () => zeroLatencyModel } });

  return {
    name: 'OpenAI Agents',
    open() {
      let history: AgentInputItem[] = [];
      return {
        async say(text) {
          const run = await runner.run(agent, [...history, user(text)], { stream: true });
          let reply = '';
          for await (const piece of run.toTextStream()) reply += piece;
          await run.completed;
          history = run.history;
          return reply;
        },
      };
    },
  };
}

const zeroLatencyModel: Model = {
  async *getStreamedResponse({ input }) {
    const last = typeof input === 'string' ? undefined : input.at(-1);
    yield* eventsOf(
      last?.type === 'function_call_result' ? lineAfter('tool', '27 GB') : lineAfter('user', wordsOf(last)),
    );
  },
  async getResponse() {
    throw new Error('The pretended model is asked by streaming.');
  },
};

function wordsOf(item: AgentInputItem | undefined): string {
  if (item === undefined || !('role' in item) || item.role !== 'user') return '';
  if (typeof item.content === 'string') return item.content;
  const [part] = item.content;
  return part?.type === 'input_text' ? part.text : '';
}

function* eventsOf(line: Line): Generator<StreamEvent> {
  yield { type: 'response_started' };
  const pieces = 'pieces' in line ? line.pieces : [];
  for (const delta of pieces) yield { type: 'output_text_delta', delta };
  yield { type: 'response_done', response: { id: 'response-1', usage: new Usage(), output: [outputOf(line)] } };
}

function outputOf(line: Line) {
  return 'tool' in line
    ? ({ type: 'function_call', callId: line.callId, name: line.tool, status: 'completed', arguments: '{}' } as const)
    : assistant(line.pieces.join(''));
}
