import {
  assign,
  createActor,
  createMachine,
  fromCallback,
  fromPromise,
  setup,
  type AnyActorRef,
  type EventObject,
  type Snapshot,
  StateMachine,
} from 'xstate';
import { expect, test, vi } from 'vitest';

/** What `meanwhile` relies on in XState, as it is and not as its documentation says. */

vi.spyOn(console, 'warn').mockReturnValue(undefined);

test('a callback child hears every step of its parent, and its error', () => {
  const heard: string[] = [];
  const watch = fromCallback(({ self }) => {
    const { _parent: parent } = self as { _parent?: AnyActorRef };
    parent?.subscribe({
      next: ({ value }) => heard.push(String(value)),
      error: (error) => heard.push(String(error)),
    });
  });
  const actor = createActor(breaking().provide({ actors: { child: watch } }));
  actor.start();
  actor.send({ type: 'walk' });
  actor.send({ type: 'fall' });
  expect(heard).toEqual(['standing', 'walking', 'Error: fell']);
  expect(actor.getSnapshot().status).toBe('error');
});

test('a throwing action leaves invoked children running: their signal is not aborted', () => {
  const signals: AbortSignal[] = [];
  const actor = createActor(breaking().provide({ actors: { child: hanging(signals) } }));
  actor.subscribe({ error: () => {} });
  actor.start();
  actor.send({ type: 'fall' });
  expect(actor.getSnapshot().status).toBe('error');
  expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
});

test('a delay is computed after the entry actions: they may note the deadline it reads', () => {
  const asked: number[] = [];
  const clock = { setTimeout: (_: () => void, delay: number) => asked.push(delay), clearTimeout: () => {} };
  const machine = setup({
    types: { context: {} as { deadline: number } },
    actions: { startTimer: assign({ deadline: 700 }) },
    delays: { rest: ({ context }) => context.deadline - 100 },
  }).createMachine({
    context: { deadline: 0 },
    initial: 'waiting',
    states: { waiting: { entry: 'startTimer', after: { rest: 'over' } }, over: {} },
  });
  createActor(machine, { clock }).start();
  expect(asked).toEqual([600]);
});

test('an unknown actor is waited for without a word', async () => {
  const working = { invoke: { src: 'nobody', onDone: 'over', onError: 'over' } };
  const actor = createActor(
    createMachine({ initial: 'idle', states: { idle: { on: { go: 'working' } }, working, over: {} } }),
  ).start();
  actor.send({ type: 'go' });
  await Promise.resolve();
  expect(actor.getSnapshot()).toMatchObject({ value: 'working', status: 'active' });
});

test('an unknown actor in the initial state kills the machine', () => {
  const actor = createActor(createMachine({ invoke: { src: 'nobody' } }));
  actor.subscribe({ error: () => {} });
  expect(actor.start().getSnapshot().status).toBe('error');
});

test('an unknown action is ignored', () => {
  const machine = createMachine({
    initial: 'here',
    states: { here: { entry: 'nothing', on: { go: 'there' } }, there: {} },
  });
  const actor = createActor(machine).start();
  actor.send({ type: 'go' });
  expect(actor.getSnapshot().value).toBe('there');
});

test('an unknown delay is over at once', () => {
  const machine = createMachine({ initial: 'here', states: { here: { after: { nope: 'there' } }, there: {} } });
  expect(createActor(machine).start().getSnapshot().value).toBe('there');
});

test("the output is computed after the final state's entry actions", () => {
  const machine = setup({
    types: { context: {} as { text: string }, output: {} as string },
    actions: { conclude: assign({ text: 'concluded' }) },
  }).createMachine({
    context: { text: 'begun' },
    initial: 'over',
    states: { over: { type: 'final', entry: 'conclude' } },
    output: ({ context }) => context.text,
  });
  expect(createActor(machine).start().getSnapshot().output).toBe('concluded');
});

test('leaving the state that invokes a child stops it at once, and its late word is lost', async () => {
  const signals: AbortSignal[] = [];
  let speak = (_: string) => {};
  const child = fromPromise(({ signal }) => {
    signals.push(signal);
    return new Promise<string>((resolve) => (speak = resolve));
  });
  const actor = createActor(leaving().provide({ actors: { child } })).start();
  actor.send({ type: 'leave' });
  expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  speak('too late');
  await Promise.resolve();
  expect(actor.getSnapshot().value).toBe('left');
});

test('an event reaches every region of a parallel state', () => {
  const region = { initial: 'before', states: { before: { on: { go: 'after' } }, after: {} } };
  const actor = createActor(createMachine({ type: 'parallel', states: { turn: region, door: region } })).start();
  actor.send({ type: 'go' });
  expect(actor.getSnapshot().value).toEqual({ turn: 'after', door: 'after' });
});

