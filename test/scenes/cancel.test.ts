import { tool, type ToolRunnableConfig } from '@langchain/core/tools';
import { effect, longRunning, readOnly, storeKey, ToolFailure, traits } from 'meanwhile';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { brokenInvariants, type Cast, type Script, stage, type VirtualClock } from 'meanwhile/testing';
import { stepsTool, type Steps, type Works } from '../kit/steps-tool.ts';
import { CUSTOMER_A, stageTelco } from '../kit/telco.ts';

const change = { name: 'change_package_tool', args: { package_id: 'P-UNL-B' } };
const paint = { name: 'paint' };

/** How the end of a painting is told, by what became of it. */
const told = {
  cancelled: 'I have stopped it before it changed anything: the painting.',
  succeeded: 'Your house is blue.',
  tooLate: 'It was too late to stop that. Your house is blue.',
  unknown: 'I am sorry, I cannot tell whether it went through: the painting. Please check before you try again.',
  failed: 'I am sorry, that did not work: the painting.',
  timedOut: 'I am sorry, it took too long and I have stopped it: the painting.',
};

/** Plays a painting of five steps of two seconds that is cancelled at this time; the model takes half a second. */
async function playCancelledAt(moment: number, steps: Steps = {}) {
  const works: Works = [];
  const scene = stage({
    tools: (clock) => [stepsTool(clock, works, steps)],
    main: [{ after: 500, calls: [paint] }, { after: 500, text: told.succeeded }, { text: 'Here I am.' }],
  });
  await scene.say('Paint my house.');
  await scene.at(moment);
  scene.actor.send({ type: 'operation.cancel' });
  await scene.untilIdle();
  await scene.at(60_000);
  return { ...scene, works };
}

const every100ms = (from: number, to: number) =>
  Array.from({ length: (to - from) / 100 + 1 }, (_, index) => from + index * 100);
const DONE = 10_500;
/** When the model has put the result into words. */
const WORDED = 11_000;

describe('U1.5, I10, C10: a tool that stops when it is told to', () => {
  test.each(every100ms(0, 12_000))('cancelled at %i ms is told once, and as it was', async (moment) => {
    const scene = await playCancelledAt(moment);
    const endings = [...scene.replies('announcement'), ...scene.replies('answer')].map(({ text }) => text);
    if (moment < 500) expect(endings).toEqual(['All right, I have stopped.']);
    else if (moment < DONE) expect(endings).toEqual([told.cancelled]);
    else expect(endings).toEqual([moment < WORDED ? told.tooLate : told.succeeded]);
    expect(scene.works).toHaveLength(moment < DONE ? 0 : 1);
  });

  test.each(every100ms(0, 12_000))('cancelled at %i ms reports no progress afterwards', async (moment) => {
    const scene = await playCancelledAt(moment);
    const late = scene.emitted('progress').filter(({ at, run }) => at > moment && run.status === 'running');
    if (moment < DONE) expect(late).toEqual([]);
    const percents = scene.emitted('progress').map(({ run }) => run.percent);
    expect(percents).toEqual(percents.toSorted((a, b) => a - b));
    expect(percents.includes(100)).toBe(moment >= DONE);
  });

  test.each([600, 2600, 4600, 6600, 8600])('cancelled at %i ms keeps the percent it had', async (moment) => {
    const scene = await playCancelledAt(moment);
    expect(scene.emitted('progress').at(-1)).toMatchObject({
      at: moment,
      run: { status: 'cancelled', percent: Math.floor((moment - 500) / 2000) * 20 },
    });
  });

  test.each([
    [5000, 'cancelled', 'cancelled', 'cancelled'],
    [10_600, 'cancelled', 'succeeded', 'completed'],
    [11_000, 'done', 'succeeded', 'completed'],
  ])('cancelled at %i ms is told and recorded as %s, its run as what became of it: %s', async (moment, ...ends) => {
    const [status, run, recorded] = ends;
    const scene = await playCancelledAt(moment);
    expect(scene.emitted('operation').at(-1)).toMatchObject({ status, runs: [{ status: run }] });
    const record = await scene.store.get(storeKey('customer-1', 'main_operation_complete'));
    expect(record).toMatchObject({ status, runs: [{ status: recorded }] });
  });

  test('is not cancelled by a cancel before it was asked for, and the next turn works after one', async () => {
    const scene = stageTelco({ main: [{ calls: [change] }, { text: 'It is done.' }, { text: 'Here I am.' }] });
    scene.actor.send({ type: 'operation.cancel' });
    await scene.request('Move me to the unlimited plan.');
    await scene.at(5000);
    scene.actor.send({ type: 'operation.cancel', operationId: 'operation-7' });
    await scene.untilIdle();
    expect(scene.replies('announcement').map(({ at, text }) => [at, text])).toEqual([[10_000, 'It is done.']]);
    scene.actor.send({ type: 'operation.cancel' });
    await scene.say('Are you there?');
    expect(scene.replies('answer').at(-1)?.text).toBe('Here I am.');
  });
});

