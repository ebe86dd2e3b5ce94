import { tool, type StructuredToolInterface, type ToolRunnableConfig } from '@langchain/core/tools';
import { confirm, longRunning, requires, toolCall, traits, type Traits } from 'meanwhile';
import { stage, type Line } from 'meanwhile/testing';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

const schema = z.object({ plan: z.string() });
const asks: Line[] = [{ calls: [{ name: 'buy', args: { plan: 'P-2' } }] }, { text: 'Done.' }, { text: 'Well.' }];
const ANN = 'account-of-ann';
const BOB = 'account-of-bob';

/** A shop, the plans it has sold, and to whom. */
function shopOf(...marks: Traits[]) {
  const sold: { plan: string; to: unknown }[] = [];
  const shop = tool(
    ({ plan }, config: ToolRunnableConfig) => {
      sold.push({ plan, to: toolCall(config).session['account'] });
      return 'sold';
    },
    { name: 'buy', description: 'Buys.', schema, metadata: traits(...marks) },
  );
  return { sold, shop };
}

describe('A10: a tool that needs a yes runs only after it', () => {
  const wraps: [string, (shop: StructuredToolInterface) => StructuredToolInterface][] = [
    [
      'whose invoke an app has wrapped',
      (shop) => {
        const invoke = shop.invoke.bind(shop);
        return Object.assign(shop, { invoke: (...call: Parameters<typeof invoke>) => invoke(...call) });
      },
    ],
    [
      'whose methods are bound by a proxy',
      (shop) =>
        new Proxy(shop, {
          get(target, name) {
            const value: unknown = Reflect.get(target, name);
            return typeof value === 'function' ? value.bind(target) : value;
          },
        }),
    ],
  ];
  test.each(wraps)('also one %s', async (_, wrap) => {
    const { sold, shop } = shopOf(confirm<{ plan: string }>(({ plan }) => `${plan} costs 40. Shall I?`));
    const scene = stage({ main: asks, tools: [wrap(shop)] });
    await scene.say('Switch me.');
    await scene.at(5000);
    expect(sold).toEqual([]);
    await scene.say('Yes.');
    await scene.untilIdle();
    expect(sold).toHaveLength(1);
  });

  test.each(wraps)('D6: and a long one %s has its effect once', async (_, wrap) => {
    const { sold, shop } = shopOf(longRunning({ expectedMs: 100 }));
    const scene = stage({ main: asks, tools: [wrap(shop)] });
    await scene.say('Switch me.');
    await scene.untilIdle();
    expect(sold).toHaveLength(1);
  });

  test('also one whose traits are changed after the machine was made', async () => {
    const { sold, shop } = shopOf(confirm(() => 'Shall I?'));
    const scene = stage({ main: asks, tools: [shop] });
    Reflect.deleteProperty(shop.metadata?.['meanwhile'] ?? {}, 'confirm');
    await scene.say('Switch me.');
    await scene.at(5000);
    expect(sold).toEqual([]);
  });

  test('also one that is none of LangChain: defaults of the schema count', async () => {
    const sold: unknown[] = [];
    const real = { when: ({ dryRun }: { dryRun: boolean }) => !dryRun };
    const shop = {
      name: 'buy',
      description: 'Buys.',
      schema: z.object({ dryRun: z.boolean().default(false) }),
      metadata: traits(confirm<{ dryRun: boolean }>(() => 'Shall I?', real)),
      invoke: async (args: unknown) => void sold.push(args),
    };
    const scene = stage({ main: [{ calls: [{ name: 'buy' }] }, { text: 'Well.' }], tools: [shop] });
    await scene.say('Buy it.');
    await scene.at(5000);
    expect(sold).toEqual([]);
  });
});

