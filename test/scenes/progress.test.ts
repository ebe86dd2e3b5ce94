import { tool } from '@langchain/core/tools';
import { longRunning, traits } from 'meanwhile';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { stage, type VirtualClock } from 'meanwhile/testing';
import { stepsTool, type Works } from '../kit/steps-tool.ts';
import { CUSTOMER_A, stageTelco } from '../kit/telco.ts';

const close = { name: 'close_contract_tool', args: { confirm: true } };
const buy = { name: 'purchase_roaming_pass_tool', args: { country_code: 'IT', pass_id: 'EU-WEEK-5GB' } };
const change = { name: 'change_package_tool', args: { package_id: 'P-UNL-B', effective: 'now' } };
const bill = { name: 'get_billing_summary_tool', args: {} };
const paint = { name: 'paint' };

const longTools = [
  { ...close, percents: [0, 20, 40, 60, 80, 100], effect: { contract: { status: 'closed' } } },
  { ...buy, percents: [0, 25, 50, 75, 100], effect: { addons: [{}, { country: 'IT', data_mb: 5120 }] } },
  { ...change, percents: [0, 20, 40, 60, 80, 100], effect: { package: { id: 'P-UNL-B' } } },
  { ...bill, percents: [0, 33, 66, 100], effect: {} },
];

/** Plays one call of a telco tool; the back-end is looked up at every progress event. */
async function playTelco(call: { name: string; args?: Record<string, unknown> }, text = '') {
  const scene = stageTelco({ main: [{ text, calls: [call] }, { text: 'That is done.' }] });
  const books: Promise<unknown>[] = [];
  scene.actor.on('progress', () => books.push(scene.operator.currentPackage(CUSTOMER_A)));
  const before = await scene.operator.currentPackage(CUSTOMER_A);
  await scene.request('Please.');
  await scene.untilIdle();
  await scene.at(120_000);
  return { ...scene, before, books: await Promise.all(books) };
}

describe.each(longTools)('U1.1, D1, G9: $name', ({ name, args, percents, effect }) => {
  test('reports 0 at acceptance, each step when it is done, 100 at the end, and nothing after it', async () => {
    const scene = await playTelco({ name, args });
    expect(scene.emitted('progress').map(({ at, run }) => [at, run.percent])).toEqual(
      percents.map((percent, step) => [step * 2000, percent]),
    );
  });

  test('says 100 only after its effect, and less only before', async () => {
    const scene = await playTelco({ name, args });
    for (const book of scene.books.slice(0, -1)) expect(book).toEqual(scene.before);
    expect(scene.books.at(-1)).toMatchObject(effect);
  });

  test('names its operation and its run in every report, and says 100 and succeeded together', async () => {
    const scene = await playTelco({ name, args });
    const reports = scene.emitted('progress');
    const operation = name === bill.name ? 'operation-1' : 'operation-2';
    expect(new Set(reports.map(({ operationId, run }) => `${operationId} ${run.runId} ${run.tool}`))).toEqual(
      new Set([`${operation} ${operation}/call-1 ${name}`]),
    );
    expect(reports.map(({ run }) => run.status)).toEqual([
      ...percents.slice(0, -1).map(() => 'running' as const),
      'succeeded',
    ]);
  });

  test('U1.2: is acknowledged exactly once, before the first report', async () => {
    const scene = await playTelco({ name, args });
    expect(scene.replies('acknowledgment')).toHaveLength(1);
    const kinds = scene.told.map(({ event }) => (event.type === 'reply' ? event.kind : event.type));
    expect(kinds.slice(0, kinds.indexOf('progress'))).toContain('acknowledgment');
    expect(scene.replies('acknowledgment')[0]?.text).toMatch(/^I am .+ you can go on talking to me\.$/);
  });
});

test('U1.2: what the model says beside the call takes the place of its acknowledgment', async () => {
  const scene = await playTelco(bill, 'Gladly, one moment.');
  expect(scene.replies('acknowledgment').map(({ text }) => text)).toEqual(['Gladly, one moment.']);
});

test('U1.3: the preview of a closing is quick: no report, no operation, no acknowledgment, and an answer at once', async () => {
  const scene = await playTelco({ name: 'close_contract_tool', args: { confirm: false } }, 'Let me see.');
  expect(scene.told.map(({ at, event }) => [at, event.type])).toEqual([[0, 'reply']]);
  expect(scene.replies('answer').map(({ text }) => text)).toEqual(['That is done.']);
  expect(scene.models.main.asked.at(-1)?.messages.at(-1)?.content).toContain('"early_termination_fee":150');
  expect(await scene.operator.currentPackage(CUSTOMER_A)).toEqual(scene.before);
});

