import { registerConfigureHook, setContextVariable } from '@langchain/core/context';
import { RunnableLambda } from '@langchain/core/runnables';
import { AsyncLocalStorageProviderSingleton } from '@langchain/core/singletons';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { allOf, canary, ownersIn } from './canaries.ts';
import { act, crowd, EVENTS, type Seen } from './crowd.ts';
import { WISHES } from './loud-bot.ts';
import { Traces } from './traces.ts';

const SIZE = 12;

/** One step: something happens to somebody, and time goes on. */
const step = fc.record({
  who: fc.nat({ max: SIZE - 1 }),
  what: fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...WISHES) },
    { weight: 1, arbitrary: fc.constantFrom(...EVENTS) },
  ),
  ms: fc.constantFrom(0, 0, 0, 100, 1000, 3000),
});

/** Every channel by which something of a conversation goes anywhere. */
const CHANNELS =
  'arguments, tool config, tool call, check, inspection, redacted inspection, store key, store record, event reply, ' +
  'event progress, event operation, event failure, preview, judge, event confirmation.requested, ' +
  'event confirmation.closed, model input of main, model input of chat, model input of synthesis';

const written: string[] = [];
beforeEach(() => {
  written.length = 0;
  const note = (...told: unknown[]) => written.push(allOf(told));
  for (const name of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const) {
    vi.spyOn(console, name).mockImplementation(note);
  }
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((told) => note(told) > 0);
  }
});
afterEach(() => vi.restoreAllMocks());

/** Whether something is where it may not be: in another conversation, or where nothing of any may be. */
function isStray({ channel, of, owners }: Seen): boolean {
  if (channel === 'redacted inspection') return owners.length > 0;
  return owners.some((owner) => owner !== (of ?? owners[0]));
}

test('A1, A2, A12, A13: many conversations at once, in any order: nothing of one is anywhere in another', async () => {
  const all = new Traces('of all');
  const own = Array.from({ length: SIZE }, (_, who) => new Traces(canary(who, 'tracer')));
  const channels = new Set<string>();

  async function play(steps: { who: number; what: Parameters<typeof act>[2]; ms: number }[], chances: number[]) {
    let asked = 0;
    const { clock, seen, conversations } = crowd(SIZE, () => (chances[asked++ % chances.length] ?? 0) / 1000);
    for (const { who, what, ms } of steps) {
      const [conversation, tracer] = [conversations[who], own[who]];
      if (!conversation || !tracer) continue;
      await RunnableLambda.from(async () => act(conversation, who, what)).invoke('', {
        callbacks: [tracer],
        tags: [canary(who, 'tag')],
        metadata: { who: canary(who, 'metadata') },
        configurable: { who: canary(who, 'configurable') },
      });
      await clock.goTo(clock.elapsed() + ms);
    }
    await clock.goTo(clock.elapsed() + 600_000);
    seen.forEach(({ channel }) => channels.add(channel));
    expect(seen.filter(isStray)).toEqual([]);
  }

  // what is registered in here is gone afterwards
  await AsyncLocalStorageProviderSingleton.getInstance().run(undefined, async () => {
    registerConfigureHook({ contextVar: 'isolation-tracer' });
    setContextVariable('isolation-tracer', all);
    const chances = fc.array(fc.integer({ min: 0, max: 999 }), { minLength: 97, maxLength: 97 });
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 100, maxLength: 120 }), chances, play), {
      numRuns: 4,
      seed: 4,
      endOnFailure: true,
    });
  });

  expect(CHANNELS.split(', ').filter((channel) => !channels.has(channel))).toEqual([]);
  const runs = [...all.runs().values()];
  expect(runs.length).toBeGreaterThan(500);
  expect(runs.filter(({ heard, parent }) => ownersIn([heard, parent && all.runs().get(parent)]).length > 1)).toEqual(
    [],
  );
  expect(own.filter((tracer, who) => ownersIn(tracer.heard()).some((owner) => owner !== who))).toEqual([]);
  expect(all.heard().match(/.*ary-(session|street).*/)).toBeNull();
  expect(written.filter((line) => line.includes('ary-'))).toEqual([]);
}, 120_000);
