import { tool, type ToolRunnableConfig } from '@langchain/core/tools';
import {
  createConversationMachine,
  establishes,
  longRunning,
  readOnly,
  requires,
  toolCall,
  ToolFailure,
  traits,
  type Conversation,
} from 'meanwhile';
import { redacted, type ShownEvent } from 'meanwhile/inspection';
import { scriptedModel, virtualClock, type Asked, type Line } from 'meanwhile/testing';
import { createActor, type InspectionEvent } from 'xstate';
import { z } from 'zod';
import { allOf, canariesIn, canary, ownersIn } from './canaries.ts';

/** Something that went out of a conversation, or into what works for it; `of` is whose it is, if that is known. */
export type Seen = { channel: string; of: number | undefined; owners: number[]; told: string };

/** What a user may wish for. */
export const WISHES = ['paint', 'survey', 'break', 'sign_in', 'look', 'both', 'hello'] as const;

/** What else may happen to a conversation. */
export const EVENTS = ['cancel', 'update', 'stop'] as const;

/**
 * Many conversations in one process, over one machine, one model and one store, each with canaries of its own in all
 * that is said, asked for, found, thrown and known. The model repeats every canary it ever heard.
 *
 * `random` gives numbers from 0 to 1: how long things take, and what fails.
 */
export function crowd(size: number, random: () => number) {
  const clock = virtualClock();
  const seen: Seen[] = [];
  const see = (channel: string, value: unknown, of?: number) => {
    const told = typeof value === 'string' ? value : allOf(value);
    seen.push({ channel, of, owners: ownersIn(told), told: told.slice(0, 5000) });
  };
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
  ];

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

  const machine = createConversationMachine({ model, tools, store, clock });
  const conversations = Array.from({ length: size }, (_, owner) => {
    const shown = redacted((event) => see('redacted inspection', withoutCharts(event), owner));
    const inspect = (event: InspectionEvent) => {
      see('inspection', plain(event), owner);
      shown(event);
    };
    const actor = createActor(machine, {
      clock,
      inspect,
      input: {
        id: canary(owner, 'id'),
        session: { who: canary(owner, 'session'), address: { lines: [canary(owner, 'street')] } },
        messages: [{ role: 'assistant', content: canary(owner, 'history') }],
      },
    });
    actor.on('*', (event) => see(`event ${event.type}`, event, owner));
    return actor.start();
  });

  return { clock, seen, conversations };
}

/** Somebody says something, or the app sends it. */
export function act(conversation: Conversation, owner: number, what: (typeof WISHES | typeof EVENTS)[number]) {
  // XState's development build writes what a stopped actor is sent on the console
  if (conversation.getSnapshot().status !== 'active') return;
  if (what === 'stop') conversation.stop();
  else if (what === 'cancel') conversation.send({ type: 'operation.cancel' });
  else if (what === 'update')
    conversation.send({ type: 'session.updated', facts: { email: canary(owner, 'session') } });
  else conversation.send({ type: 'user.said', text: `${what} ${canary(owner, 'said')}` });
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

/** A redacted event but for the source of the charts, which is the same for all. */
function withoutCharts(event: ShownEvent): string {
  return JSON.stringify(event, (name, value) => (name === 'logic' ? undefined : value));
}

/** An inspection event as it is told on: without the actors, of which each knows its whole system. */
function plain(event: InspectionEvent): string {
  return JSON.stringify(event, (name, value) => {
    if (['actorRef', 'sourceRef', '_transitions', 'children'].includes(name)) return undefined;
    return value instanceof Error ? allOf(value) : value;
  });
}
