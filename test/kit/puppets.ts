import { tool, type ToolRunnableConfig } from '@langchain/core/tools';
import {
  confirm,
  effect,
  establishes,
  longRunning,
  readOnly,
  toolCall,
  ToolFailure,
  traits,
  type ToolCallContext,
  type Traits,
} from 'meanwhile';
import type { Arrival, Bot, Call, Scene } from 'meanwhile/testing';
import { expect } from 'vitest';
import { z } from 'zod';

/** What a puppet is told to do next. `hang` it does by itself, until it is told. */
type Word = 'goes on' | 'ends' | 'throws' | 'loses touch' | 'is busy' | 'loses touch for now';

type Puppet = {
  name: string;
  words: readonly Word[];
  traits: Partial<Traits>;
  heedsAbort: boolean;
  /** Whether its back-end remembers what it did under each key, and can be asked. */
  remembers?: boolean;
  /** Whether it looks first if it can begin, which takes as long as it takes. */
  looksFirst?: boolean;
};

const EVERY_WORD: readonly Word[] = ['goes on', 'ends', 'throws', 'loses touch', 'is busy', 'loses touch for now'];
/** What no tool should say about its progress. */
const ODD_NEWS = [{ percent: 40, message: 'on' }, { percent: 10.5 }, { percent: 150 }, { percent: -5 }, {}, 'so so'];

/** The yes it needs names what is bought. */
const onYes = confirm<{ item?: string }>(({ item = 'one' }) => `You want ${item}. Shall I buy it?`);
const long = longRunning({ expectedMs: 5_000, announce: () => 'It is done.' });
const unstoppable = longRunning({ expectedMs: 5_000, cancellable: false, announce: () => 'It is done.' });

/** A tool of each kind. */
const PUPPETS: readonly Puppet[] = [
  { name: 'paint', words: EVERY_WORD, traits: traits(long).meanwhile, heedsAbort: true },
  { name: 'stubborn_paint', words: EVERY_WORD, traits: traits(long).meanwhile, heedsAbort: false },
  { name: 'survey', words: EVERY_WORD, traits: traits(long, readOnly()).meanwhile, heedsAbort: true },
  {
    name: 'paint_once',
    words: EVERY_WORD,
    traits: traits(long, effect('idempotent')).meanwhile,
    heedsAbort: false,
  },
  { name: 'paint_on_record', words: EVERY_WORD, traits: traits(long).meanwhile, heedsAbort: false, remembers: true },
  { name: 'paint_to_the_end', words: EVERY_WORD, traits: traits(unstoppable).meanwhile, heedsAbort: true },
  { name: 'paint_if_it_can', words: ['ends'], traits: traits(long).meanwhile, heedsAbort: true, looksFirst: true },
  { name: 'order', words: ['ends', 'throws', 'loses touch'], traits: {}, heedsAbort: false },
  { name: 'order_once', words: ['ends', 'loses touch'], traits: effect('idempotent'), heedsAbort: true },
  { name: 'look', words: ['ends', 'throws'], traits: traits(readOnly()).meanwhile, heedsAbort: true },
  { name: 'buy', words: ['ends', 'throws', 'loses touch'], traits: traits(onYes).meanwhile, heedsAbort: false },
  { name: 'buy_slowly', words: EVERY_WORD, traits: traits(long, onYes).meanwhile, heedsAbort: true },
  {
    name: 'greet',
    words: ['ends'],
    traits: traits(establishes(() => ({ greeted: true }))).meanwhile,
    heedsAbort: true,
  },
];

/** Those that change nothing. */
const LOOKING = new Set(PUPPETS.filter(({ traits: { readOnly: looks } }) => looks).map(({ name }) => name));

/** What models may ask of the puppets. */
export const PUPPET_CALLS: readonly Call[] = PUPPETS.flatMap(({ name, traits: { confirm: needsYes } }) =>
  needsYes ? [{ name }, { name, args: { item: 'another', confirm: true } }] : [{ name }],
);

/** A bot whose tools step, end, throw, lose touch and hang just as the exploration wants them to. */
export function puppetBot(arrival: Arrival): Bot {
  const effects: string[] = [];
  const bought: string[] = [];
  const hands = PUPPETS.map((puppet) => ({ puppet, hand: handOf(puppet, arrival) }));
  const look = handOf({ heedsAbort: true }, arrival);
  const records = new Map<string, 'done' | 'forgotten'>();
  const moves = hands.flatMap(({ puppet: { name, words }, hand }) =>
    words.map((word) => [`${name} ${word}`, { when: () => hand.isWaited(), make: () => hand.say(word) }] as const),
  );
  return {
    tools: hands.map(({ puppet, hand }) => toolOf(puppet, hand, { look, effects, bought, records })),
    moves: {
      ...Object.fromEntries(moves),
      'what is checked is all right': { when: look.isWaited, make: () => look.say('ends') },
      'what is checked is not': { when: look.isWaited, make: () => look.say('throws') },
    },
    check(scene) {
      expectEffectsAsTold(scene, effects);
      expectYesFor(scene, bought);
    },
  };
}

