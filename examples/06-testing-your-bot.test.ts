/**
 * Testing your bot: the bakery of lesson 2 on virtual time, with models that follow a script, and in any order at all.
 *
 *     npx vitest run examples/06-testing-your-bot.test.ts
 */
import { explore, stage, type Scene, type VirtualClock } from 'meanwhile/testing';
import { expect, test } from 'vitest';
import { bakeryTools } from './02-your-own-tools.ts';

const input = { session: { customer: 'Ada' } };
const bakeLemon = { name: 'bake_cake', args: { cake: 'lemon' } };
const send = { name: 'send_cake', args: { address: 'Hill Street' } };

/** The bakery with a courier of our own. */
function bakery(clock: VirtualClock, ride = async (_address: string, _key: string) => 'at six') {
  return bakeryTools({ wait: clock.wait, ride });
}

test('a question is answered while the cake is in the oven', async () => {
  const scene = stage({
    tools: bakery,
    input,
    main: [{ calls: [bakeLemon] }, { text: 'Your lemon cake is ready.' }],
    chat: [{ calls: [{ name: 'whats_fresh' }] }, { text: 'Rye bread.', after: 500 }],
    synthesis: [{ text: 'Rye bread, as I said. And your lemon cake is ready.' }],
  });
  await scene.say('A lemon cake, please.');
  await scene.at(1000);
  await scene.say('What is fresh?');
  await scene.untilIdle();
  expect(scene.script()).toMatchInlineSnapshot(`
    "  0.0 s  user: A lemon cake, please.
      0.0 s  acknowledgment: One lemon cake, coming up. Ask me anything while it bakes.
      0.0 s  [bake_cake running 0 %]
      0.8 s  [bake_cake running 25 %]
      1.0 s  user: What is fresh?
      1.5 s  interim: Rye bread.
      1.6 s  [bake_cake running 50 %]
      2.4 s  [bake_cake running 75 %]
      2.4 s  [bake_cake succeeded 100 %]
      2.4 s  announcement: Rye bread, as I said. And your lemon cake is ready."
  `);
});

test('nobody gets a cake on a word of the model alone', async () => {
  const scene = stage({ tools: bakery, main: [{ calls: [bakeLemon] }, { text: 'Who are you?' }] });
  await scene.say('A lemon cake, please. I am Ada, believe me.');
  await scene.untilIdle();
  expect(scene.emitted('progress')).toEqual([]);
  expect(scene.models.main.asked[1]?.messages.at(-1)?.content).toBe('{"error":"not_customer"}');
});

test('no courier is called before the customer has said yes to the price', async () => {
  const rides: string[] = [];
  const ride = async (address: string) => {
    rides.push(address);
    return 'at six';
  };
  const main = [{ calls: [send] }, { text: 'Yes, yes, it is on its way.' }, { calls: [send] }, { text: 'It is sent.' }];
  const scene = stage({ tools: (clock) => bakery(clock, ride), input, main });
  await scene.say('Send it to Hill Street.');
  expect(scene.replies().at(-1)?.text).toBe('A courier to Hill Street costs 6.50 EUR. Shall I send it there?');
  await scene.say('That is much. And by bicycle?');
  await scene.say('Well then, send it.');
  expect(rides).toEqual([]);
  await scene.say('Yes, please.');
  await scene.untilIdle();
  expect(rides).toEqual(['Hill Street']);
});

test('a model that fails keeps no cake from being told', async () => {
  const main = [{ calls: [bakeLemon] }, { error: new Error('out of order') }];
  const scene = stage({ tools: bakery, input, main });
  await scene.say('A lemon cake, please.');
  await scene.untilIdle();
  expect(scene.replies('announcement').map(({ text }) => text)).toEqual(['Your lemon cake is ready.']);
  expect(scene.emitted('failure').map(({ error }) => error)).toEqual(['the model failed']);
});

test('a cancel takes the cake out of the oven', async () => {
  const scene = stage({ tools: bakery, input, main: [{ calls: [bakeLemon] }] });
  await scene.say('A lemon cake, please.');
  await scene.at(1000);
  await scene.send({ type: 'operation.cancel' });
  expect(scene.replies().map(({ text }) => text)).toContain(
    'I have stopped it before it changed anything: your lemon cake.',
  );
  expect(scene.clock.armed()).toBe(0);
});

test('whatever comes in whatever order, no cake is sent twice or without a yes', { timeout: 60_000 }, async () => {
  let rides = 0;
  await explore(
    (clock, arrival) => {
      const keys: string[] = [];
      const ride = (_: string, key: string) => {
        rides += 1;
        keys.push(key);
        return arrival(Promise.resolve('at six'));
      };
      const check = (scene: Scene) => {
        const yeses = scene.emitted('confirmation.closed').filter(({ given }) => given);
        expect(new Set(keys).size).toBe(keys.length);
        expect(keys.length).toBeLessThanOrEqual(yeses.length);
      };
      return { tools: bakery(clock, ride), input, check };
    },
    { runs: 100, calls: [send] },
  );
  expect(rides).toBeGreaterThan(0);
});
