import type { AnyStateMachine, InspectionEvent } from 'xstate';
import {
  conversationMachine,
  mainOperationMachine,
  secondaryChatMachine,
  toolRunMachine,
} from '../../machines/index.ts';
import { redaction, type ShownEvent } from './redaction.ts';

/** Hears redacted inspection events: a function or an observer, as XState's `inspect` takes. */
export type Inspector = ((event: ShownEvent) => unknown) | { next?: (event: ShownEvent) => unknown };

/** What else an inspector may know, and who hears of one that throws. */
export type RedactedOptions = {
  /** Charts of your own whose states, events and source may be shown; of their contexts nothing is. */
  also?: readonly AnyStateMachine[];
  /** Is told what an inspector threw. Default: nobody. */
  onFailure?: (error: unknown) => void;
};

/**
 * An inspector for `createActor(machine, { inspect })` that learns of states, counts and our own ids, and of nothing
 * that anybody said, asked for, is, or got as a result.
 *
 * It is an allow-list: what is not named in a chart or in `figures.ts` does not pass. What the inspector throws is
 * kept from the conversation; without that, XState would lose the event and make `send` throw.
 *
 * @example createActor(machine, { input, inspect: redacted(createBrowserInspector().inspect) })
 */
export function redacted(
  inspector: Inspector,
  { also = [], onFailure = () => {} }: RedactedOptions = {},
): (event: InspectionEvent) => void {
  const redact = redaction([...charts, ...also]);
  const tell = (error: unknown) => queueMicrotask(() => onFailure(error));
  return (event) => {
    try {
      const shown = redact(event);
      const told = shown && (typeof inspector === 'function' ? inspector(shown) : inspector.next?.(shown));
      if (told instanceof Promise) told.catch(tell);
    } catch (error) {
      tell(error);
    }
  };
}

/** The charts of a conversation. */
export const charts = [conversationMachine, mainOperationMachine, secondaryChatMachine, toolRunMachine];
