import { diag, type DiagLogger, type Meter, type Tracer } from '@opentelemetry/api';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { telemetry, type TelemetryOptions } from 'meanwhile/telemetry';
import { explore, stage, virtualClock, type MakeBot, type Scene } from 'meanwhile/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { bots } from '../explore/bots.ts';
import { stepsTool } from '../kit/steps-tool.ts';
import { sdk } from './recorder.ts';

/** Plays a scene with talk, a cancel and a failure, and gives all that came of it. */
async function play(options?: TelemetryOptions) {
  const clock = virtualClock();
  const works: { key: string; at: number }[] = [];
  const scene = stage({
    clock,
    tools: [stepsTool(clock, works)],
    main: [
      { calls: [{ name: 'paint' }], after: 400 },
      { text: 'It is blue.', after: 600 },
      { error: new Error('no model') },
      { calls: [{ name: 'paint' }] },
      { text: 'It is stopped.' },
    ],
    chat: [{ calls: [{ name: 'check_status' }] }, { text: 'Soon.', after: 700 }, { text: 'Yes.', after: 20_000 }],
    synthesis: [{ text: 'Soon it was, and it is blue.', after: 800 }],
  });
  if (options) telemetry(scene.actor, options);
  await scene.say('Paint my house.');
  await scene.at(4000);
  await scene.say('How far?');
  await scene.at(10_300);
  await scene.say('Really?');
  await scene.untilIdle();
  await scene.say('Again.');
  await scene.at(scene.clock.elapsed() + 3000);
  await scene.send({ type: 'operation.cancel' });
  await scene.untilIdle();
  scene.actor.stop();
  return { told: scene.told, script: scene.script(), works, context: scene.actor.getSnapshot().context };
}

const raise = () => {
  throw new Error('no telemetry');
};
const raising: object = new Proxy(raise, { get: () => raise });

/** Begins all that it is asked for; each of these throws at whatever is done with it. */
const giving = (...names: string[]) => Object.fromEntries(names.map((name) => [name, () => raising]));

describe('nothing that fails in telemetry is noticed by the conversation:', () => {
  const failing: [string, TelemetryOptions][] = [
    ['a tracer that throws', { tracer: raising as Tracer }],
    ['spans that throw', { tracer: giving('startSpan') as unknown as Tracer }],
    [
      'instruments that throw',
      { meter: giving('createHistogram', 'createCounter', 'createUpDownCounter') as unknown as Meter },
    ],
    [
      'an exporter that throws',
      {
        tracer: new TracerProvider({
          spanProcessors: [new SimpleSpanProcessor({ exporter: { export: raise, shutdown: async () => {} } })],
        }).getTracer('test'),
      },
    ],
  ];

  test.each(failing)('%s', async (_, options) => {
    expect(await play(options)).toEqual(await play());
  });

  test('a log that throws, too', async () => {
    diag.setLogger(raising as DiagLogger);
    expect(await play({ tracer: raising as Tracer })).toEqual(await play());
  });

  test('OpenTelemetry’s own log is told the kind of error, and no words', async () => {
    const logged: unknown[] = [];
    const error = (...words: unknown[]) => logged.push(...words);
    diag.setLogger({ error, warn() {}, info() {}, debug() {}, verbose() {} });
    await play({ tracer: { startSpan: () => raise() } as unknown as Tracer });
    expect([...new Set(logged)]).toEqual(['meanwhile: a listener of telemetry failed: _OTHER']);
  });

  afterEach(() => diag.disable());
});

test('a conversation that is told comes to the same as one that is not, with an SDK and without', async () => {
  const alone = await play();
  expect(await play({})).toEqual(alone);
  expect(await play(sdk())).toEqual(alone);
  expect(await play({ ...sdk(), content: true })).toEqual(alone);
  expect(alone.script).toContain('announcement: ');
});

test('a meter that cannot make instruments is an error where telemetry begins, not later', () => {
  const scene = stage({ main: [] });
  expect(() => telemetry(scene.actor, { meter: raising as Meter })).toThrow('no telemetry');
  expect(() => telemetry(scene.actor, { meter: new MeterProvider().getMeter('test') })).not.toThrow();
});

describe.each(Object.entries(bots))('in any order of events (%s)', (_, { makeBot, ...options }) => {
  test('it changes nothing, and whoever rests has no span open', { timeout: 60_000 }, async () => {
    const runs = options.crashes ? 5 : 15;
    const listened = new WeakMap<object, ReturnType<typeof sdk>>();
    let rests = 0;
    const listening: MakeBot = (clock, arrival) => {
      const bot = makeBot(clock, arrival);
      return {
        ...bot,
        async check(scene: Scene) {
          await bot.check?.(scene);
          const heard = listened.get(scene.actor) ?? sdk();
          if (!listened.has(scene.actor)) telemetry(scene.actor, heard);
          listened.set(scene.actor, heard);
          if (!scene.actor.getSnapshot().matches('idle')) return;
          expect(heard.open()).toEqual([]);
          rests += 1;
        },
      };
    };
    const seed = 7;
    expect(await explore(listening, { ...options, runs, seed })).toEqual(
      await explore(makeBot, { ...options, runs, seed }),
    );
    expect(rests).toBeGreaterThan(runs);
  });
});
