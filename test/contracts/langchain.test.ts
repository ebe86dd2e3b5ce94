import '@langchain/core/context';
import { BaseCallbackHandler } from '@langchain/core/callbacks/base';
import { AIMessage } from '@langchain/core/messages';
import { RunnableLambda } from '@langchain/core/runnables';
import { AsyncLocalStorageProviderSingleton } from '@langchain/core/singletons';
import { tool } from '@langchain/core/tools';
import { convertToOpenAITool } from '@langchain/core/utils/function_calling';
import { expect, test } from 'vitest';
import { z } from 'zod';

/**
 * What `meanwhile` relies on in LangChain, as it is and not as its documentation says.
 *
 * The implicit config begins once anything imports `@langchain/core/context` or its dispatch of custom
 * events, as LangGraph does: then it is there for the whole process.
 */

test('work started inside a tool inherits the run config of that tool', async () => {
  const inherited = await startedInsideTool((work) => work());
  expect(inherited).toEqual({ tags: ['of the operation'], isAborted: true });
});

test('work started through runWithConfig(undefined, work, true) inherits nothing', async () => {
  const inherited = await startedInsideTool((work) =>
    AsyncLocalStorageProviderSingleton.runWithConfig(undefined, work, true),
  );
  expect(inherited).toEqual({ tags: [], isAborted: false });
});

test("what a tool's generator yields reaches handleToolEvent, in order and before the result", async () => {
  const handler = new Listener();
  const result = await counting().invoke({ to: 2 }, { callbacks: [handler] });
  handler.heard.push(result);
  expect(handler.heard).toEqual(['{"percent":50}', '{"percent":100}', 'counted']);
});

test("invoking a tool that is a generator returns the generator's return value", async () => {
  expect(await counting().invoke({ to: 1 })).toBe('counted');
});

test("functions in a tool's metadata survive, untouched", () => {
  const label = () => 'the counting';
  const marked = counting({ meanwhile: { label } });
  expect(marked.metadata?.['meanwhile']).toEqual({ label });
});

test('the metadata of a tool is not in what the provider is sent', () => {
  const sent = JSON.stringify(convertToOpenAITool(counting({ meanwhile: { secret: 'kept' } })));
  expect(sent).toContain('count');
  expect(sent).not.toContain('kept');
});

test('an error of a tool is thrown', async () => {
  const failing = tool(
    async () => {
      throw new Error('out of order');
    },
    { name: 'fail', description: 'Fails.', schema: z.object({}) },
  );
  await expect(failing.invoke({})).rejects.toThrow('out of order');
});

class Listener extends BaseCallbackHandler {
  name = 'listener';
  override awaitHandlers = true;
  heard: string[] = [];

  override async handleToolEvent(event: unknown) {
    await Promise.resolve();
    this.heard.push(JSON.stringify(event));
  }
}

function counting(metadata: Record<string, unknown> = {}) {
  return tool(
    async function* ({ to }) {
      for (let done = 1; done <= to; done += 1) {
        yield { percent: (100 * done) / to };
      }
      return 'counted';
    },
    { name: 'count', description: 'Counts.', schema: z.object({ to: z.number() }), metadata },
  );
}

/** What a model's call finds in its config when a tool, running under an operation's config, starts it. */
async function startedInsideTool(start: (work: () => Promise<unknown>) => Promise<unknown>) {
  const operation = new AbortController();
  let inherited = {};
  const model = RunnableLambda.from(async (_: string, config) => {
    inherited = { tags: config.tags ?? [], isAborted: config.signal?.aborted ?? false };
    return new AIMessage('');
  });
  const starter = tool(
    async () => {
      operation.abort();
      await start(() => model.invoke('')).catch(() => {});
      return 'started';
    },
    { name: 'start', description: 'Starts.', schema: z.object({}) },
  );
  await starter.invoke({}, { tags: ['of the operation'], signal: operation.signal }).catch(() => {});
  return inherited;
}

test('a call of a plain function is rejected as soon as its signal aborts, while the function runs on', async () => {
  const end = Promise.withResolvers<string>();
  let hasEnded = false;
  const work = tool(async () => end.promise.finally(() => (hasEnded = true)), { name: 'work', schema: z.object({}) });
  const stop = new AbortController();
  const call = work.invoke({}, { signal: stop.signal });
  stop.abort(new Error('stop'));
  await expect(call).rejects.toThrow('stop');
  expect(hasEnded).toBe(false);
  end.resolve('done');
});

test('a call of a generator is not: it says itself how it went', async () => {
  const begun = Promise.withResolvers<void>();
  const end = Promise.withResolvers<string>();
  const work = tool(
    async function* () {
      begun.resolve();
      yield 'begun';
      return end.promise;
    },
    { name: 'work', schema: z.object({}) },
  );
  const stop = new AbortController();
  const call = work.invoke({}, { signal: stop.signal });
  await begun.promise;
  stop.abort(new Error('stop'));
  end.resolve('done all the same');
  expect(await call).toBe('done all the same');
});

test('a tool is asked through an object that inherits from it, with arguments it has checked', async () => {
  const work = tool(() => 'its own', { name: 'work', schema: z.object({ coats: z.number().default(2) }) });
  const asking = Object.create(work, { _call: { value: async (args: unknown) => args } }) as typeof work;
  expect(await asking.invoke({})).toEqual({ coats: 2 });
  await expect(asking.invoke({ coats: 'two' } as never)).rejects.toThrow('expected number');
});
