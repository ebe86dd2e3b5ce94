import { describe, expect, test } from 'vitest';
import { FAULTS, HALF, SILENCES } from '../kit/wire-faults.ts';
import { AGAIN, PLACES, type Place } from '../kit/wire-places.ts';
import { playTo } from '../kit/wire-play.ts';
import type { WireScene } from '../kit/wire-scene.ts';

const places = Object.entries(PLACES);
const product = <One>(some: Record<string, One>) =>
  Object.entries(some).flatMap(([what, one]) => places.map(([where, place]) => ({ what, where, one, place })));

describe('C5, C6, D3, E13: whatever goes wrong on the wire, the user hears plain words, and the next turn works', () => {
  test.each(product(FAULTS))('$where: the server $what', async ({ one: { fault, error }, place }) => {
    const { scene, tools } = await playTo(place, { fault });
    await place.goOn?.(scene, tools);
    await scene.until(() => scene.replies().length === place.replies.length);
    await expectAllIsWell(scene, tools.ran, place, error);
    expect(scene.clock.elapsed()).toBe(0);
  });

  test.each(product(SILENCES))('$where: the server $what', async ({ one: fault, place }) => {
    const { scene, tools } = await playTo(place, { fault });
    await scene.asked(place.request.voice, place.request.nth);
    await scene.pass(place.patienceMs);
    await place.goOn?.(scene, tools);
    await scene.until(() => scene.replies().length === place.replies.length);
    await expectAllIsWell(scene, tools.ran, place, place.silence);
    expect(scene.clock.elapsed()).toBe(place.patienceMs);
  });
});

async function expectAllIsWell(scene: WireScene, ran: string[], place: Place, error: string) {
  await scene.rest();
  expect(scene.replies().map(({ kind, text }) => [kind, text])).toEqual(place.replies);
  expect(scene.emitted('failure').map(({ source, error }) => [source, error])).toEqual([[place.source, error]]);
  expect(ran).toEqual(place.ran);
  expect(JSON.stringify(scene.told)).not.toContain(HALF);
  expect(JSON.stringify(scene.emitted('failure'))).not.toMatch(/4711|canary/);

  const { context, children } = scene.actor.getSnapshot();
  expect(context.unanswered).toEqual([]);
  expect(Object.keys(children)).toEqual(['recorder']);
  expect(scene.clock.armed()).toBe(0);
  expect(scene.broken()).toEqual([]);
  expect(scene.server.refused).toEqual([]);

  scene.say('And now?');
  await scene.until(() => scene.replies().length > place.replies.length);
  await scene.rest();
  expect(scene.replies().at(-1)).toMatchObject({ kind: 'answer', text: AGAIN.text });
  expect(scene.server.refused).toEqual([]);
}
