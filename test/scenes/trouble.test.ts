import { tool } from '@langchain/core/tools';
import { DEFAULT_PHRASES, longRunning, readOnly, traits, ToolFailure } from 'meanwhile';
import { describe, expect, test } from 'vitest';
import { type Line, stage } from 'meanwhile/testing';
import { stageTelco } from '../kit/telco.ts';

const billing = { name: 'get_billing_summary_tool' };
const never = Number.POSITIVE_INFINITY;
const broke = 'I am sorry, something went wrong on my side and I could not finish that. Please ask me again.';
const nothing = { type: 'object', properties: {} } as const;

describe('trouble ends in plain words and a working next turn', () => {
  const silences: { trouble: string; line: Line; at: number }[] = [
    { trouble: 'fails', line: { error: new Error('boom') }, at: 0 },
    { trouble: 'never answers', line: { after: never }, at: 30_000 },
    { trouble: 'is cut off in the middle of its calls', line: { calls: [billing], raw: '{"a":', finish: null }, at: 0 },
    { trouble: 'is cut off in the middle of its words', line: { text: 'Your plan costs 4', finish: null }, at: 0 },
    { trouble: 'is stopped for length in its words', line: { text: 'Your plan costs 4', finish: 'length' }, at: 0 },
    { trouble: 'is stopped for length in its calls', line: { calls: [billing], finish: 'length' }, at: 0 },
    { trouble: 'says nothing at all', line: {}, at: 0 },
  ];
  test.each(silences)('the main model $trouble', async ({ line, at }) => {
    const scene = stageTelco({ main: [line, { text: 'Here I am.' }] });
    await scene.say('Draw up my bill.');
    await scene.untilIdle();
    expect(scene.replies().map((reply) => [reply.at, reply.kind, reply.text])).toEqual([[at, 'answer', broke]]);
    expect(scene.emitted('progress')).toEqual([]);

    await scene.say('Are you there?');
    expect(scene.replies().at(-1)?.text).toBe('Here I am.');
  });

  test.each(silences)(
    'E1: the main model $trouble after the tool, and the tool announces its result itself',
    async ({ line, at }) => {
      const scene = stageTelco({ main: [{ calls: [billing] }, line, { text: 'Here I am.' }] });
      await scene.say('Draw up my bill.');
      await scene.untilIdle();
      expect(scene.replies('announcement').map((reply) => [reply.at, reply.text])).toEqual([
        [6000 + at, 'Your last bill was 45.00 EUR. Your plan costs 40.00 EUR a month, billed on day 5 of the month.'],
      ]);
      expect(scene.emitted('operation').at(-1)?.runs).toMatchObject([{ status: 'succeeded', percent: 100 }]);

      await scene.say('Are you there?');
      expect(scene.replies().at(-1)?.text).toBe('Here I am.');
    },
  );

  test.each(silences)(
    'the chat model $trouble: the question is put off, and answered after the result',
    async ({ line, at }) => {
      const scene = stageTelco({
        main: [
          { calls: [billing], after: 10 },
          { text: 'It is 45.', after: 60_000 },
          { text: 'Now to your question.' },
        ],
        chat: [line, { text: 'I can hear you again.' }],
        synthesis: [{ text: 'Joined.' }],
        bounds: { thinkTimeout: 90_000, turnTimeout: 90_000 },
      });
      await scene.say('Draw up my bill.');
      await scene.at(1000);
      await scene.say('Hello?');
      await scene.at(40_000);
      await scene.say('And now?');
      await scene.untilIdle(200_000);

      expect(scene.replies('interim').map((reply) => [reply.at, reply.text])).toEqual([
        [1000 + at, 'Let me come back to that in a moment.'],
        [40_000, 'I can hear you again.'],
      ]);
      expect(scene.replies().at(-1)?.text).toBe('Now to your question.');
      expect(scene.models.main.asked.at(-1)?.messages.at(-1)?.content).toBe('Hello?');
      expect(scene.emitted('failure').map(({ source }) => source)).toEqual(['chat']);
    },
  );

  test('C11: a model that asks for tools again and again is stopped after eight rounds', async () => {
    const scene = stageTelco({ main: () => ({ calls: [{ name: 'get_data_balance_tool' }] }) });
    await scene.say('How much data?');
    await scene.untilIdle();
    expect(scene.models.main.asked).toHaveLength(8);
    expect(scene.replies().map(({ text }) => text)).toEqual([broke]);
    expect(scene.emitted('failure')).toMatchObject([
      { source: 'operation', error: 'the model asked for tools too often' },
    ]);
  });

  test('C11: so is a chat that looks things up again and again', async () => {
    const scene = stageTelco({
      main: [{ calls: [billing] }, { text: 'It is 45.' }, { text: 'Now to your question.' }],
      chat: () => ({ calls: [{ name: 'check_status' }] }),
    });
    await scene.say('Draw up my bill.');
    await scene.say('How far are you?');
    await scene.untilIdle();
    expect(scene.models.chat.asked).toHaveLength(8);
    expect(scene.replies('interim').map(({ text }) => text)).toEqual(['Let me come back to that in a moment.']);
    expect(scene.replies().at(-1)?.text).toBe('Now to your question.');
    expect(scene.emitted('failure')).toMatchObject([
      { source: 'chat', error: 'the chat model asked for tools too often' },
    ]);
  });

  test('C11: how many rounds there are is for the app to say', async () => {
    const look = { calls: [{ name: 'get_data_balance_tool' }] };
    const scene = stageTelco({
      main: [look, look, { calls: [billing] }, { text: 'Now to your question.' }],
      chat: () => ({ calls: [{ name: 'check_status' }] }),
      limits: { rounds: 3 },
    });
    await scene.say('How much data, and my bill, please.');
    await scene.say('How far are you?');
    await scene.untilIdle();
    expect(scene.models.chat.asked).toHaveLength(3);
    expect(scene.models.main.asked).toHaveLength(4);
    expect(scene.replies().map(({ kind }) => kind)).toEqual(['acknowledgment', 'interim', 'announcement', 'answer']);
    expect(scene.replies('answer').map(({ text }) => text)).toEqual(['Now to your question.']);
  });

  const endings = [
    { ending: 'throws', run: () => Promise.reject(new Error('no line')), status: 'failed', after: 0 },
    {
      ending: 'may have happened',
      run: () => Promise.reject(new ToolFailure('the line broke', { mayHaveHappened: true })),
      status: 'unknown',
      after: 0,
    },
    { ending: 'never ends and is cut off', run: () => new Promise(() => {}), status: 'unknown', after: 100_000 },
    {
      ending: 'never ends and does not mind being stopped',
      run: async function* () {
        yield { percent: 1 };
        await new Promise(() => {});
      },
      status: 'unknown',
      after: 105_000,
    },
  ];
  test.each(endings)('D3: a long tool that $ending is $status, and that is told', async ({ run, status, after }) => {
    const scene = stage({
      tools: [
        tool(run, {
          name: 'work',
          description: 'w',
          schema: nothing,
          metadata: traits(longRunning({ expectedMs: 10_000, label: 'the work' })),
        }),
      ],
      main: [{ calls: [{ name: 'work' }] }, { error: new Error('boom') }, { text: 'Here I am.' }],
    });
    await scene.say('Work.');
    await scene.untilIdle();

    const [announcement] = scene.replies('announcement');
    expect(announcement?.at).toBe(after);
    expect(announcement?.text).toContain(status === 'failed' ? 'that did not work: the work' : 'cannot tell whether');
    expect(scene.emitted('operation').at(-1)?.runs).toMatchObject([{ status }]);
    await scene.say('Are you there?');
    expect(scene.replies().at(-1)?.text).toBe('Here I am.');
  });

  test('of two long tools the second is not run when the first fails, and the model is told why', async () => {
    let ran = 0;
    const trait = traits(longRunning({ expectedMs: 1000 }));
    const scene = stage({
      tools: [
        tool(() => Promise.reject(new Error('no line')), {
          name: 'first',
          description: 'f',
          schema: nothing,
          metadata: trait,
        }),
        tool(() => (ran += 1), { name: 'second', description: 's', schema: nothing, metadata: trait }),
      ],
      main: [{ calls: [{ name: 'first' }, { name: 'second' }] }, { text: 'The first did not work.' }],
    });
    await scene.say('Both.');
    await scene.untilIdle();

    expect(ran).toBe(0);
    const results = scene.models.main.asked[1]?.messages.slice(-2).map(({ content }) => JSON.parse(content));
    expect(results).toMatchObject([{ error: 'failed', message: 'It failed. no line' }, { error: 'not_run' }]);
  });

  test('two long tools run one after the other, in the order asked, with one acknowledgment and one announcement', async () => {
    const order: string[] = [];
    const scene = stage({
      tools: (clock) =>
        ['first', 'second'].map((name) =>
          tool(
            async function* (_args: object, { signal }) {
              order.push(`${name} begins`);
              await clock.wait(500, signal);
              yield { percent: 50 };
              await clock.wait(500, signal);
              order.push(`${name} ends`);
              return name;
            },
            {
              name,
              description: name,
              schema: nothing,
              metadata: traits(longRunning({ expectedMs: 1000, label: name })),
            },
          ),
        ),
      main: [{ calls: [{ name: 'first' }, { name: 'second' }] }, { text: 'Both done.' }],
    });
    await scene.say('Both.');
    await scene.untilIdle();

    expect(order).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
    expect(scene.replies().map(({ kind }) => kind)).toEqual(['acknowledgment', 'announcement']);
    expect(scene.emitted('progress').map(({ at, run }) => [at, run.tool, run.percent])).toEqual([
      [0, 'first', 0],
      [500, 'first', 50],
      [1000, 'first', 100],
      [1000, 'second', 0],
      [1500, 'second', 50],
      [2000, 'second', 100],
    ]);
  });

  test('a quick tool that hangs is given up, and the others keep their results', async () => {
    const metadata = traits(readOnly());
    const scene = stage({
      tools: [
        tool(() => new Promise(() => {}), { name: 'hangs', description: 'h', schema: nothing, metadata }),
        tool(() => 42, { name: 'answers', description: 'a', schema: nothing, metadata }),
      ],
      main: [{ calls: [{ name: 'hangs' }, { name: 'answers' }] }, { text: 'It is 42.' }],
    });
    await scene.say('Both.');
    await scene.untilIdle();

    expect(scene.replies().map(({ at, text }) => [at, text])).toEqual([
      [2_000, DEFAULT_PHRASES.slow],
      [10_000, 'It is 42.'],
    ]);
    const results = scene.models.main.asked[1]?.messages.slice(-2).map(({ content }) => JSON.parse(content));
    expect(results).toMatchObject([{ error: 'timedOut' }, 42]);
  });

  test('B10: a wrong user.said is one clear failure and changes nothing; one said twice under an id is heard once', async () => {
    const scene = stageTelco({ main: [{ text: 'Hello.' }] });
    scene.actor.send({ type: 'user.said', text: '  ' });
    scene.actor.send({ type: 'user.said' } as never);
    scene.actor.send({ type: 'user.said', text: 'Hi.', id: 'a' });
    scene.actor.send({ type: 'user.said', text: 'Hi.', id: 'a' });
    await scene.at(0);

    expect(scene.emitted('failure').map((failure) => failure.error)).toEqual([
      'user.said changes nothing: text is blank; give a text that is not blank',
      'user.said changes nothing: text is undefined; give a text that is not blank',
    ]);
    expect(scene.replies().map(({ text }) => text)).toEqual(['Hello.']);
    expect(scene.isIdle()).toBe(true);
  });
});
