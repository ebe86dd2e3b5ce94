import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { childrenOf } from '../src/chart/state-tree.ts';
import { arrowsOf } from '../src/inspection/chart/arrows-of.ts';

/** A chart as the text of a Mermaid `stateDiagram-v2`. */
export function drawChart(machine: AnyStateMachine): string {
  return ['stateDiagram-v2', ...drawInside(machine.root, '  '), ...drawArrows(machine)].join('\n');
}

function drawInside(state: AnyStateNode, indent: string): string[] {
  const children = childrenOf(state);
  const initial = state.type === 'compound' ? state.initial.target.map((first) => `[*] --> ${idOf(first)}`) : [];
  const finals = children.filter((child) => child.type === 'final').map((final) => `${idOf(final)} --> [*]`);
  const boxes = children.flatMap((child, index) => [
    ...(state.type === 'parallel' && index > 0 ? [`${indent}--`] : []),
    ...drawState(child, indent),
  ]);
  return [...initial.map((line) => indent + line), ...boxes, ...finals.map((line) => indent + line)];
}

function drawState(state: AnyStateNode, indent: string): string[] {
  const head = `${indent}state "${state.key}" as ${idOf(state)}`;
  return childrenOf(state).length === 0 ? [head] : [`${head} {`, ...drawInside(state, `${indent}  `), `${indent}}`];
}

function drawArrows(machine: AnyStateMachine): string[] {
  return arrowsOf(machine).map(({ from, to, labels }) => `  ${idOf(from)} --> ${idOf(to)}: ${labels.join(' / ')}`);
}

function idOf(state: AnyStateNode): string {
  return state.path.join('_');
}
