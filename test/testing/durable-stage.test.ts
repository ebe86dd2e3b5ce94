import Keyv from 'keyv';
import { durableStage, memoryStore, type Cast } from 'meanwhile/testing';
import { describe, expect, test } from 'vitest';
import { storeThrough } from '../../src/testing/store-through.ts';
import { houseWith, painterVoice } from '../kit/house.ts';

const stores = { 'its own store': undefined, 'a store with leases': memoryStore };

async function stagePainting(cast: Partial<Cast> = {}) {
  const { painted, tools } = houseWith('idempotent');
  return Object.assign(await durableStage({ tools, main: painterVoice(), ...cast }), { painted });
}

describe.each(Object.entries(stores))('a durable scene, with %s', (_, makeStore) => {
  const cast = () => (makeStore ? { store: makeStore() } : {});

  test('plays on after a crash: one play, and the conversation as it is at present', async () => {
    const scene = await stagePainting(cast());
    const before = scene.actor;
    await scene.say('Paint my house.');
    await scene.at(1_000);
    await scene.crash();
    expect(scene.actor).not.toBe(before);
    expect(before.getSnapshot().status).toBe('stopped');
    await scene.untilIdle();
    expect(scene.replies().map(({ kind }) => kind)).toEqual(['acknowledgment', 'announcement']);
    expect(scene.seen.outcomes.size).toBe(1);
  });

  test('comes to its end, though leases are renewed for ever', async () => {
    const scene = await stagePainting(cast());
    await scene.say('Paint my house.');
    await scene.untilIdle();
    expect([scene.clock.elapsed(), scene.isSaved()]).toEqual([4_000, true]);
    expect(scene.clock.armed()).toBe(makeStore ? 1 : 0);
  });

  test('sends again what was not saved, and nothing else', async () => {
    const scene = await stagePainting(cast());
    await scene.say('Hello?');
    scene.actor.send({ type: 'user.said', text: 'This is nobody’s.' });
    void scene.say('Are you there?');
    await scene.crash();
    await scene.untilIdle();
    const { transcript } = scene.actor.getSnapshot().context;
    const heard = transcript.filter(({ role }) => role === 'user').map(({ id, content }) => [id, content]);
    expect(heard).toEqual([
      ['user/said-1', 'Hello?'],
      ['user/said-2', 'Are you there?'],
    ]);
  });
});

test('a process is dead as long as its lease lasts, and as long as it is told', async () => {
  const own = await stagePainting();
  await own.crash();
  await own.crash({ deadMs: 2_000 });
  expect(own.dead).toEqual([
    { from: 0, until: 0 },
    { from: 0, until: 2_000 },
  ]);
  const leased = await stagePainting({ store: memoryStore() });
  await leased.crash();
  await leased.crash({ deadMs: 20_000 });
  await leased.crash(); // at rest, when nothing keeps it from giving the lease back but that it is dead
  expect(leased.dead).toEqual([
    { from: 0, until: 6_000 },
    { from: 6_000, until: 26_000 },
    { from: 26_000, until: 32_000 },
  ]);
});

test('what was told twice is dropped, and remembered', async () => {
  let isHeldUp = false;
  const store = storeThrough(new Keyv(), async (operation) => (isHeldUp ? new Promise(() => {}) : operation()));
  const scene = await stagePainting({ store });
  scene.actor.on('reply', () => (isHeldUp = true)); // it is not noted any more that it was told
  await scene.say('Hello?');
  isHeldUp = false;
  await scene.crash();
  await scene.untilIdle();
  expect(scene.replies()).toHaveLength(1);
  expect(scene.retold).toMatchObject([{ again: { event: { id: 'operation-1!' } }, wasSaved: false }]);
});

test('nothing of a dead process reaches the store, and no timer of it fires', async () => {
  const scene = await stagePainting({ main: painterVoice({ after: 1_000 }) });
  await scene.say('Hello?');
  const dead = scene.actor;
  const armed = scene.clock.armed();
  await scene.crash();
  expect(scene.clock.armed()).toBe(armed);
  const kept = await scene.store.get('meanwhile:customer-1:conversation');
  dead.send({ type: 'user.said', text: 'boo' });
  await scene.at(500);
  expect(await scene.store.get('meanwhile:customer-1:conversation')).toEqual(kept);
});