describe('U1.4, D3: a tool that throws', () => {
  /** Plays a painting that throws; the model can't put it into words, so that the library has to. */
  async function playThrowing(atStep: number) {
    const works: Works = [];
    const during = (step: number) => {
      if (step === atStep) throw new Error('out of paint');
    };
    const scene = stage({
      tools: (clock) => [stepsTool(clock, works, { during })],
      main: [{ calls: [paint] }, { error: new Error('overloaded') }, { text: 'Here I am.' }],
    });
    await scene.say('Paint my house.');
    await scene.untilIdle();
    return { ...scene, works };
  }

  test.each([1, 2, 3, 4, 5])('in step %i has failed with the percent it had, and no effect', async (step) => {
    const scene = await playThrowing(step);
    const last = scene.emitted('progress').at(-1);
    expect(last).toMatchObject({
      at: (step - 1) * 2000,
      run: { status: 'failed', percent: (step - 1) * 20, error: 'out of paint' },
    });
    expect(scene.emitted('progress').map(({ run }) => run.percent)).not.toContain(100);
    expect(scene.works).toEqual([]);
  });

  test('after its effect has failed too, as it said so itself, and the effect is there', async () => {
    const scene = await playThrowing(6);
    expect(scene.emitted('progress').at(-1)?.run).toMatchObject({ status: 'failed', percent: 80 });
    expect(scene.works).toHaveLength(1);
  });

  test.each([1, 2, 3, 4, 5, 6])('in step %i is told once in plain words, and the next turn works', async (step) => {
    const scene = await playThrowing(step);
    expect(scene.replies('announcement').map(({ text }) => text)).toEqual([
      'I am sorry, that did not work: the painting.',
    ]);
    await scene.say('Are you there?');
    await scene.untilIdle();
    expect(scene.replies('answer').map(({ text }) => text)).toEqual(['Here I am.']);
  });

  test('is told in the words of the model where it has some, which reads what went wrong', async () => {
    const works: Works = [];
    const during = () => {
      throw new Error('out of paint');
    };
    const scene = stage({
      tools: (clock) => [stepsTool(clock, works, { during })],
      main: [{ calls: [paint] }, { text: 'We have run out of paint.' }],
    });
    await scene.say('Paint my house.');
    await scene.untilIdle();
    expect(scene.models.main.asked.at(-1)?.messages.at(-1)?.content).toContain('out of paint');
    expect(scene.replies('announcement').map(({ text }) => text)).toEqual(['We have run out of paint.']);
  });
});

describe('D1: whatever a tool yields', () => {
  async function heard(yields: unknown[]) {
    const scene = stage({ tools: (clock) => [yielding(clock, yields)], main: [{ calls: [paint] }, { text: 'Done.' }] });
    await scene.say('Paint my house.');
    await scene.untilIdle();
    return scene.emitted('progress').map(({ run }) => [run.percent, run.message]);
  }

  const shapes: [string, unknown[], [number, string][]][] = [
    [
      'a percent that falls is not taken back',
      [{ percent: 60 }, { percent: 40 }],
      [
        [60, ''],
        [60, ''],
      ],
    ],
    [
      '100 is not said before the end',
      [{ percent: 100 }, { percent: 1000 }],
      [
        [99, ''],
        [99, ''],
      ],
    ],
    ['a fraction is rounded down', [{ percent: 33.9 }], [[33, '']]],
    [
      'NaN, a negative and a text are no percents',
      [{ percent: Number.NaN }, { percent: -5 }, { percent: '50' }],
      [
        [0, ''],
        [0, ''],
        [0, ''],
      ],
    ],
    [
      'infinity is no percent',
      [{ percent: 10 }, { percent: Number.POSITIVE_INFINITY }],
      [
        [10, ''],
        [10, ''],
      ],
    ],
    [
      'nothing, null and a text say nothing',
      [undefined, null, 'half'],
      [
        [0, ''],
        [0, ''],
        [0, ''],
      ],
    ],
    [
      'a message stays until the next',
      [{ message: 'One.' }, { percent: 5 }, { message: 'Two.' }],
      [
        [0, 'One.'],
        [5, 'One.'],
        [5, 'Two.'],
      ],
    ],
    ['a message that is no text is none', [{ percent: 5, message: { text: 'x' } }], [[5, '']]],
  ];
  test.each(shapes)('%s', async (_, yields, expected) => {
    const reports = await heard(yields);
    expect(reports.slice(1, -1)).toEqual(expected);
    expect(reports.at(-1)?.[0]).toBe(100);
  });

  function yielding(clock: VirtualClock, yields: unknown[]) {
    return tool(
      async function* () {
        for (const value of yields) {
          await clock.wait(1000);
          yield value;
        }
        return {};
      },
      {
        name: 'paint',
        description: 'Paints.',
        schema: z.object({}),
        metadata: traits(longRunning({ expectedMs: 1000 })),
      },
    );
  }
});