describe('U1.5, C10, D6: a tool that does not listen', () => {
  test.each(every100ms(500, DONE))(
    'cancelled at %i ms has its effect once, and is told as it was known',
    async (moment) => {
      const scene = await playCancelledAt(moment, { isStubborn: true });
      const [ending, ...more] = scene.replies('announcement');
      const isInTime = DONE - moment < 5000;
      expect(more).toEqual([]);
      expect(ending?.text).toBe(isInTime ? told.tooLate : told.unknown);
      expect(ending?.at).toBe(isInTime ? DONE : moment + 5000);
      expect(scene.works).toEqual([{ key: 'customer-1/operation-1/call-1', at: DONE }]);
    },
  );

  test.each(every100ms(500, 5400))('cancelled at %i ms reports nothing after it was told', async (moment) => {
    const scene = await playCancelledAt(moment, { isStubborn: true });
    const [ending] = scene.replies('announcement');
    expect(scene.emitted('progress').filter(({ at }) => at > (ending?.at ?? 0))).toEqual([]);
    expect(scene.emitted('progress').at(-1)?.run.status).toBe('unknown');
  });
});

describe('I10, C10: cancelled in words, at any time', () => {
  /** Stops what runs when it is asked to. */
  const chat: Script = ({ messages }) =>
    messages.at(-1)?.role === 'tool' ? { text: 'I am stopping it.' } : { calls: [{ name: 'cancel_operation' }] };

  test.each(every100ms(0, DONE + 500))('%i ms on it has one outcome, told as it is', async (moment) => {
    const works: Works = [];
    const scene = stage({
      tools: (clock) => [stepsTool(clock, works)],
      main: [{ after: 500, calls: [paint] }, { after: 500, text: told.succeeded }, { text: 'All right.' }],
      chat,
    });
    await scene.say('Paint my house.');
    await scene.at(moment);
    await scene.say('Stop that, please.');
    await scene.untilIdle();
    const endings = scene.replies('announcement').map(({ text }) => text);
    expect(endings).toHaveLength(1);
    if (moment < DONE) expect([endings, works]).toEqual([[told.cancelled], []]);
    else expect([[told.tooLate], [told.succeeded]]).toContainEqual(endings);
    expect(scene.actor.getSnapshot().context.unanswered).toEqual([]);
  });

  test.each([1000, 5000, 10_000])(
    '%i ms on, what cannot be stopped goes on, and the model is told so',
    async (moment) => {
      const works: Works = [];
      const scene = stage({
        tools: (clock) => [stepsTool(clock, works, { long: { cancellable: false } })],
        main: [{ after: 500, calls: [paint] }, { text: told.succeeded }],
        chat,
        synthesis: [{ text: told.succeeded }],
      });
      await scene.say('Paint my house.');
      await scene.at(moment);
      await scene.say('Stop that, please.');
      const answer = scene.models.chat.asked.at(-1)?.messages.at(-1)?.content ?? '';
      expect(JSON.parse(answer)).toMatchObject({ error: 'not_cancellable' });
      await scene.untilIdle();
      expect(scene.replies('announcement').map(({ text }) => text)).toEqual([told.succeeded]);
      expect(works).toHaveLength(1);
    },
  );

  test('by a button, what cannot be stopped goes on, and the user hears so each time', async () => {
    const works: Works = [];
    const scene = stage({
      tools: (clock) => [stepsTool(clock, works, { long: { cancellable: false } })],
      main: [{ calls: [paint] }, { text: told.succeeded }],
    });
    await scene.say('Paint my house.');
    await scene.send({ type: 'operation.cancel' });
    await scene.send({ type: 'operation.cancel', operationId: 'operation-1' });
    await scene.untilIdle();
    const sorry = 'That cannot be stopped any more: the painting. I will tell you how it went.';
    expect(scene.replies('answer').map(({ text }) => text)).toEqual([sorry, sorry]);
    expect(scene.replies('announcement').map(({ text }) => text)).toEqual([told.succeeded]);
  });
});

