import { readFileSync } from 'node:fs';
import { and, assign, createMachine, fromCallback, fromPromise, raise } from 'xstate';
import { describe, expect, test } from 'vitest';
import { chartFiles } from '../../drawing/chart-files.ts';
import { lintChart } from './lint/lint-chart.ts';
import { lintSource } from './lint/lint-source.ts';

describe.each(chartFiles)('the chart $machine.id', ({ file, machine }) => {
  test('is described, named, entered and left everywhere', () => {
    expect(lintChart(machine)).toEqual([]);
  });

  test('opens alone in a visualizer', () => {
    expect(lintSource(file, readFileSync(new URL(`../../machines/${file}`, import.meta.url), 'utf8'))).toEqual([]);
  });
});

const states = {
  idle: { description: 'Waits.', on: { go: { target: 'busy', guard: 'isReady', actions: 'note' } } },
  busy: {
    description: 'Works.',
    invoke: { id: 'work', src: 'work', onDone: { target: 'done' }, onError: { target: 'idle' } },
    after: { patience: { target: 'idle' } },
  },
  done: { description: 'Over.', type: 'final' },
};
const implementations = {
  actions: { note: () => {} },
  guards: { isReady: () => true },
  actors: { work: fromPromise(async () => {}), watch: fromCallback(() => {}) },
  delays: { patience: 1000 },
};

/** A sound chart with some states put in place of its own, or beside them. */
function toy(changed: object = {}, setup: object = {}) {
  const config = { id: 'toy', description: 'A toy.', initial: 'idle', states: { ...states, ...changed } };
  return createMachine(config as never, { ...implementations, ...setup });
}

test('a sound chart has no faults', () => {
  const watching = { id: 'watch', src: 'watch', onError: { target: 'idle' } };
  const parallel = {
    description: 'Both.',
    type: 'parallel',
    states: {
      turn: {
        description: 'One.',
        initial: 'on',
        states: { on: { description: 'On.', on: { leave: { target: '#toy.idle' } } } },
      },
      door: {
        description: 'Other.',
        initial: 'shut',
        states: { shut: { description: 'Stays until its sister leaves.' } },
      },
    },
  };
  const idle = { description: 'Waits.', invoke: watching, on: { go: { target: 'busy' }, both: { target: 'both' } } };
  expect(lintChart(toy())).toEqual([]);
  expect(lintChart(toy({ idle, both: parallel }))).toEqual([]);
});

const { idle, busy } = states;
const described = { description: 'x' };

test.each([
  ['a state without description', { done: { type: 'final' } }, 'toy.done: it has no description'],
  ['an empty description', { done: { type: 'final', description: ' ' } }, 'toy.done: it has no description'],
  ['an unknown action', { idle: { ...idle, entry: 'nope' } }, "toy.idle: the action 'nope' does not exist"],
  [
    'an unknown action with params',
    { idle: { ...idle, exit: { type: 'nope' } } },
    "toy.idle: the action 'nope' does not exist",
  ],
  ['an inline action', { idle: { ...idle, exit: () => {} } }, 'toy.idle: an inline action; name it in setup'],
  [
    'an inline assign',
    { idle: { ...idle, on: { go: { target: 'busy', actions: [assign({})] } } } },
    'toy.idle: an inline action; name it in setup',
  ],
  [
    'an inline action of an initial',
    { busy: { ...busy, initial: { target: 'a', actions: () => {} }, states: { a: described } } },
    'toy.busy: an inline action; name it in setup',
  ],
  [
    'an unknown guard',
    { idle: { ...idle, always: { target: 'busy', guard: 'nope' } } },
    "toy.idle: the guard 'nope' does not exist",
  ],
  [
    'an inline guard',
    { idle: { ...idle, always: { target: 'busy', guard: () => true } } },
    'toy.idle: an inline guard; name it in setup',
  ],
  [
    'an inline combination of guards',
    { idle: { ...idle, always: { target: 'busy', guard: and(['isReady'] as never) } } },
    'toy.idle: an inline guard; name it in setup',
  ],
  [
    'an unknown actor',
    { busy: { ...busy, invoke: { ...busy.invoke, src: 'nope' } } },
    "toy.busy: the actor 'nope' does not exist",
  ],
  [
    'an inline actor',
    { busy: { ...busy, invoke: { ...busy.invoke, src: implementations.actors.work } } },
    'toy.busy: an inline actor; name it in setup',
  ],
  [
    'an unknown delay',
    { busy: { ...busy, after: { nope: { target: 'idle' } } } },
    "toy.busy: the delay 'nope' does not exist",
  ],
  [
    'a delay in figures',
    { busy: { ...busy, after: { 1000: { target: 'idle' } } } },
    "toy.busy: the delay '1000' does not exist",
  ],
  [
    'a state nothing leads to',
    { island: { ...described, on: { go: { target: 'idle' } } } },
    'toy.island: nothing leads here',
  ],
  [
    'a state nothing leads out of',
    { idle: { ...idle, always: { target: 'trap', guard: 'isReady' } }, trap: described },
    'toy.trap: nothing leads out',
  ],
  [
    'a state that leads only into itself',
    {
      idle: { ...idle, always: { target: 'trap', guard: 'isReady' } },
      trap: { ...described, on: { go: { target: 'trap', reenter: true } } },
    },
    'toy.trap: nothing leads out',
  ],
  [
    'a child without onDone',
    { busy: { ...busy, invoke: { ...busy.invoke, onDone: undefined }, on: { go: { target: 'done' } } } },
    "toy.busy: nothing happens when 'work' is done",
  ],
  [
    'a child without onError',
    { busy: { ...busy, invoke: { ...busy.invoke, onError: undefined } } },
    "toy.busy: nothing happens when 'work' fails",
  ],
  [
    'a child without id',
    { busy: { ...busy, invoke: { ...busy.invoke, id: undefined } } },
    "toy.busy: the invoked 'work' has no id",
  ],
  [
    'a bare star',
    { idle: { ...idle, on: { ...idle.on, '*': { target: 'busy' } } } },
    "toy.idle: a bare '*' swallows the errors of its children",
  ],
  [
    'an initial state that does not exist',
    { busy: { ...busy, initial: 'nope', states: { a: described } } },
    'toy.busy: its initial state does not exist',
  ],
  ['two states of one id', { done: { ...states.done, id: 'toy.idle' } }, 'toy.idle: its id is not its own'],
  ['a misspelt key of a state', { idle: { ...idle, onn: {} } }, "toy.idle: no state has a 'onn'"],
  [
    'a misspelt key of a transition',
    { idle: { ...idle, on: { go: { target: 'busy', gaurd: 'isReady' } } } },
    "toy.idle: no transition has a 'gaurd'",
  ],
  [
    'a misspelt key of an invoke',
    { busy: { ...busy, invoke: { ...busy.invoke, onDonne: {} } } },
    "toy.busy: no invoke has a 'onDonne'",
  ],
  [
    'a transition behind one without guard',
    { idle: { ...idle, always: [{ target: 'busy' }, { target: 'done' }] } },
    "toy.idle: a transition of 'always' stands behind one without guard",
  ],
])('%s is reported', (_, changed, report) => {
  expect(lintChart(toy(changed))).toContain(report);
});

