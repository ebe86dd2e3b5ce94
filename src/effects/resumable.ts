import { fromCallback, type CallbackActorLogic, type EventObject } from 'xstate';
import { noteLate } from './late.ts';

type Callback<Event extends EventObject, Input> = Parameters<typeof fromCallback<Event, Input>>[0];

/** What a resumable callback is given: XState's own, and whether it was begun before. */
export type Resumable<Event extends EventObject, Input> = Parameters<Callback<Event, Input>>[0] & {
  /** Whether it may have begun in an earlier life, which a restart has ended. */
  resumed: boolean;
};

/**
 * Makes an actor of a callback that knows when it is started again from a persisted snapshot.
 *
 * XState starts it with its persisted input then, as if for the first time. So the input that is persisted says
 * `resumed`, and one that is new does not.
 */
export function fromResumable<Event extends EventObject, Input extends object>(
  callback: (args: Resumable<Event, Input>) => () => void,
): CallbackActorLogic<Event, Input> {
  return {
    ...fromCallback<Event, Input>((args) =>
      callback({
        ...args,
        sendBack(event) {
          if (args.self.getSnapshot().status === 'stopped') noteLate(args.self, event);
          args.sendBack(event);
        },
        resumed: Reflect.get(args.input, 'resumed') === true,
      }),
    ),
    getPersistedSnapshot: (snapshot) => ({ ...snapshot, input: { ...snapshot.input, resumed: true } }),
  };
}
