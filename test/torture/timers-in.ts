import { isRecord } from '../../src/shape.ts';

/** The deadlines of a persisted conversation and of all below it, by the place and state of the actor that waits. */
export function timersIn(snapshot: unknown, path = 'conversation'): Record<string, number> {
  if (!isRecord(snapshot)) return {};
  const { value, context, children, status } = snapshot;
  const deadline = isRecord(context) && status === 'active' ? context['deadline'] : undefined;
  const own = typeof deadline === 'number' ? { [`${path} ${JSON.stringify(value)}`]: deadline } : {};
  const below = Object.entries(isRecord(children) ? children : {}).map(([id, child]) =>
    timersIn(isRecord(child) ? child['snapshot'] : undefined, `${path}.${id}`),
  );
  return Object.assign(own, ...below);
}
