import { tool, type ToolRunnableConfig } from '@langchain/core/tools';
import { confirm, establishes, longRunning, readOnly, requires, toolCall, ToolFailure, traits } from 'meanwhile';
import { scriptedModel, type Asked, type Line, type VirtualClock } from 'meanwhile/testing';
import { z } from 'zod';
import { allOf, canariesIn, canary, ownersIn } from './canaries.ts';

/** Notes something that went out of a conversation, or into what works for it; `of` is whose it is, if that is known. */
export type See = (channel: string, value: unknown, of?: number) => void;

/** What a user may wish for. */
export const WISHES = ['paint', 'survey', 'break', 'sign_in', 'look', 'both', 'buy', 'yes', 'hello'] as const;

/**
 * Model, tools, judge and store that note all they are given, and put canaries of their conversation into all they give
 * or throw. The model repeats every canary it ever heard.
 *
 * `random` gives numbers from 0 to 1: how long things take, and what fails.
 */
export function loudBot({ clock, random, see }: { clock: VirtualClock; random: () => number; see: See }) {
  const some = (most: number) => Math.round(random() * most);
  const fails = () => random() < 0.08;

  const schema = z.object({ words: z.string() });
  type Args = z.infer<typeof schema>;

  /** A tool notes all it is given, and puts canaries of its caller into all it gives. */
  function callOf(name: string, args: Args, config: ToolRunnableConfig) {
    const call = toolCall(config);
    const [owner = -1] = ownersIn(call.conversationId);
    see('arguments', args, owner);
    see('tool config', config, owner);
    see('tool call', call, owner);
    return {
      owner,
      signal: config.signal,
      result: { words: args.words, found: canary(owner, `found${name}`) },
      news: (percent: number) => ({ percent, message: `${canary(owner, 'progress')} ${args.words}` }),
      failure: () =>
        random() < 0.5
          ? new Error(`${canary(owner, 'error')} ${args.words}`)
          : new ToolFailure(`${canary(owner, 'doubt')} ${args.words}`, { mayHaveHappened: true }),
    };
  }
  async function* work(name: string, args: Args, config: ToolRunnableConfig) {
    const { signal, result, news, failure } = callOf(name, args, config);
    for (let step = 1; step <= 3; step += 1) {
      yield news(step * 30);
      await clock.wait(some(12_000), signal);
      if (fails()) throw failure();
    }
    return result;
  }
  async function look(name: string, args: Args, config: ToolRunnableConfig) {
    const { signal, result, failure } = callOf(name, args, config);
    await clock.wait(some(800), signal);
    if (fails()) throw failure();
    return result;
  }
  const named = (name: string) => ({ name, description: name, schema });
  const told = (result: { words: string }) => `It is done: ${result.words}.`;
  const long = longRunning<Args, Args>({ expectedMs: 6000, announce: told, label: ({ words }) => `work on ${words}` });
  const checked = longRunning<Args, Args>({
    expectedMs: 6000,
    acknowledgment: ({ words }) => `I begin: ${words}`,
    check(args, { session }) {
      const [owner = -1] = ownersIn(session);
      see('check', [args, session], owner);
      return fails() ? { objection: canary(owner, 'objection') } : undefined;
    },
  });
  const asking = confirm<Args>((args, { session }) => {
    see('preview', [args, session], ownersIn(session)[0] ?? -1);
    return `Shall I, for ${args.words}?`;
  });
  const login = establishes<Args & { found: string }>(({ found }) => ({ login: found, signedIn: true }));
  const tools = [
    tool((args: Args, config: ToolRunnableConfig) => work('paint', args, config), {
      ...named('paint'),
      metadata: traits(long),
    }),
    tool((args: Args, config: ToolRunnableConfig) => work('survey', args, config), {
      ...named('survey'),
      metadata: traits(checked, requires('signedIn')),
    }),
    tool(async (args: Args, config: ToolRunnableConfig) => look('break', args, config), {
      ...named('break'),
      metadata: traits(longRunning({ expectedMs: 1000 })),
    }),
    tool(async (args: Args, config: ToolRunnableConfig) => look('sign', args, config), {
      ...named('sign_in'),
      metadata: traits(login),
    }),
    tool(async (args: Args, config: ToolRunnableConfig) => look('look', args, config), {
      ...named('look'),
      metadata: traits(readOnly()),
    }),
    tool(async (args: Args, config: ToolRunnableConfig) => look('buy', args, config), {
      ...named('buy'),
      metadata: traits(asking),
    }),
  ];

  /** Whose it is, its words say; those of two would be told as a stray. */
  const judge = (input: { said: string[] }) => {
    see('judge', input);
    return input.said.some((words) => words.startsWith('yes'));
  };

  const model = scriptedModel((asked) => {
    see(`model input of ${voiceOf(asked)}`, asked);
    if (/ary-(session|street)/.test(allOf(asked))) see('session facts in a model input', asked, -1);
    const after = some(3000);
    const words = canariesIn(asked.messages.map(({ content }) => content).join(' ')).join(' ');
    if (fails()) return { error: new Error(`the model broke on ${words}`), after };
    return { ...lineFor(asked, words), after };
  }, clock);

  const store = {
    async set(key: string, value: unknown) {
      see('store record', [key, value], ownersIn(key)[0] ?? -1);
      await clock.wait(some(300));
      if (fails()) throw new Error(`no room for ${key}`);
      return true;
    },
    async delete(key: string) {
      see('store key', key, ownersIn(key)[0] ?? -1);
      return true;
    },
  };

  return { model, tools, store, judge, clock };
}

function voiceOf({ tools }: Asked): 'main' | 'chat' | 'synthesis' {
  if (tools.length === 0) return 'synthesis';
  return tools.includes('check_status') ? 'chat' : 'main';
}

/** Does what the user's last words wish for, once; then it tells all it knows. */
function lineFor(asked: Asked, words: string): Line {
  const last = asked.messages.at(-1);
  const wish = last?.role === 'user' ? WISHES.find((name) => last.content.startsWith(name)) : undefined;
  const names = wish === 'both' ? ['sign_in', 'survey', 'paint', 'look'] : [wish ?? ''];
  const calls = names.filter((name) => asked.tools.includes(name)).map((name) => ({ name, args: { words } }));
  return calls.length > 0 && voiceOf(asked) !== 'synthesis' ? { text: `Now ${words}`, calls } : { text: `So ${words}` };
}
