import { runInThisContext } from 'node:vm';
import { createActor, type AnyMachineSnapshot, type Snapshot } from 'xstate';
import { conversationMachine, mainOperationMachine } from '../../machines/index.ts';
import { caughtUp } from '../../src/durable/caught-up.ts';

/** A conversation at work, begun or restored in this process, in which contexts were copied; and what is kept of it. */
const [, , kept] = process.argv;
const machine = conversationMachine.provide({ actors: { operation: mainOperationMachine } });
const snapshot = kept === undefined ? undefined : caughtUp(JSON.parse(kept) as Snapshot<unknown>);
const actor = createActor(machine, { input: { id: 'c' }, ...(snapshot && { snapshot }) }).start();
if (!snapshot) actor.send({ type: 'user.said', text: 'Paint it.' });
actor.send({ type: 'session.updated', facts: { verified: true } });

const hasFastProperties = runInThisContext('(value) => %HasFastProperties(value)') as (value: unknown) => boolean;
const { context, children } = actor.getSnapshot();
const operation = children.operation?.getSnapshot() as AnyMachineSnapshot;
console.log(
  JSON.stringify({
    isQuick: { conversation: hasFastProperties(context), operation: hasFastProperties(operation.context) },
    learned: [context.session, operation.context.session],
    kept: actor.getPersistedSnapshot(),
  }),
);
actor.stop();
