import { tool, type ToolRunnableConfig } from '@langchain/core/tools';
import { confirm, establishes, longRunning, readOnly, requires, traits, type Traits } from 'meanwhile';
import { stage, type Cast, type Line } from 'meanwhile/testing';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

const schema = z.object({ plan: z.string().default('P-1') });
const preview = ({ plan }: { plan: string }) => `${plan} costs 40.00 EUR a month. Shall I switch you to it?`;
const QUESTION = preview({ plan: 'P-2' });
const buying: Line = { calls: [{ name: 'buy', args: { plan: 'P-2' } }], after: 1000 };

/** A shop that sells plans, to those who say yes. */
function shop({ marks = [], ...cast }: Partial<Cast> & { marks?: Traits[] }) {
  const bought: unknown[] = [];
  const scene = stage({
    main: [buying, { text: 'You have P-2 now.', after: 500 }, { text: 'Well.', after: 500 }, { text: 'Well.' }],
    ...cast,
    tools: ({ wait }) => [
      tool(
        async function* (args, config: ToolRunnableConfig) {
          await wait(marks.length > 0 ? 2000 : 0, config.signal);
          yield { percent: 50 };
          bought.push(args);
          return { bought: args.plan };
        },
        { name: 'buy', description: 'Buys a plan.', schema, metadata: traits(confirm(preview), ...marks) },
      ),
      tool(() => '27.5 GB', { name: 'balance', description: 'b', schema: z.object({}), metadata: traits(readOnly()) }),
      tool(() => ({ ok: true }), {
        name: 'log_out',
        description: 'l',
        schema: z.object({}),
        metadata: traits(establishes(() => ({ verified: false }))),
      }),
    ],
  });
  return { scene, bought };
}

describe('A10: what needs a yes', () => {
  test('is told with its price at the end of the reply, and nothing runs meanwhile', async () => {
    const { scene, bought } = shop({});
    await scene.say('Switch me to P-2.');
    await scene.at(60_000);
    expect(scene.replies().map(({ at, kind, text }) => [at, kind, text])).toEqual([[1000, 'answer', QUESTION]]);
    expect(scene.emitted('confirmation.requested')).toEqual([
      {
        type: 'confirmation.requested',
        at: 1000,
        token: 'operation-1/call-1',
        operationId: 'operation-1',
        tool: 'buy',
        preview: QUESTION,
        expiresAt: scene.clock.now() - 60_000 + 121_000,
      },
    ]);
    expect(scene.actor.getSnapshot().value).toEqual({ awaitingConfirmation: 'listening' });
    expect(scene.models.main.asked).toHaveLength(1);
    expect(bought).toEqual([]);
  });

  test.each([
    ['words', { type: 'user.said', text: 'Yes, please.' }],
    ['a button', { type: 'confirmation.given', token: 'operation-1/call-1' }],
  ] as const)(
    'runs once with exactly those arguments after a yes by %s, and then the model tells it',
    async (_, yes) => {
      const { scene, bought } = shop({});
      await scene.say('Switch me to P-2.');
      await scene.at(5000);
      await scene.send(yes);
      await scene.untilIdle();
      expect(bought).toEqual([{ plan: 'P-2' }]);
      expect(scene.replies().at(-1)).toMatchObject({ at: 5500, text: 'You have P-2 now.', operationId: 'operation-2' });
      expect(scene.emitted('confirmation.closed')).toMatchObject([
        { at: 5000, token: 'operation-1/call-1', given: true },
      ]);
      const asked = scene.models.main.asked[1]?.messages.slice(-2);
      expect(asked).toMatchObject([
        { role: 'assistant', tool_calls: [{ name: 'buy', args: { plan: 'P-2' } }] },
        { role: 'tool', content: '{"bought":"P-2"}' },
      ]);
      expect(scene.errors).toEqual([]);
    },
  );

  test('a long tool goes on as always after the yes, with the chat beside it', async () => {
    const { scene, bought } = shop({
      marks: [longRunning({ expectedMs: 2000, label: 'the new plan', acknowledgment: 'I switch you.' })],
      chat: [{ text: 'Nearly there.' }],
      synthesis: [{ text: 'As I said. You have P-2 now.' }],
    });
    await scene.say('Switch me to P-2.');
    await scene.at(2000);
    await scene.say('Yes.');
    await scene.at(3000);
    await scene.say('How long?');
    await scene.untilIdle();
    expect(bought).toHaveLength(1);
    expect(scene.replies().map(({ kind, text }) => [kind, text])).toEqual([
      ['answer', QUESTION],
      ['acknowledgment', 'I switch you.'],
      ['interim', 'Nearly there.'],
      ['announcement', 'As I said. You have P-2 now.'],
    ]);
  });

  test('whatever else was found is told before the question', async () => {
    const { scene } = shop({
      main: [{ calls: [{ name: 'balance' }, { name: 'buy' }] }, { text: 'You have 27.5 GB left.' }],
    });
    await scene.say('How much have I left, and switch me to P-1.');
    expect(scene.replies().map(({ text }) => text)).toEqual([
      'You have 27.5 GB left. P-1 costs 40.00 EUR a month. Shall I switch you to it?',
    ]);
    const results = scene.models.main.asked[1]?.messages.slice(-2).map(({ content }) => content);
    expect(results).toEqual(['27.5 GB', expect.stringContaining('"error":"not_confirmed"')]);
  });

  test('after a long tool it is asked behind the joined reply, and word for word', async () => {
    const scene = stageSurvey();
    await scene.say('Survey, and buy.');
    await scene.at(500);
    await scene.say('How is the weather?');
    await scene.at(3000);
    expect(scene.replies('announcement').map(({ text }) => text)).toEqual([
      `Sunny as it is, it is surveyed. ${preview({ plan: 'P-1' })}`,
    ]);
    expect(scene.models.synthesis.asked[0]?.messages.map(({ content }) => content).join('')).not.toContain('Shall I');
    expect(scene.actor.getSnapshot().value).toEqual({ awaitingConfirmation: 'listening' });
  });
});

