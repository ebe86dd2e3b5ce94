import { chartSvg } from 'meanwhile/inspection';
import { createMachine, type AnyStateNode } from 'xstate';
import { expect, test } from 'vitest';
import {
  conversationMachine,
  mainOperationMachine,
  secondaryChatMachine,
  toolRunMachine,
} from '../../machines/index.ts';
import { activeStates } from '../../src/chart/active-states.ts';
import { childrenOf } from '../../src/chart/state-tree.ts';
import { arrowsOf } from '../../src/inspection/chart/arrows-of.ts';

const pathsIn = (svg: string) => [...svg.matchAll(/data-state="([^"]+)"/g)].map(([, path]) => path);
const pathsBelow = (state: AnyStateNode): string[] =>
  childrenOf(state).flatMap((child) => [child.path.join('.'), ...pathsBelow(child)]);

test.each([conversationMachine, mainOperationMachine, secondaryChatMachine, toolRunMachine])(
  'the drawing of $id has every state with its meaning, and every label',
  async (machine) => {
    const svg = await chartSvg(machine);
    expect(new Set(pathsIn(svg))).toEqual(new Set(pathsBelow(machine.root)));
    expect(pathsIn(svg)).toHaveLength(pathsBelow(machine.root).length);
    const words = svg.replaceAll('&#45;', '-').replaceAll('&gt;', '>');
    for (const label of arrowsOf(machine).flatMap(({ labels }) => labels)) expect(words).toContain(`>${label} `);
    for (const state of childrenOf(machine.root)) expect(words).toContain(`<title>${state.description}</title>`);
  },
);

test('states that are active at once in a parallel state are all found in the drawing', async () => {
  const active = activeStates({ locked: { turn: 'answering', door: 'open' } });
  expect(active).toEqual(['locked', 'locked.turn', 'locked.turn.answering', 'locked.door', 'locked.door.open']);
  expect(pathsIn(await chartSvg(secondaryChatMachine))).toEqual(expect.arrayContaining(active));
});

test('a drawing is an SVG that stands alone, and is the same whenever it is drawn', async () => {
  const svg = await chartSvg(toolRunMachine);
  expect(svg).toMatch(
    /^<svg width="[\d.]+" height="[\d.]+"\n viewBox="[\d. ]+" xmlns="http:\/\/www.w3.org\/2000\/svg">/,
  );
  expect(svg).not.toMatch(/graphviz|<!|<script|href|style=/i);
  expect(await chartSvg(toolRunMachine)).toBe(svg);
});

test('signs that mean something in XML are words in a drawing', async () => {
  const machine = createMachine({
    initial: 'a<b',
    states: { 'a<b': { description: 'less & <more>', on: { 'x<y&z': 'c"d' } }, 'c"d': {} },
  });
  const svg = await chartSvg(machine);
  expect(svg).toContain('<title>less &amp; &lt;more&gt;</title>');
  expect(svg).toContain('data-state="a&lt;b"');
  expect(svg).toContain('data-state="c&quot;d"');
  expect(svg).toMatch(/>x&lt;y&amp;z /);
  expect(svg).not.toContain('<more>');
});
