import { tool } from '@langchain/core/tools';
import { establishes, longRunning, traits, type Json, type Traits } from 'meanwhile';
import { durableStage, type Line } from 'meanwhile/testing';
import { describe, expect, test } from 'vitest';
import { toItsEnd } from '../kit/to-its-end.ts';
import { toJson } from '../../src/to-json.ts';

/** So deep that copying it is more than a process has room for, and to make a text of it is not. */
const DEPTHS = [2_500, 3_000, 3_500];

const nested = (levels: number): { [name: string]: Json } =>
  Array.from({ length: levels }).reduce<{ [name: string]: Json }>((inner) => ({ inner }), {});

/** A conversation that asks for the weather, and is killed when it has been told. */
async function play(own: Traits, result: Json, args: { [name: string]: Json } = {}) {
  const weather = tool(async () => result, {
    name: 'weather',
    description: 'The weather.',
    schema: { type: 'object', properties: {}, additionalProperties: true },
    metadata: traits(own),
  });
  const main: Line[] = [{ calls: [{ name: 'weather', args }] }, { text: 'Sunny.' }, { text: 'Still here.' }];
  const scene = await durableStage({ tools: [weather], main });
  await scene.say('How is the weather?');
  await scene.at(1_000);
  await scene.crash();
  await scene.say('Are you there?');
  await toItsEnd(scene);
  return scene;
}

describe.each(DEPTHS)('what is nested %i levels deep breaks nothing', (levels) => {
  test.each([
    ['a long tool', longRunning({ expectedMs: 1_000, label: 'the weather' })],
    ['a quick tool', {}],
    ['what a tool establishes', establishes((found) => ({ found: found as Json }))],
  ])('in the result of %s', async (_, own) => {
    const scene = await play(own, nested(levels));
    expect([
      scene.emitted('failure'),
      scene
        .replies()
        .map(({ text }) => text)
        .slice(-2),
    ]).toEqual([[], ['Sunny.', 'Still here.']]);
  });

  test('in the arguments of a call: it is refused', async () => {
    const scene = await play({}, 'Fine.', nested(levels));
    expect([scene.emitted('failure'), scene.replies().map(({ text }) => text)]).toEqual([
      [],
      ['Sunny.', 'Still here.'],
    ]);
    expect(scene.models.main.asked[1]?.messages.at(-1)?.content).toContain('They cannot be written down.');
  });

  test('in the facts of a session: they change nothing, and one failure says so', async () => {
    const scene = await durableStage({ tools: [], main: [{ text: 'Good day.' }] });
    await scene.send({ type: 'session.updated', facts: nested(levels) });
    await scene.say('Hello!');
    await scene.untilIdle();
    expect(scene.replies().map(({ text }) => text)).toEqual(['Good day.']);
    expect(scene.actor.getSnapshot().context.session).toEqual({});
    expect(scene.emitted('failure').map(({ source }) => source)).toEqual(['event']);
  });
});

test('of a result that is nested too deep the upper levels are kept', () => {
  const result = [{ amount: 45, inner: nested(300) }];
  const kept = JSON.stringify(toJson(result));
  expect(kept).toMatch(/^\[\{"amount":45,"inner":\{"inner":/);
  expect(kept).toContain('{"inner":"…"}');
  expect(toJson(nested(199))).toEqual(nested(199));
});
