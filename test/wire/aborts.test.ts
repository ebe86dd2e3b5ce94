import { describe, expect, test } from 'vitest';
import { SILENCES } from '../kit/wire-faults.ts';
import { AGAIN, PLACES, type Place } from '../kit/wire-places.ts';
import { playTo } from '../kit/wire-play.ts';
import type { WireScene } from '../kit/wire-scene.ts';

/** How far an answer has come when it is given up. */
const ways = Object.entries(SILENCES);
const everywhere = Object.entries(PLACES);
const inMain = everywhere.filter(([, { source }]) => source === 'operation');
const inChat = everywhere.filter(([, { source }]) => source === 'chat');
const product = (places: typeof everywhere) =>
  places.flatMap(([where, place]) => ways.map(([how, fault]) => ({ where, place, how, fault })));

describe('C3: an answer that is given up closes its socket', () => {
  test.each(product(everywhere))('when the library has waited long enough: $where, the server $how', async (one) => {
    const { scene, exchange } = await reach(one);
    await scene.pass(one.place.patienceMs - 1);
    expect(exchange().isOpen).toBe(true);
    await scene.pass(1);
    await exchange().hungUp;
    expect(scene.emitted('failure').map(({ error }) => error)).toEqual([one.place.silence]);
  });

  test.each(product(everywhere))('when the conversation is stopped: $where, the server $how', async (one) => {
    const { scene, exchange } = await reach(one);
    scene.actor.stop();
    await exchange().hungUp;
    expect(scene.emitted('failure')).toEqual([]);
  });

  test.each(product(inMain))('when the user cancels: $where, the server $how', async (one) => {
    const { scene, exchange } = await reach(one);
    scene.cancel();
    await exchange().hungUp;
    await scene.rest();
    const told = scene.replies().at(-1);
    expect(told?.text).toBe(
      told?.kind === 'answer' ? 'All right, I have stopped.' : 'It was too late to stop that. Your bill is 45 EUR.',
    );
    await expectNextTurn(scene);
  });

  test.each(product(inChat))('when a result has waited for the chat: $where, the server $how', async (one) => {
    const { scene, tools, exchange } = await reach(one);
    tools.finish(45);
    await scene.until(() => scene.actor.getSnapshot().matches({ engaged: { accompanied: 'settling' } }));
    await scene.pass(scene.bounds.secondaryPatience - 1);
    expect(exchange().isOpen).toBe(true);
    await scene.pass(1);
    await exchange().hungUp;
    await scene.until(() => scene.replies('answer').length > 0);
    await scene.rest();
    expect(scene.replies().map(({ kind }) => kind)).toEqual(['acknowledgment', 'announcement', 'answer']);
    expect(scene.emitted('failure')).toEqual([]);
    await expectNextTurn(scene);
  });
});

test('a cancel of the tool leaves the answer of the chat alone', async () => {
  const place = PLACES["the chat's call"] as Place;
  const { scene, exchange } = await reach({ place, fault: SILENCES['never answers'] as never });
  scene.cancel();
  await scene.pass(scene.bounds.cancelGrace);
  expect(exchange().isOpen).toBe(true);
  await scene.pass(scene.bounds.secondaryPatience);
  await exchange().hungUp;
});

async function reach({ place, fault }: { place: Place; fault: (typeof ways)[number][1] }) {
  const { scene, tools } = await playTo(place, { fault });
  const { voice, nth } = place.request;
  await scene.asked(voice, nth);
  const exchange = () => scene.of(voice)[nth - 1] as NonNullable<ReturnType<typeof scene.of>[number]>;
  return { scene, tools, exchange };
}

async function expectNextTurn(scene: WireScene) {
  const before = scene.replies().length;
  scene.say('And now?');
  await scene.until(() => scene.replies().length > before);
  expect(scene.replies().at(-1)?.text).toBe(AGAIN.text);
  await scene.rest();
  expect(scene.broken()).toEqual([]);
  expect(scene.server.refused).toEqual([]);
}