describe('C10: who wants to stop what is silent and cannot be stopped hears how it went', () => {
  const sorry = 'That cannot be stopped any more: the painting. I will tell you how it went.';

  /** A silent painting of ten seconds; the chat takes three for an answer. */
  function quietly(chat: Script = () => ({ text: 'Sunny.', after: 3000 })) {
    return stage({
      tools: (clock) => [stepsTool(clock, [], { long: { cancellable: false, delivery: 'silent' } })],
      main: [{ calls: [paint] }, { text: told.succeeded }],
      chat,
    });
  }

  async function ending(scene: ReturnType<typeof quietly>) {
    await scene.untilIdle();
    expect(brokenInvariants(scene)).toEqual([]);
    return scene.replies('announcement').map(({ text }) => text);
  }

  test('nobody wanted that, and nothing is said', async () => {
    const scene = quietly();
    await scene.say('Paint my house.');
    expect(await ending(scene)).toEqual([]);
  });

  test('by a button', async () => {
    const scene = quietly();
    await scene.say('Paint my house.');
    await scene.at(4000);
    await scene.send({ type: 'operation.cancel' });
    expect(scene.replies('answer').map(({ text }) => text)).toEqual([sorry]);
    expect(await ending(scene)).toEqual([told.succeeded]);
  });

  test('in words', async () => {
    const scene = quietly(({ messages }) =>
      messages.at(-1)?.role === 'tool' ? { text: 'I see.' } : { calls: [{ name: 'cancel_operation' }] },
    );
    await scene.say('Paint my house.');
    await scene.at(4000);
    await scene.say('Stop that.');
    expect(scene.replies().map(({ text }) => text)).toContain(sorry);
    expect(await ending(scene)).toEqual([told.succeeded]);
  });

  test('by a button, when it is done and the chat has not finished its sentence', async () => {
    const scene = quietly();
    await scene.say('Paint my house.');
    await scene.at(9000);
    await scene.say('Nice weather?');
    await scene.at(11_000);
    await scene.send({ type: 'operation.cancel' });
    await scene.send({ type: 'operation.cancel' });
    expect(scene.replies('answer').map(({ text }) => text)).toEqual([sorry]);
    expect(await ending(scene)).toHaveLength(1);
  });
});

describe('C10: cancelled in words, in one line with a lookup that is slow', () => {
  const chat: Script = ({ messages }) =>
    messages.at(-1)?.role === 'tool'
      ? { text: 'It rains, and I am stopping it.' }
      : { calls: [{ name: 'cancel_operation' }, { name: 'weather' }] };

  /** When the painting was stopped, the answer of the chat, and what was told, by how long the weather takes. */
  async function playBeside(ms: number) {
    const weather = (clock: VirtualClock) =>
      tool(async () => clock.wait(ms).then(() => 'rain'), {
        name: 'weather',
        description: 'Looks outside.',
        schema: z.object({}),
        metadata: traits(readOnly()),
      });
    const scene = stage({
      tools: (clock) => [stepsTool(clock, [], { steps: 20 }), weather(clock)],
      main: [{ calls: [paint] }, { text: 'All right.' }],
      chat,
    });
    await scene.say('Paint my house.');
    await scene.at(3000);
    await scene.say('Stop that. And how is the weather?');
    await scene.untilIdle();
    expect(brokenInvariants(scene)).toEqual([]);
    const { at } = scene.emitted('progress').find(({ run }) => run.status === 'cancelled') ?? {};
    return [at, ...scene.replies('announcement').map(({ text }) => text)];
  }

  test.each([0, 5000, 20_000, 60_000])('of %i ms: what runs is stopped at once', async (ms) => {
    expect(await playBeside(ms)).toEqual([3000, told.cancelled]);
  });
});