const schema = z.object({ item: z.string().default('one') });

type Hand = ReturnType<typeof handOf>;

function handOf({ heedsAbort }: Pick<Puppet, 'heedsAbort'>, arrival: Arrival) {
  const waiting = new Set<(word: Word) => void>();
  return {
    async next(signal: AbortSignal | undefined): Promise<Word> {
      const { promise, resolve, reject } = Promise.withResolvers<Word>();
      waiting.add(resolve);
      if (!heedsAbort || !signal) return promise;
      signal.addEventListener('abort', () => {
        waiting.delete(resolve);
        reject(signal.reason as Error);
      });
      return promise;
    },
    isWaited: () => waiting.size > 0,
    say(word: Word) {
      const [hear] = waiting;
      if (!hear) return;
      waiting.delete(hear);
      void arrival(Promise.resolve(word)).then(hear);
    },
  };
}

type World = { look: Hand; effects: string[]; bought: string[]; records: Map<string, 'done' | 'forgotten'> };

function toolOf(
  { name, traits: own, remembers, looksFirst }: Puppet,
  hand: Hand,
  { look, effects, bought, records }: World,
) {
  // what it has not done by the time it is asked, it will not do any more
  const asked = effect('reconcile', async (_, { idempotencyKey: key }) => {
    if (!records.has(key)) records.set(key, 'forgotten');
    return records.get(key) === 'done' ? { done: true } : undefined;
  });

  const checked = longRunning({
    expectedMs: 5_000,
    check: async (_, { signal }) => ((await look.next(signal)) === 'ends' ? undefined : { error: 'cannot_begin' }),
  });

  function takeEffect({ runId, idempotencyKey: key }: ToolCallContext) {
    if ((own.effect || remembers) && records.has(key)) return;
    records.set(key, 'done');
    effects.push(runId);
  }

  async function* work({ item }: z.infer<typeof schema>, config: ToolRunnableConfig) {
    const call = toolCall(config);
    // another try is of the same call, and the yes was to that
    if (own.confirm && call.attempt === 1) bought.push(`${name} ${item}`);
    for (let step = 0; ; step += 1) {
      const word = await hand.next(config.signal);
      if (word === 'throws') throw new Error('it did not work');
      if (word === 'is busy') throw new ToolFailure('the line is busy', { retryable: true });
      if (word !== 'goes on' && !own.readOnly) takeEffect(call);
      if (word === 'loses touch') throw new ToolFailure('the line went dead', { mayHaveHappened: true });
      if (word === 'loses touch for now') {
        throw new ToolFailure('the line went dead', { mayHaveHappened: true, retryable: true });
      }
      if (word === 'ends') return { done: true };
      yield ODD_NEWS[step % ODD_NEWS.length];
    }
  }
  return tool(work, {
    name,
    description: name,
    schema,
    metadata: { meanwhile: { ...own, ...(remembers && asked), ...(looksFirst && checked) } },
  });
}

/** D3, D6: an effect happens once, and what is told of its tool run is true. */
function expectEffectsAsTold(scene: Scene, effects: readonly string[]) {
  expect(new Set(effects).size).toBe(effects.length);
  for (const { runId, status, tool: name } of scene.emitted('operation').flatMap(({ runs }) => runs)) {
    if (['failed', 'cancelled', 'timedOut'].includes(status)) expect(effects).not.toContain(runId);
    if (status === 'succeeded' && !LOOKING.has(name)) expect(effects).toContain(runId);
  }
}

/** A10: each time something was bought, the user had said yes to buying just that, and each yes bought one thing at most. */
function expectYesFor(scene: Scene, bought: readonly string[]) {
  const given = new Set(scene.emitted('confirmation.closed').flatMap(({ given, token }) => (given ? [token] : [])));
  const allowed = scene.emitted('confirmation.requested').filter(({ token }) => given.has(token));
  for (const thing of new Set(bought)) {
    const [name, item] = thing.split(' ');
    const yes = allowed.filter(
      ({ tool: asked, preview }) => asked === name && preview === `You want ${item}. Shall I buy it?`,
    );
    expect(bought.filter((other) => other === thing).length).toBeLessThanOrEqual(yes.length);
  }
}