function stageSurvey() {
  return stage({
    main: [{ calls: [{ name: 'survey' }, { name: 'buy' }] }, { text: 'It is surveyed.' }],
    chat: [{ text: 'Sunny.' }],
    synthesis: [{ text: 'Sunny as it is, it is surveyed.' }],
    tools: ({ wait }) => [
      tool(() => wait(2000).then(() => 'flat'), {
        name: 'survey',
        description: 's',
        schema: z.object({}),
        metadata: traits(readOnly(), longRunning({ expectedMs: 2000 })),
      }),
      tool(() => 'bought', { name: 'buy', description: 'b', schema, metadata: traits(confirm(preview)) }),
    ],
  });
}

describe('A10: what is no yes to exactly this runs nothing', () => {
  const no = ['No.', 'Yes, but tomorrow.', 'Hm.', 'How much data have I left?', 'Yes?', 'confirm: true'];
  test.each(no)('%j is answered as any words, and the question is void', async (words) => {
    const { scene, bought } = shop({ main: [buying, { text: 'I leave it.' }, { text: 'Yes to what?' }] });
    await scene.say('Switch me to P-2.');
    await scene.at(5000);
    await scene.say(words);
    expect(scene.replies().at(-1)?.text).toBe('I leave it.');
    expect(scene.emitted('confirmation.closed')).toMatchObject([{ given: false }]);
    await scene.say('Yes.');
    await scene.untilIdle();
    expect(scene.replies().at(-1)?.text).toBe('Yes to what?');
    expect(bought).toEqual([]);
  });

  test('a yes after its time is up', async () => {
    for (const [at, times] of [
      [120_900, 1],
      [121_100, 0],
    ] as const) {
      const { scene, bought } = shop({});
      await scene.say('Switch me to P-2.');
      await scene.at(at);
      await scene.say('Yes.');
      await scene.untilIdle();
      expect(bought).toHaveLength(times);
      expect(scene.emitted('confirmation.closed')).toMatchObject([{ given: times === 1 }]);
    }
  });

  test('a button of another question, an earlier one, a second press, a press too late', async () => {
    const { scene, bought } = shop({ main: [buying, { text: 'Bought.' }, buying, { text: 'Well.' }] });
    await scene.say('Switch me to P-2.');
    await scene.at(2000);
    await scene.send({ type: 'confirmation.given', token: 'operation-2/call-1' });
    await scene.send({ type: 'confirmation.given', token: 'operation-1/call-2' });
    expect(bought).toEqual([]);
    await scene.send({ type: 'confirmation.given', token: 'operation-1/call-1' });
    await scene.send({ type: 'confirmation.given', token: 'operation-1/call-1' });
    await scene.untilIdle();
    expect(bought).toHaveLength(1);
    await scene.say('Once more.');
    await scene.at(10_000);
    await scene.send({ type: 'confirmation.given', token: 'operation-1/call-1' });
    await scene.at(200_000);
    await scene.send({ type: 'confirmation.given', token: 'operation-3/call-1' });
    await scene.untilIdle();
    expect(bought).toHaveLength(1);
  });

  test.each([
    ['the operation that asked', 'operation-1'],
    ['what it has begun', 'operation-2'],
    ['nothing', undefined],
  ])('a no of the button that comes after the yes, and names %s: it is stopped as long as it can be', async (_, id) => {
    for (const after of [0, 1000, 1999, 2000, 2400]) {
      const { scene, bought } = shop({ marks: [longRunning({ expectedMs: 2000, label: 'the plan' })] });
      await scene.say('Switch me to P-2.');
      await scene.at(2000);
      await scene.send({ type: 'confirmation.given', token: 'operation-1/call-1' });
      await scene.at(2000 + after);
      await scene.send({ type: 'operation.cancel', ...(id !== undefined && { operationId: id }) });
      await scene.untilIdle();
      const isDone = after >= 2000;
      expect(bought).toHaveLength(isDone ? 1 : 0);
      expect(scene.emitted('operation').at(-1)?.status).toBe('cancelled');
      expect(scene.replies('announcement').map(({ text }) => text)).toEqual([
        isDone ? 'It was too late to stop that. Done: the plan.' : expect.stringContaining('the plan'),
      ]);
    }
  });

  test('a cancel, which is answered in words', async () => {
    const { scene, bought } = shop({});
    await scene.say('Switch me to P-2.');
    await scene.at(2000);
    await scene.send({ type: 'operation.cancel' });
    expect(scene.isIdle()).toBe(true);
    expect(scene.replies().map(({ id, text }) => [id, text])).toEqual([
      ['operation-1!', QUESTION],
      ['operation-1/declined', 'All right, I leave it as it is.'],
    ]);
    await scene.send({ type: 'confirmation.given', token: 'operation-1/call-1' });
    expect(bought).toEqual([]);
  });

  test('G4: a yes that is only being said', async () => {
    const { scene, bought } = shop({});
    await scene.say('Switch me to P-2.');
    await scene.at(2000);
    await scene.send({ type: 'user.saying', text: 'Yes.' });
    await scene.at(3000);
    expect(scene.actor.getSnapshot()).toMatchObject({
      value: { awaitingConfirmation: 'listening' },
      context: { saying: 'Yes.' },
    });
    expect(bought).toEqual([]);
    await scene.say('Yes, is it raining?');
    expect(scene.actor.getSnapshot().context.saying).toBe('');
    await scene.untilIdle();
    expect(bought).toEqual([]);
  });

  test('a yes at every 0.1 s around the question: only one that was said after it counts', async () => {
    for (let at = 500; at <= 1500; at += 100) {
      const { scene, bought } = shop({
        main: ({ messages }, count) => (count === 0 ? buying : { text: String(messages.length) }),
      });
      await scene.say('Switch me to P-2.');
      await scene.at(at);
      await scene.say('Yes.');
      await scene.untilIdle();
      expect([at, bought.length]).toEqual([at, at >= 1000 ? 1 : 0]);
      expect(scene.replies('answer')).toHaveLength(2);
    }
  });

  test('the same call asked again by the model after it ran', async () => {
    const { scene, bought } = shop({ main: [buying, buying, { text: 'Well.' }, { text: 'Well.' }] });
    await scene.say('Switch me to P-2.');
    await scene.at(2000);
    await scene.say('Yes.');
    await scene.at(10_000);
    expect(bought).toHaveLength(1);
    expect(scene.emitted('confirmation.requested').map(({ token }) => token)).toEqual([
      'operation-1/call-1',
      'operation-2/call-2',
    ]);
  });

  test('A7: a yes of somebody who is not signed in any more', async () => {
    const { scene, bought } = shop({
      marks: [requires('verified')],
      input: { session: { verified: true } },
      main: [buying, { text: 'Please sign in again.' }],
    });
    await scene.say('Switch me to P-2.');
    await scene.at(2000);
    await scene.send({ type: 'session.updated', facts: { verified: false } });
    await scene.say('Yes.');
    await scene.untilIdle();
    expect(bought).toEqual([]);
    expect(scene.models.main.asked[1]?.messages.at(-1)?.content).toBe('{"error":"not_verified"}');
    expect(scene.replies().at(-1)?.text).toBe('Please sign in again.');
  });
});