describe('the telco tools', () => {
  const calls = [
    { name: 'close_contract_tool', args: { confirm: true }, seconds: 10 },
    { name: 'purchase_roaming_pass_tool', args: { country_code: 'IT', pass_id: 'EU-WEEK-5GB' }, seconds: 8 },
    { ...change, seconds: 10 },
    { name: 'get_billing_summary_tool', args: {}, seconds: 6 },
  ];
  test.each(calls)(
    'U1.5: $name, cancelled in any step, has changed nothing and says so',
    async ({ seconds, ...call }) => {
      for (let moment = 1000; moment < seconds * 1000; moment += 2000) {
        const scene = stageTelco({ main: [{ calls: [call] }] });
        const before = await scene.operator.currentPackage(CUSTOMER_A);
        await scene.request('Please.');
        await scene.at(moment);
        scene.actor.send({ type: 'operation.cancel' });
        await scene.untilIdle();
        await scene.at(60_000);
        expect(scene.replies('announcement')[0]).toMatchObject({
          at: moment,
          text: expect.stringMatching(/^I have stopped it before it changed anything: .+\.$/),
        });
        expect(await scene.operator.currentPackage(CUSTOMER_A)).toEqual(before);
      }
    },
  );
});

describe('C10: what a tool says after it was told to stop counts', () => {
  test.each<[string, () => object, keyof typeof told]>([
    ['a result is a result, and it was too late', () => ({ colour: 'blue' }), 'tooLate'],
    ['an error is an end without effect', () => raise(new Error('stopped')), 'cancelled'],
    [
      'a failure that may have happened leaves a doubt',
      () => raise(new ToolFailure('the painters do not answer', { mayHaveHappened: true })),
      'unknown',
    ],
  ])('%s', async (_, lastWord, status) => {
    const scene = await playStopped({
      tools: (clock) => [
        tool(async function* (_, config: ToolRunnableConfig) {
          yield { percent: 10 };
          await clock.wait(60_000, config.signal).catch(() => {});
          await clock.wait(1000);
          return lastWord();
        }, painting()),
      ],
    });
    expect(scene.replies('announcement').map(({ at, text }) => [at, text])).toEqual([[4000, told[status]]]);
  });

  test('a plain function cannot say any more, so nobody can tell', async () => {
    const scene = await playStopped({ tools: (clock) => [tool(() => clock.wait(60_000), painting())] });
    expect(scene.replies('announcement').map(({ at, text }) => [at, text])).toEqual([[3000, told.unknown]]);
  });

  test('a plain function that only reads leaves no doubt', async () => {
    const scene = await playStopped({
      tools: (clock) => [tool(() => clock.wait(60_000), painting(readOnly()))],
    });
    expect(scene.replies('announcement').map(({ at, text }) => [at, text])).toEqual([[3000, told.cancelled]]);
  });

  test('a tool that only reads and does not listen is waited for no longer than the grace', async () => {
    const scene = await playStopped({
      tools: (clock) => [tool(() => clock.wait(60_000), { ...painting(readOnly()), schema: z.string() })],
    });
    expect(scene.replies('announcement').map(({ at, text }) => [at, text])).toEqual([[8000, told.cancelled]]);
  });
});