test('a transition from a parallel state into one region resets the others', () => {
  const region = { initial: 'before', states: { before: { on: { go: 'after' } }, after: {} } };
  const machine = createMachine({
    type: 'parallel',
    states: { turn: region, door: region },
    on: { reset: '.turn.before' },
  });
  const actor = createActor(machine).start();
  actor.send({ type: 'go' });
  actor.send({ type: 'reset' });
  expect(actor.getSnapshot().value).toEqual({ turn: 'before', door: 'before' });
});

test('a transition from an ancestor into a deeper state starts the child invoked between them again', () => {
  const signals: AbortSignal[] = [];
  const machine = createMachine({
    initial: 'outer',
    states: {
      outer: {
        initial: 'accompanied',
        on: { go: '.accompanied.settling' },
        states: {
          accompanied: { invoke: { src: 'child' }, initial: 'operating', states: { operating: {}, settling: {} } },
        },
      },
    },
  });
  const actor = createActor(machine.provide({ actors: { child: hanging(signals) } })).start();
  actor.send({ type: 'go' });
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
});

test('a restored callback starts again, with what its logic persisted as its input; a new one does not have that', () => {
  const inputs: unknown[] = [];
  const callback = fromCallback<EventObject, object>(({ input }) => void inputs.push(input));
  const child = {
    ...callback,
    getPersistedSnapshot: (snapshot: ReturnType<typeof callback.getInitialSnapshot>) => ({
      ...snapshot,
      input: { ...snapshot.input, resumed: true },
    }),
  };
  const machine = createMachine({
    initial: 'outer',
    states: {
      outer: {
        initial: 'inner',
        states: {
          inner: { invoke: { src: 'child', input: { call: 1 } }, on: { again: { target: 'inner', reenter: true } } },
        },
      },
    },
  }).provide({ actors: { child } });
  const first = createActor(machine).start();
  const snapshot = JSON.parse(JSON.stringify(first.getPersistedSnapshot())) as Snapshot<unknown>;
  expect(first.getPersistedSnapshot()).toEqual(snapshot);
  const second = createActor(machine, { snapshot }).start();
  second.send({ type: 'again' });
  expect(inputs).toEqual([{ call: 1 }, { call: 1, resumed: true }, { call: 1 }]);
});

test('what a restored callback says in a microtask, its parent hears', async () => {
  const child = fromCallback(({ sendBack }) => void Promise.resolve().then(() => sendBack({ type: 'lost' })));
  const machine = createMachine({
    initial: 'working',
    states: { working: { invoke: { src: 'child' }, on: { lost: 'told' } }, told: {} },
  }).provide({ actors: { child } });
  const snapshot = createActor(machine).start().getPersistedSnapshot();
  const actor = createActor(machine, { snapshot }).start();
  await Promise.resolve();
  expect(actor.getSnapshot().value).toBe('told');
});

test('a child invoked in a state that is left at once is never started', () => {
  let starts = 0;
  const child = fromCallback(() => void (starts += 1));
  const machine = createMachine({
    initial: 'asking',
    states: { asking: { invoke: { src: 'child' }, always: 'over' }, over: {} },
  }).provide({ actors: { child } });
  expect(createActor(machine).start().getSnapshot().value).toBe('over');
  expect(starts).toBe(0);
});

function hanging(signals: AbortSignal[]) {
  return fromPromise(({ signal }) => {
    signals.push(signal);
    return new Promise(() => {});
  });
}

/** It walks until it falls: then an action throws. */
function breaking() {
  return createMachine(
    {
      initial: 'standing',
      invoke: { src: 'child' },
      on: { walk: '.walking', fall: { actions: 'fall' } },
      states: { standing: {}, walking: {} },
    },
    {
      actions: {
        fall: () => {
          throw new Error('fell');
        },
      },
    },
  );
}

function leaving() {
  return createMachine({
    initial: 'working',
    states: {
      working: { invoke: { src: 'child', onDone: 'done' }, on: { leave: 'left' } },
      left: { on: { '*': 'done' } },
      done: {},
    },
  });
}

test('an actor shows the machine it runs: by it, work finds the conversation above', () => {
  const machine = createMachine({ id: 'conversation' });
  const actor = createActor(machine);
  const logic: unknown = Reflect.get(actor, 'logic');
  expect(logic).toBeInstanceOf(StateMachine);
  expect(logic).toMatchObject({ id: 'conversation' });
});
