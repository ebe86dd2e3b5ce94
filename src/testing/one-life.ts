import type { OpenConversation } from '../durable/opened.ts';
import { openConversation } from '../open-conversation.ts';
import type { Props } from './cast.ts';
import { gated } from './gated-store.ts';
import { ownTimers } from './own-timers.ts';
import { settle, type VirtualClock } from './virtual-clock.ts';

/** A process that has the conversation open. */
export type Life = {
  conversation: OpenConversation;
  isOver(): boolean;
  /** Ends it as `kill -9` does, as far as it can be seen from outside. Its tools stop if they heed their signal. */
  kill(): void;
  /** Ends it as an app does that is shut down. */
  close(): Promise<void>;
};

/** Opens the conversation in a process of its own. Time passes while it waits for a lease. */
export async function beginLife({ used, clock, opening, onDelta, makeMachine }: Props): Promise<Life> {
  const { store, shut } = gated(used);
  const own = ownTimers(clock);
  let isOver = false;
  const machine = makeMachine({ store, clock: own, onDelta: (delta) => (isOver ? undefined : onDelta(delta)) });
  const conversation = await passing(clock, openConversation(machine, opening));

  function end() {
    isOver = true;
    shut();
    own.end();
    conversation.stop();
  }

  return {
    conversation,
    isOver: () => isOver,
    kill: end,
    async close() {
      await passing(clock, conversation.close()).finally(end);
    },
  };
}

/** Waits for something that may itself wait for time to pass. */
async function passing<Value>(clock: VirtualClock, work: Promise<Value>): Promise<Value> {
  const state = { isDone: false };
  const done = work.finally(() => {
    state.isDone = true;
  });
  done.catch(() => {}); // it is thrown below
  await settle();
  for (let due = clock.upcoming(); !state.isDone && due !== undefined; due = clock.upcoming()) await clock.goTo(due);
  return done;
}