test.each([
  [
    'a delay Node cannot count to',
    { delays: { patience: 2 ** 31 } },
    "setup: the delay 'patience' is longer than 2^31-1 ms and would fire at once",
  ],
  [
    'an unknown guard inside a guard',
    { guards: { isReady: and(['nope'] as never) } },
    "setup: the guard 'isReady' mentions 'nope', which does not exist",
  ],
  [
    'an unknown delay of a raised event',
    { actions: { note: raise({ type: 'go' }, { delay: 'nope' as never }) } },
    "setup: the action 'note' waits for the delay 'nope', which does not exist",
  ],
])('%s is reported', (_, setup, report) => {
  expect(lintChart(toy({}, setup))).toEqual([report]);
});

test.each([
  ['a sibling', 'nope'],
  ['an id', '#nope'],
  ['a path from the root', '#toy.busy.nope'],
])('a target that names no state as %s makes the machine throw when it is made', (_, target) => {
  expect(() => toy({ idle: { ...idle, on: { go: { target } } } })).toThrow(/does not exist/);
});

const head = "import { setup } from 'xstate';\n";

test.each([
  [
    'a type of a file beside it',
    `${head}import type { A } from './a.ts';\nsetup({}).createMachine({ id: 'toy', context: ({ input }) => ({ ...input }) });`,
  ],
  [
    'the casts of setup',
    `${head}setup({ types: {} as A, actors: { a: b as unknown as typeof c } }).createMachine({ entry: [] as const });`,
  ],
])('a file with %s opens alone', (_, text) => {
  expect(lintSource('toy.ts', text)).toEqual([]);
});

test.each([
  ['a value of another package', "import { z } from 'zod';", '{}', "imports a value from 'zod'"],
  ['a value of a file beside it', "import { a } from './a.ts';", '{}', "imports a value from './a.ts'"],
  ['a value among types', "import { type A, a } from './a.ts';", '{}', "imports a value from './a.ts'"],
  ['a file for its effect', "import './a.ts';", '{}', "imports a value from './a.ts'"],
  ['a value while it runs', "const a = import('./a.ts');", '{}', "imports a value from './a.ts'"],
  ['a value handed on', "export { a } from './a.ts';", '{}', "imports a value from './a.ts'"],
  ['a type from outside machines', "import type { A } from '../src/a.ts';", '{}', "imports types from '../src/a.ts'"],
  ['a spread', '', '{ states: { a: { ...a } } }', 'a spread'],
  ['a spread in a list', '', '{ entry: [...a] }', 'a spread'],
  ['a computed key', '', '{ on: { [a]: {} } }', 'a computed key, [a]'],
  ['a fragment by name', '', '{ states: { a } }', 'a is no literal'],
  ['a fragment made by a call', '', '{ states: { a: make() } }', 'make() is no literal'],
  ['a template', '', '{ id: `${a}` }', '`${a}` is no literal'],
  ['a cast', '', '{ context: ({ input }) => input as A }', 'a cast, as A'],
  ['no literal at all', '', 'a', 'createMachine takes more or other than one literal'],
])('a file that takes %s is reported', (_, line, config, report) => {
  expect(lintSource('toy.ts', `${head}${line}\nsetup({}).createMachine(${config});`)).toEqual([report]);
});

test('a file with two charts is reported', () => {
  expect(lintSource('toy.ts', `${head}setup({}).createMachine({}); setup({}).createMachine({});`)).toEqual([
    'calls createMachine 2 times',
  ]);
});
