import type { AnyTransitionDefinition } from 'xstate';

/** A transition in words: its event, then its guard in brackets; an eventless one without guard is `always`. */
export function transitionLabel({ eventType, guard }: AnyTransitionDefinition): string {
  const words = [eventLabel(eventType), guard === undefined ? '' : `[${guardName(guard)}]`];
  return words.filter((word) => word !== '').join(' ') || 'always';
}

/** An event in words; XState's own become `<child> done`, `<child> error`, `after <delay>`. */
export function eventLabel(eventType: string): string {
  const [, word, kind, name] = /^xstate\.(done|error|after|snapshot)\.(?:(actor|state)\.)?(.+)$/.exec(eventType) ?? [];
  if (word === undefined || name === undefined) {
    return eventType;
  }
  if (word === 'after') {
    return `after ${name.slice(0, name.indexOf('.'))}`;
  }
  return kind === 'state' ? 'done' : `${name} ${word}`;
}

function guardName(guard: NonNullable<AnyTransitionDefinition['guard']>): string {
  if (typeof guard === 'string') {
    return guard;
  }
  return typeof guard === 'object' ? guard.type : 'unnamed';
}