describe('D3: a tool that takes too long', () => {
  test.each<[string, Steps, number, keyof typeof told]>([
    ['is stopped at its timeout', { long: { timeoutMs: 4000 } }, 4500, 'timedOut'],
    ['has at most ten times what it expects', { stepMs: 30_000, long: { expectedMs: 2000 } }, 20_500, 'timedOut'],
    [
      'and does not stop leaves a doubt after the grace',
      { isStubborn: true, long: { timeoutMs: 4000 } },
      9500,
      'unknown',
    ],
    ['and ends within the grace has succeeded', { isStubborn: true, long: { timeoutMs: 6000 } }, 10_500, 'succeeded'],
  ])('%s', async (_, steps, at, status) => {
    const works: Works = [];
    const scene = stage({
      tools: (clock) => [stepsTool(clock, works, steps)],
      main: [{ after: 500, calls: [paint] }, { error: new Error('overloaded') }],
    });
    await scene.say('Paint my house.');
    await scene.untilIdle();
    expect(scene.emitted('progress').at(-1)?.run.status).toBe(status);
    expect(scene.replies('announcement').map((reply) => [reply.at, reply.text])).toEqual([[at, told[status]]]);
  });
});

function painting(...more: ReturnType<typeof readOnly>[]) {
  return {
    name: 'paint',
    description: 'Paints.',
    schema: z.object({}),
    metadata: traits(
      longRunning({ expectedMs: 60_000, label: 'the painting', announce: () => told.succeeded }),
      ...more,
    ),
  };
}

function raise(error: Error): never {
  throw error;
}

/** Plays a painting that is cancelled after three seconds. */
async function playStopped(cast: Pick<Cast, 'tools'>) {
  const scene = stage({ ...cast, main: [{ calls: [paint] }] });
  await scene.say('Paint my house.');
  await scene.at(3000);
  scene.actor.send({ type: 'operation.cancel' });
  await scene.untilIdle();
  return scene;
}

describe('C10, D9: a tool with a back-end that can be asked', () => {
  const stubborn = { stepMs: 60_000, isStubborn: true };

  /** Plays a painting that is cancelled at 1 s, and whose back-end answers in this way. */
  async function playAsked(answer: (clock: VirtualClock) => unknown, steps: Steps = stubborn) {
    const works: Works = [];
    const asked: number[] = [];
    const scene = stage({
      tools: (clock) => {
        const also = effect('reconcile', () => {
          asked.push(clock.elapsed());
          return answer(clock);
        });
        return [stepsTool(clock, works, { ...steps, also })];
      },
      main: [{ calls: [paint] }, { text: told.succeeded }],
    });
    await scene.say('Paint my house.');
    await scene.at(1000);
    await scene.send({ type: 'operation.cancel' });
    await scene.untilIdle();
    return { ...scene, asked, end: scene.replies('announcement').map(({ at, text }) => [at, text]) };
  }

  test.each<[string, (clock: VirtualClock) => unknown, number, string]>([
    ['that it happened', () => ({ colour: 'blue' }), 6000, told.tooLate],
    ['that it did not', () => undefined, 6000, told.cancelled],
    ['nothing for ever', () => new Promise(() => {}), 11_000, told.unknown],
    ['after four seconds', (clock) => clock.wait(4000), 10_000, told.cancelled],
    ['that it cannot know', () => Promise.reject(new Error('the line is dead')), 6000, told.unknown],
  ])('that does not say in time how it went, and whose back-end says %s', async (_, answer, at, text) => {
    const { end, asked } = await playAsked(answer);
    expect(end).toEqual([[at, text]]);
    expect(asked).toEqual([6000]);
  });

  test('that lost touch is asked for, and what is found is told as its result', async () => {
    const during = () => {
      throw new ToolFailure('the line went dead', { mayHaveHappened: true });
    };
    const { emitted, asked } = await playAsked(() => ({ colour: 'red', at: 5n }), { during });
    expect(asked).toEqual([0]);
    expect(emitted('operation').at(-1)?.runs).toMatchObject([
      {
        status: 'succeeded',
        percent: 100,
        result: { colour: 'red', at: '5' },
        announcement: told.succeeded,
        error: '',
      },
    ]);
  });

  test('that lost touch and did nothing has failed', async () => {
    const during = () => {
      throw new ToolFailure('the line went dead', { mayHaveHappened: true });
    };
    const { emitted } = await playAsked(() => undefined, { during });
    expect(emitted('operation').at(-1)?.runs).toMatchObject([{ status: 'failed', error: 'the line went dead' }]);
  });
});
