import { virtualClock } from 'meanwhile/testing';
import { expect, test } from 'vitest';
import { assign, createActor, createMachine, emit } from 'xstate';
import type { Conversation } from '../../src/conversation-machine.ts';
import { watch } from '../../src/testing/seen.ts';

/** A conversation whose window is so small that what it says is gone from there in the same step. */
const forgetful = createMachine({
  context: { transcript: [], operation: null, outcome: null as unknown, interim: [], queue: [], announcements: [] },
  on: {
    end: { actions: assign({ outcome: { operationId: 'operation-1', status: 'cancelled', runs: [] } }) },
    tell: { actions: emit({ type: 'reply', id: 'operation-1!' }) },
  },
});

test('a result is told at the moment it is said, wherever it went from there', async () => {
  const clock = virtualClock();
  const actor = createActor(forgetful);
  const seen = watch(actor as unknown as Conversation, clock);
  actor.start();
  actor.send({ type: 'end' });
  await clock.goTo(300);
  actor.send({ type: 'tell' });
  await clock.goTo(90_000);
  actor.send({ type: 'end' });
  expect(seen.outcomes.get('operation-1')).toMatchObject({ readyAt: 0, toldAt: 300 });
});