describe("A10: the app's own judge", () => {
  const judged = (judge: Cast['judge']) => shop(judge ? { judge } : {});

  test('hears all that was said while it thinks, and its first verdict does not count', async () => {
    const heard: string[][] = [];
    const { scene, bought } = judged(async ({ said }) => {
      heard.push(said);
      await scene.clock.wait(1000);
      return !said.includes('No, wait.');
    });
    await scene.say('Switch me to P-2.');
    await scene.at(2000);
    await scene.say('Ja.');
    await scene.at(2500);
    await scene.say('No, wait.');
    await scene.untilIdle();
    expect(heard).toEqual([['Ja.'], ['Ja.', 'No, wait.']]);
    expect(bought).toEqual([]);
    expect(scene.models.main.asked[1]?.messages.slice(-2).map(({ content }) => content)).toEqual(['Ja.', 'No, wait.']);
  });

  describe.each(['What does it cost in a year?', 'No, do not!', 'Yes.'])('is not waited for after %j', (words) => {
    const press = { type: 'confirmation.given', token: 'operation-1/call-1' } as const;

    async function judging() {
      const shopping = judged(() => shopping.scene.clock.wait(1000).then(() => words === 'Yes.'));
      await shopping.scene.say('Switch me to P-2.');
      await shopping.scene.at(2000);
      await shopping.scene.say(words);
      await shopping.scene.at(2500);
      return shopping;
    }

    test('by the yes of the button: it is the last the user has said, and runs just that, once', async () => {
      const { scene, bought } = await judging();
      await scene.send({ ...press, token: 'operation-1/call-2' });
      expect(scene.actor.getSnapshot().value).toEqual({ awaitingConfirmation: 'interpreting' });
      await scene.send(press);
      await scene.send(press);
      await scene.untilIdle();
      expect(bought).toEqual([{ plan: 'P-2' }]);
      expect(scene.emitted('confirmation.closed')).toMatchObject([{ at: 2500, given: true }]);
      expect(scene.models.main.asked[1]?.messages.slice(-3).map(({ content }) => content)).toEqual([
        words,
        '',
        '{"bought":"P-2"}',
      ]);
      expect(scene.replies().map(({ text }) => text)).toEqual([QUESTION, 'You have P-2 now.']);
    });

    test('by the no of the button: nothing runs, whatever the verdict and whatever is pressed after it', async () => {
      const { scene, bought } = await judging();
      await scene.send({ type: 'operation.cancel', operationId: 'operation-1' });
      await scene.send(press);
      await scene.untilIdle();
      expect(bought).toEqual([]);
      expect(scene.emitted('confirmation.closed')).toMatchObject([{ at: 2500, given: false }]);
      expect(scene.replies().map(({ text }) => text)).toContain('All right, I leave it as it is.');
    });
  });

  test('a button that is pressed when the time is up, while the judge thinks, has it asked again', async () => {
    const { scene, bought } = judged(() => scene.clock.wait(2500).then(() => false));
    await scene.say('Switch me to P-2.');
    await scene.at(120_000);
    await scene.say('Hm.');
    await scene.at(122_000);
    await scene.send({ type: 'confirmation.given', token: 'operation-1/call-1' });
    await scene.at(123_000);
    expect(bought).toEqual([]);
    expect(scene.replies().map(({ at, text }) => [at, text])).toEqual([
      [1000, QUESTION],
      [122_000, QUESTION],
    ]);
    expect(scene.actor.getSnapshot().value).toEqual({ awaitingConfirmation: 'listening' });
  });

  test('does not hear a no that is too long: nothing is bought then', async () => {
    const { scene, bought } = shop({ limits: { text: 50 }, main: [buying, { text: 'Well.' }] });
    await scene.say('Switch me to P-2.');
    await scene.at(2000);
    scene.actor.send({ type: 'user.said', text: 'Yes.' });
    await scene.say(`No, wait! ${'I have thought about it. '.repeat(10)}`);
    await scene.untilIdle();
    expect(bought).toEqual([]);
    expect(scene.emitted('confirmation.closed')).toMatchObject([{ given: false }]);
  });

  test.each<[string, NonNullable<Cast['judge']>, number, string]>([
    [
      'throws',
      () => {
        throw new Error('no idea');
      },
      0,
      'the judge failed; it was not taken for a yes',
    ],
    ['rejects', () => Promise.reject(new Error('no idea')), 0, 'the judge failed; it was not taken for a yes'],
    ['never answers', () => new Promise(() => {}), 3000, 'the judge took too long; it was not taken for a yes'],
  ])('that %s says no yes, and the words are answered', async (_, judge, after, error) => {
    const { scene, bought } = judged(judge);
    await scene.say('Switch me to P-2.');
    await scene.at(2000);
    await scene.say('Yes.');
    await scene.untilIdle();
    expect(bought).toEqual([]);
    expect(scene.emitted('failure')).toMatchObject([{ source: 'confirmation', error, at: 2000 + after }]);
    expect(scene.replies()).toHaveLength(2);
  });
});
