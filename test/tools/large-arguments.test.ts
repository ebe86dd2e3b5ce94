import { tool } from '@langchain/core/tools';
import { readOnly, traits } from 'meanwhile';
import { describe, expect, test } from 'vitest';
import { createActor, toPromise } from 'xstate';
import { stage, virtualClock, type Line, type VirtualClock } from 'meanwhile/testing';
import { toolRunMachine } from '../../machines/tool-run.ts';
import { stepsTool } from '../kit/steps-tool.ts';
import { catalogOf } from '../../src/tools/catalog.ts';
import { argumentsWithin, refusalOfLarge } from '../../src/tools/large-arguments.ts';
import { learnedDurations } from '../../src/durations/durations.ts';
import { runTool } from '../../src/tools/run-tool.ts';

const schema = { type: 'object', properties: {}, additionalProperties: true } as const;
const large = { note: 'x'.repeat(50_000) };

/** A quick tool, one that only looks, and a long one, and which of them did something. */
function house() {
  const done: string[] = [];
  const make = (name: string, metadata: Record<string, unknown>) =>
    tool(async () => void done.push(name), { name, description: name, schema, metadata });
  const quick = [make('paint', {}), make('look', traits(readOnly()))];
  const long = (clock: VirtualClock) => stepsTool(clock, [], { name: 'build', during: () => done.push('build') });
  return { done, tools: (clock: VirtualClock) => [...quick, long(clock)] };
}

test('arguments that were not left out are no reason to refuse', () => {
  expect(refusalOfLarge(argumentsWithin({ coats: 2 }, 100))).toBeUndefined();
  expect(refusalOfLarge({})).toBeUndefined();
});

const timing = { clock: virtualClock(), durations: learnedDurations(undefined) };

describe('C11: a call whose arguments are too large', () => {
  const refusal = (name: string) => ({
    role: 'tool',
    name,
    content: JSON.stringify({
      error: 'too_large',
      message:
        'The tool was not called: its arguments were left out. They had 50,011 characters, and 40,000 are the most.',
    }),
  });

  test.each(['paint', 'build'])('is refused in the main operation: %s', async (name) => {
    const { done, tools } = house();
    const scene = stage({ tools, main: [{ calls: [{ name, args: large }] }, { text: 'That was too much.' }] });
    await scene.say('Do it.');
    await scene.untilIdle();
    expect(done).toEqual([]);
    expect(scene.replies().map(({ text }) => text)).toEqual(['That was too much.']);
    expect(scene.emitted('operation')).toEqual([]);
    const [, second] = scene.models.main.asked;
    expect(second?.messages.at(-1)).toMatchObject(refusal(name));
    expect(JSON.stringify(second?.messages).length).toBeLessThan(1000);
  });

  test('is refused in the secondary chat', async () => {
    const { done, tools } = house();
    const chat: Line[] = [{ calls: [{ name: 'look', args: large }] }, { text: 'I could not look.' }];
    const scene = stage({
      tools,
      main: [{ calls: [{ name: 'build' }] }, { text: 'Built.' }],
      chat,
      synthesis: [{ text: 'Built.' }],
    });
    await scene.say('Build.');
    await scene.say('What does it look like?');
    await scene.untilIdle();
    expect(new Set(done)).toEqual(new Set(['build']));
    const [, second] = scene.models.chat.asked;
    expect(second?.messages.at(-1)).toMatchObject(refusal('look'));
    expect(JSON.stringify(second?.messages).length).toBeLessThan(1500);
  });

  test('leaves no doubt behind: the user is not told that something may have changed', async () => {
    const { tools } = house();
    const scene = stage({ tools, main: [{ calls: [{ name: 'paint', args: large }] }, { error: new Error('boom') }] });
    await scene.say('Do it.');
    expect(scene.replies().map(({ text }) => text)).toEqual([
      'I am sorry, something went wrong on my side and I could not finish that. Please ask me again.',
    ]);
  });

  test('is refused once more where a long tool begins', async () => {
    const { done, tools } = house();
    const machine = toolRunMachine.provide({ actors: { runTool: runTool(catalogOf(tools(virtualClock())), timing) } });
    const call = {
      runId: 'operation-1/call-1',
      callId: 'call-1',
      tool: 'build',
      args: argumentsWithin(large, 40_000),
      label: '',
      acknowledgment: '',
      expectedMs: 1,
      timeoutMs: 1000,
      effect: 'unsafe' as const,
    };
    const run = createActor(machine, { input: { conversationId: 'c', operationId: 'operation-1', session: {}, call } });
    expect(await toPromise(run.start())).toMatchObject({
      status: 'failed',
      error: expect.stringMatching(/^too_large: The tool was not called: .* are the most\.$/),
    });
    expect(done).toEqual([]);
  });
});
