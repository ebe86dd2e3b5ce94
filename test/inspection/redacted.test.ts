import { inspect as written } from 'node:util';
import { redacted, type ShownEvent } from 'meanwhile/inspection';
import { stage } from 'meanwhile/testing';
import { createActor, createMachine, fromPromise, type InspectionEvent } from 'xstate';
import { describe, expect, test } from 'vitest';
import { canary, places, playCanaries } from './canaries.ts';

/** All that can be read of a value, JSON or not. */
const allOf = (value: unknown) => written(value, { depth: 20, maxArrayLength: null, maxStringLength: null });

describe('A13: what is personal does not pass', () => {
  test('of a rich conversation', async () => {
    const passed: ShownEvent[] = [];
    const seen: string[] = [];
    const failures: unknown[] = [];
    let raw = '';
    const redact = redacted(
      (event) => {
        passed.push(event);
        seen.push(allOf(event), JSON.stringify(event.actorRef.getSnapshot()));
      },
      { onFailure: (error) => failures.push(error) },
    );
    const { script } = await playCanaries((event) => {
      raw += JSON.stringify(event, (key, value) =>
        ['actorRef', 'sourceRef', '_transitions'].includes(key)
          ? undefined
          : value instanceof Error
            ? `${value.message} ${String(value.cause)}`
            : value,
      );
      redact(event);
    });
    const afterwards = passed.map((event) => allOf([event, event.actorRef.getSnapshot()])).join('');
    expect(places.filter((place) => !(raw + script()).includes(canary(place)))).toEqual([]);
    expect(seen.join('').match(/canary-?.{0,20}/g)).toBeNull();
    expect(afterwards.match(/canary-?.{0,20}/g)).toBeNull();
    expect(failures).toEqual([]);
    expect(passed.length).toBeGreaterThan(200);
  });

  test('of machines, actors and ids of the app', () => {
    const seen: unknown[] = [];
    const child = createMachine({ id: canary('child'), context: { name: canary('child-context') } });
    const app = createMachine(
      {
        id: 'app',
        context: { owner: canary('context') },
        initial: 'here',
        states: { [canary('state')]: {}, here: { on: { go: canary('state') } } },
        invoke: [
          { id: canary('child-id'), src: 'child' },
          { id: canary('promise'), src: 'work', input: canary('input') },
        ],
      },
      { actors: { child, work: fromPromise(async () => canary('output')) } },
    );
    const inspect = redacted((event) => seen.push(allOf(event)));
    const actor = createActor(app, { id: canary('root'), systemId: canary('system'), inspect }).start();
    actor.send({ type: 'go', name: canary('field') });
    expect(seen.length).toBeGreaterThan(8);
    expect(seen.join('')).not.toContain('canary');
  });
});

test('states, counts, ids of ours and names of tools pass', async () => {
  const passed: ShownEvent[] = [];
  await playCanaries(redacted((event) => passed.push(event)));
  const snapshots = passed.flatMap((event) =>
    event.type === '@xstate.snapshot' ? [{ id: event.actorRef.id, event: event.event.type, ...event.snapshot }] : [],
  );
  expect(snapshots.find(({ id, event }) => id === 'conversation-1' && event === 'chat.locked')).toMatchObject({
    status: 'active',
    value: { engaged: { accompanied: { operating: 'talking' } } },
    context: {
      operation: {
        operationId: 'operation-2',
        long: true,
        runs: [{ runId: 'operation-2/call-1', tool: 'paint', status: 'running', percent: 25 }],
      },
      chatTurn: { turnId: 'turn-1', status: 'locked' },
      unanswered: 1,
    },
  });
  expect(snapshots.find(({ id }) => id === 'chat')).toMatchObject({ value: 'unlocked', context: { waiting: 0 } });
  expect([...new Set(passed.map(({ actorRef }) => actorRef.id))].toSorted()).toEqual(
    'answer authorize chat conversation-1 lookUp operation recorder run synthesize think tool tools'.split(' '),
  );
  expect(snapshots.findLast(({ id }) => id === 'think')).toEqual({
    id: 'think',
    event: 'xstate.promise.resolve',
    status: 'done',
    output: undefined,
    error: undefined,
  });
});

test('the type of an event is shown if it is of the closed list', () => {
  const types: string[] = [];
  const scene = stage({
    main: [],
    inspect: redacted((event) => event.type === '@xstate.event' && types.push(event.event.type)),
  });
  scene.actor.send({ type: 'call.from +44 7700 900123' } as never);
  scene.actor.send({ type: 'session.updated', facts: {} });
  expect(types.slice(-2)).toEqual(['(not shown)', 'session.updated']);
});

test('a chart of the app is shown if it is named, but never its context', () => {
  const chart = createMachine({ id: 'shop', context: { owner: 'Jo' }, initial: 'open', states: { open: {} } });
  const seen: ShownEvent[] = [];
  createActor(chart, { inspect: redacted((event) => seen.push(event), { also: [chart] }) }).start();
  expect(seen.at(-1)).toMatchObject({ actorRef: { id: 'shop-1' }, snapshot: { value: 'open', context: {} } });
  expect(allOf(seen)).toContain("initial: 'open'"); // the chart's own source is there, without what it begins with
  expect(allOf(seen)).not.toContain('Jo');
});

describe('an inspector that throws', () => {
  const play = async (inspect: (event: InspectionEvent) => void) => {
    const scene = stage({ main: [{ text: 'Hello.' }], inspect });
    await scene.say('Hi');
    return scene;
  };
  const raise = () => {
    throw new Error('no inspector');
  };

  test('breaks a conversation that is not guarded: that is how XState is', async () => {
    await expect(play(raise)).rejects.toThrow('no inspector');
  });

  test.each([
    ['a function', raise],
    ['an observer', { next: raise }],
    ['an async function', async () => raise()],
  ])('loses no event and breaks nothing: %s', async (_, inspector) => {
    const failures: unknown[] = [];
    const scene = await play(redacted(inspector, { onFailure: (error) => failures.push(error) }));
    expect(scene.script()).toBe((await play(() => {})).script());
    expect(scene.errors).toEqual([]);
    expect(scene.replies().map(({ text }) => text)).toEqual(['Hello.']);
    expect(failures.length).toBeGreaterThan(5);
    expect(failures[0]).toEqual(new Error('no inspector'));
  });

  test('may go unheard', async () => {
    expect((await play(redacted(raise))).replies()).toHaveLength(1);
    expect((await play(redacted({}))).replies()).toHaveLength(1);
  });
});