describe('U1.7, D4: a request that cannot succeed is refused at once, and nothing long begins', () => {
  const stranger = { verified: true, msisdn: '+12125550199' };
  const refused: [string, { name: string; args: Record<string, unknown> }, object, string][] = [
    ['an unknown customer cannot close', close, stranger, 'not_found'],
    ['an unknown customer cannot buy', buy, stranger, 'not_found'],
    ['an unknown customer cannot change', change, stranger, 'not_found'],
    ['an unknown customer has no bill', bill, stranger, 'not_found'],
    ['there is no such plan', { ...change, args: { package_id: 'P-99' } }, {}, 'invalid_package'],
    ['there is no such pass', { ...buy, args: { country_code: 'DE', pass_id: 'EU-DAY-1GB' } }, {}, 'invalid_pass'],
    [
      'A8: another number is not ours',
      { ...change, args: { ...change.args, msisdn: '+447700900123' } },
      {},
      'not_verified',
    ],
    ['A7: nobody is signed in', change, { verified: false }, 'not_verified'],
    ['the arguments lack the plan', { name: change.name, args: {} }, {}, 'package_id'],
  ];
  test.each(refused)('%s', async (_, call, session, reason) => {
    const scene = stageTelco({
      main: [{ calls: [call] }, { text: 'That is not possible.' }],
      input: { session: { verified: true, msisdn: CUSTOMER_A, ...session } },
    });
    const before = await scene.operator.currentPackage(CUSTOMER_A);
    await scene.say('Please.');
    expect(scene.told.map(({ at, event }) => [at, event.type])).toEqual([[0, 'reply']]);
    expect(scene.replies('answer').map(({ text }) => text)).toEqual(['That is not possible.']);
    expect(scene.models.main.asked.at(-1)?.messages.at(-1)?.content).toContain(reason);
    await scene.at(60_000);
    expect(await scene.operator.currentPackage(CUSTOMER_A)).toEqual(before);
  });
});

describe('U1.8, B9: two long tools, one after the other,', () => {
  const streamOf = (scene: ReturnType<typeof stageTelco>, key: string) =>
    scene
      .emitted('progress')
      .filter(({ operationId, run }) => [operationId, run.runId].includes(key))
      .map(({ at, run }) => [at, run.tool, run.percent]);

  test('in two operations report apart', async () => {
    const scene = stageTelco({
      main: [{ calls: [bill] }, { text: 'Your bill.' }, { calls: [change] }, { text: 'Your plan.' }],
    });
    await scene.say('Draw up my bill.');
    await scene.untilIdle();
    await scene.request('Move me to the unlimited plan.');
    await scene.untilIdle();
    expect(streamOf(scene, 'operation-1')).toEqual([0, 33, 66, 100].map((p, i) => [i * 2000, bill.name, p]));
    expect(streamOf(scene, 'operation-3')).toEqual(
      [0, 20, 40, 60, 80, 100].map((p, i) => [6000 + i * 2000, change.name, p]),
    );
  });

  test('in one operation report apart, the second from 0 again', async () => {
    const scene = stageTelco({ main: [{ calls: [bill, bill] }, { text: 'Both are done.' }] });
    await scene.say('My bill, and once more, to be sure.');
    await scene.untilIdle();
    expect(streamOf(scene, 'operation-1/call-1')).toEqual([0, 33, 66, 100].map((p, i) => [i * 2000, bill.name, p]));
    expect(streamOf(scene, 'operation-1/call-2')).toEqual(
      [0, 33, 66, 100].map((p, i) => [6000 + i * 2000, bill.name, p]),
    );
    expect(scene.replies('acknowledgment')).toHaveLength(1);
  });
});
