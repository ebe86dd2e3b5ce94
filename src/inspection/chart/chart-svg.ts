import type { IRenderOptions, IState, IStateMachine, ITransition } from 'state-machine-cat';
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { childrenOf, withStatesBelow } from '../../chart/state-tree.ts';
import { arrowsOf } from './arrows-of.ts';
import { tidySvg } from './tidy-svg.ts';

/**
 * A chart as an SVG, drawn by `state-machine-cat` without any other program: the same on every machine.
 *
 * Each state's group carries `data-state`, its path as in `engaged.accompanied`, by which active states are marked.
 *
 * @throws when `state-machine-cat` is not installed.
 */
export async function chartSvg(machine: AnyStateMachine): Promise<string> {
  const { render } = await loadStateMachineCat();
  const states = withStatesBelow(machine.root);
  const names = new Map(states.map((state, index) => [state, `s${index}`]));
  const svg = await render(asStateMachineCat(machine, names), LOOK);
  return tidySvg(svg, new Map(states.map((state, index) => [`s${index}`, state])));
}

/** `oldsvg` is drawn by the Graphviz that comes with it; `svg` would be by the one of the machine, if there is one. */
const LOOK: IRenderOptions = {
  inputType: 'json',
  outputType: 'oldsvg',
  dotEdgeAttrs: [{ name: 'fontsize', value: '11' }],
};

async function loadStateMachineCat() {
  try {
    return await import('state-machine-cat');
  } catch (cause) {
    throw new Error('charts are drawn by state-machine-cat, which is missing: npm install state-machine-cat', {
      cause,
    });
  }
}

/** States go by neutral names: not every sign that a state's key may hold survives Graphviz. */
function asStateMachineCat(machine: AnyStateMachine, names: ReadonlyMap<AnyStateNode, string>): IStateMachine {
  const nameOf = (state: AnyStateNode) => names.get(state) ?? '';
  const transitions: Omit<ITransition, 'id'>[] = [
    ...[...names.keys()].flatMap(initialArrow),
    ...arrowsOf(machine).map(({ from, to, labels }) => ({
      from: nameOf(from),
      to: nameOf(to),
      label: labels.join('\n'),
    })),
  ];
  return { states: boxesIn(machine.root), transitions: transitions.map((transition, id) => ({ id, ...transition })) };

  function boxesIn(state: AnyStateNode): IState[] {
    const dots: IState[] = initialArrow(state).map(({ from }) => ({ name: from, type: 'initial' }));
    return [...dots, ...childrenOf(state).map(box)];
  }

  function box(state: AnyStateNode): IState {
    return {
      name: nameOf(state),
      label: state.key,
      type: state.type === 'parallel' ? 'parallel' : 'regular',
      class: state.type === 'final' ? 'final' : '',
      ...(childrenOf(state).length > 0 && { statemachine: { states: boxesIn(state) } }),
    };
  }

  function initialArrow(state: AnyStateNode): { from: string; to: string }[] {
    if (state.type !== 'compound') return [];
    return state.initial.target.map((first) => ({ from: `${nameOf(state)}-initial`, to: nameOf(first) }));
  }
}
