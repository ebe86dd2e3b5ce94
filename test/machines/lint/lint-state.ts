import { fromCallback, type AnyStateNode } from 'xstate';
import { transitionsOf, withStatesBelow } from '../../../src/chart/state-tree.ts';

const keys = {
  state:
    'id type initial states on always after invoke entry exit onDone description meta tags output history target context version schemas',
  transition: 'target actions guard reenter description meta',
  invoke: 'id src systemId input onDone onError onSnapshot',
};

/** Faults of one state in itself. */
export function lintState(state: AnyStateNode): string[] {
  return [
    ...(state.description?.trim() ? [] : ['it has no description']),
    ...(withStatesBelow(state.machine.root).some((other) => other !== state && other.id === state.id)
      ? ['its id is not its own']
      : []),
    ...(state.transitions.has('*') ? ["a bare '*' swallows the errors of its children"] : []),
    ...misspelt(state),
    ...neverTaken(state),
    ...invokes(state),
  ].map((text) => `${state.id}: ${text}`);
}

/** A key XState does not know is ignored without a word. */
function misspelt({ config }: AnyStateNode): string[] {
  const ways = [config.on, config.after].flatMap((handlers) => Object.values(handlers ?? {}));
  const invoked = [config.invoke ?? []].flat();
  const transitions = [
    ...ways,
    config.always,
    config.onDone,
    ...invoked.flatMap(({ onDone, onError }) => [onDone, onError]),
  ].flat();
  return [
    ...unknownKeys('state', config),
    ...transitions.flatMap((transition) => unknownKeys('transition', transition)),
    ...invoked.flatMap((invoke) => unknownKeys('invoke', invoke)),
  ];
}

function unknownKeys(kind: keyof typeof keys, config: unknown): string[] {
  const known = keys[kind].split(' ');
  const own = typeof config === 'object' && config !== null ? Object.keys(config) : [];
  return own.filter((key) => !known.includes(key)).map((key) => `no ${kind} has a '${key}'`);
}

function neverTaken(state: AnyStateNode): string[] {
  const taken = new Set<string>();
  return transitionsOf(state).flatMap(({ eventType, guard }) => {
    const isHidden = taken.has(eventType);
    if (guard === undefined) {
      taken.add(eventType);
    }
    return isHidden ? [`a transition of '${eventType || 'always'}' stands behind one without guard`] : [];
  });
}

function invokes(state: AnyStateNode): string[] {
  const { actors } = state.machine.implementations;
  return state.invoke.flatMap(({ id, src, onDone, onError }, index) => {
    const name = typeof src === 'string' ? src : id;
    const isEndless = isCallback(actors[name]);
    return [
      ...(id === `${index}.${state.id}` ? [`the invoked '${name}' has no id`] : []),
      ...(onError === undefined ? [`nothing happens when '${name}' fails`] : []),
      ...(onDone === undefined && !isEndless ? [`nothing happens when '${name}' is done`] : []),
    ];
  });
}

/** A callback actor is never done. XState gives it no mark, but its logic reads like that of any other. */
function isCallback(logic: object | undefined): boolean {
  return (
    logic !== undefined &&
    'transition' in logic &&
    String(logic.transition) === String(fromCallback(() => {}).transition)
  );
}
