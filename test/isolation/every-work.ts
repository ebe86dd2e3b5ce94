import { tool, type ToolRunnableConfig } from '@langchain/core/tools';
import {
  confirm,
  createConversationMachine,
  establishes,
  longRunning,
  readOnly,
  traits,
  type ConversationEmitted,
} from 'meanwhile';
import { scriptedModel, type Asked, type Line, type VirtualClock } from 'meanwhile/testing';
import { createActor } from 'xstate';
import { z } from 'zod';
import { canary } from './canaries.ts';

/** The kinds of work a conversation does, and what it asks of the app meanwhile. */
export const PLACES = [
  ...'think answer synthesize quick-tool long-tool look-up store judge'.split(' '),
  ...'when check preview mask establishes announce'.split(' '),
];

/** What it says then. */
export const REPLIES = [
  'I am on it: paint. This takes a moment, and you can go on talking to me.',
  'Seen.',
  'As I saw, blue.',
  'It costs 5 EUR. Shall I?',
  'Bought.',
];

/**
 * A conversation that does every kind of work, if it is sent all of `words` in order. `here` hears of each place that is
 * reached, from inside of it.
 *
 * Its long tool is a generator or a function: while a function runs, LangChain keeps its run config in async local storage.
 */
export function everyWork(owner: number, clock: VirtualClock, here: (place: string) => unknown, isGenerator = true) {
  const result = { name: canary(owner, 'result') };
  const passing = <Value>(place: string, value: Value) => {
    here(place);
    return value;
  };
  const working = async (place: string, ms: number, signal?: AbortSignal) => {
    here(place);
    await clock.wait(ms, signal);
    return passing(place, result);
  };
  const named = (name: string) => ({ name, description: 'A tool.', schema: z.object({}) });
  const quick = (place: string) => async (_: object, config: ToolRunnableConfig) => working(place, 1000, config.signal);
  async function* painting(_: object, { signal }: ToolRunnableConfig) {
    yield { percent: 10, message: canary(owner, 'progress') };
    return working('long-tool', 4000, signal);
  }
  const paintingAtOnce = async (_: object, { signal }: ToolRunnableConfig) => working('long-tool', 4000, signal);
  const long = longRunning({
    expectedMs: 4000,
    when: () => passing('when', true),
    check: () => passing('check', undefined),
    announce: () => passing('announce', 'It is blue.'),
  });
  const learn = establishes(() => passing('establishes', { login: canary(owner, 'login') }));
  const ask = confirm(() => passing('preview', 'It costs 5 EUR. Shall I?'));

  const lines: Record<string, Line[]> = {
    think: [
      { calls: [{ name: 'sign_in' }] },
      { calls: [{ name: 'paint' }] },
      { text: 'Blue.' },
      { calls: [{ name: 'buy' }] },
      { text: 'Bought.' },
    ],
    answer: [{ calls: [{ name: 'look' }] }, { text: 'Seen.' }],
    synthesize: [{ text: 'As I saw, blue.' }],
  };
  const model = scriptedModel((asked) => {
    const voice = voiceOf(asked);
    here(voice);
    return { ...lines[voice]?.shift(), after: 500 };
  }, clock);
  const write = async () => working('store', 100);

  const machine = createConversationMachine({
    clock,
    model,
    store: { set: write, delete: write },
    judge: () => passing('judge', true),
    mask: () => passing('mask', '…'),
    tools: [
      tool(isGenerator ? painting : paintingAtOnce, { ...named('paint'), metadata: traits(long) }),
      tool(quick('quick-tool'), { ...named('sign_in'), metadata: traits(learn) }),
      tool(quick('look-up'), { ...named('look'), metadata: traits(readOnly()) }),
      tool(quick('quick-tool'), { ...named('buy'), metadata: traits(ask) }),
    ],
  });
  const told: ConversationEmitted[] = [];
  const actor = createActor(machine, {
    clock,
    input: { id: canary(owner, 'id'), session: { who: canary(owner, 'session') } },
  });
  actor.on('*', (event) => told.push(event));
  actor.start();

  const say = (words: string) => actor.send({ type: 'user.said', text: words });
  return {
    actor,
    /** What it has to hear, and how long after the first of it, in milliseconds. */
    words: [
      { at: 0, say: () => say(`Paint, ${canary(owner, 'session')} ${canary(owner, 'request')}`) },
      { at: 3000, say: () => say(`See ${canary(owner, 'question')}`) },
      { at: 15_000, say: () => say('Buy') },
      { at: 18_000, say: () => say('Yes') },
    ],
    replies: () => told.flatMap((event) => (event.type === 'reply' ? [event.text] : [])),
    failures: () => told.filter(({ type }) => type === 'failure'),
  };
}

function voiceOf({ tools }: Asked): 'think' | 'answer' | 'synthesize' {
  if (tools.length === 0) return 'synthesize';
  return tools.includes('check_status') ? 'answer' : 'think';
}