describe('A1, A10: it runs for the user who was asked', () => {
  test.each([0, 500, 1500, 2500])('also if another one is put there %i ms after the yes', async (ms) => {
    const scenes = [[], [longRunning({ expectedMs: 1000 })]].map(async (long) => {
      const { sold, shop } = shopOf(
        requires('verified'),
        confirm(async () => {
          await scene.clock.wait(1000);
          return 'It costs 150. Shall I?';
        }),
        ...long,
      );
      const scene = stage({ main: asks, input: { session: { verified: true, account: ANN } }, tools: [shop] });
      await scene.say('Close it.');
      await scene.at(5000);
      await scene.say('Yes.');
      await scene.at(5000 + ms);
      await scene.send({ type: 'session.updated', facts: { account: BOB } });
      await scene.at(20_000);
      return sold.map(({ to }) => to);
    });
    for (const to of await Promise.all(scenes)) expect(to).toEqual(ms > 1000 ? [ANN] : []);
  });

  test('also if the app changes the facts it gave in place', async () => {
    const { sold, shop } = shopOf(confirm(() => 'Shall I?'));
    const session = { account: ANN };
    const scene = stage({ main: asks, input: { session }, tools: [shop] });
    await scene.say('Buy it.');
    await scene.at(5000);
    session.account = BOB;
    await scene.say('Yes.');
    await scene.untilIdle();
    expect(sold).toEqual([{ plan: 'P-2', to: ANN }]);
  });

  test('and so does a second long call that waits behind a first', async () => {
    const served: unknown[] = [];
    const scene = stage({
      main: [{ calls: [{ name: 'work' }, { name: 'work' }] }, { text: 'Done.' }],
      input: { session: { account: ANN } },
      tools: ({ wait }) => [
        tool(
          async (_, config: ToolRunnableConfig) => {
            served.push(toolCall(config).session['account']);
            await wait(1000);
            return 'ok';
          },
          {
            name: 'work',
            description: 'w',
            schema: z.object({}),
            metadata: traits(longRunning({ expectedMs: 1000 })),
          },
        ),
      ],
    });
    await scene.say('Work.');
    await scene.at(500);
    await scene.send({ type: 'session.updated', facts: { account: BOB } });
    await scene.untilIdle();
    expect(served).toEqual([ANN]);
  });
});

describe('A10: it runs with what was asked about', () => {
  const spoil = (args: Record<string, unknown>) => {
    args['plan'] = 'P-CHEAP';
    return true;
  };
  test.each<[string, Traits[]]>([
    ["the yes's own `when`", [confirm<{ plan: string }>(({ plan }) => `Buy ${plan}?`, { when: spoil })]],
    [
      'the `when` of a long tool',
      [longRunning({ expectedMs: 100, when: spoil }), confirm<{ plan: string }>(({ plan }) => `Buy ${plan}?`)],
    ],
    [
      'its check',
      [
        longRunning({ expectedMs: 100, check: (args) => (spoil(args) ? undefined : null) }),
        confirm<{ plan: string }>(({ plan }) => `Buy ${plan}?`),
      ],
    ],
  ])('whatever %s does to the arguments', async (_, marks) => {
    const { sold, shop } = shopOf(...marks);
    const scene = stage({ main: asks, tools: [shop] });
    await scene.say('Buy it.');
    await scene.at(5000);
    expect(scene.emitted('confirmation.requested').map(({ preview }) => preview)).toEqual(['Buy P-2?']);
    await scene.say('Yes.');
    await scene.untilIdle();
    expect(sold.map(({ plan }) => plan)).toEqual(['P-2']);
  });

  test('whatever a check does to the session', async () => {
    const { shop } = shopOf(
      longRunning({
        expectedMs: 100,
        check(_, { session }) {
          session['account'] = BOB;
          return undefined;
        },
      }),
      confirm((_, { session }) => `For ${JSON.stringify(session['account'])}?`),
    );
    const scene = stage({ main: asks, input: { session: { account: ANN } }, tools: [shop] });
    await scene.say('Buy it.');
    await scene.at(5000);
    expect(scene.emitted('confirmation.requested')[0]?.preview).toBe(`For "${ANN}"?`);
  });
});
