import { runInThisContext } from 'node:vm';
import { createActor, type Snapshot } from 'xstate';
import { conversationMachine } from '../../machines/index.ts';
import { caughtUp } from '../../src/durable/caught-up.ts';

/** A conversation at work, begun or restored in this process, whose context was copied; and what is kept of it. */
const [, , kept] = process.argv;
const snapshot = kept === undefined ? undefined : caughtUp(JSON.parse(kept) as Snapshot<unknown>);
const actor = createActor(conversationMachine, { input: { id: 'c' }, ...(snapshot && { snapshot }) }).start();
if (!snapshot) actor.send({ type: 'user.said', text: 'Paint it.' });
actor.send({ type: 'session.updated', facts: { verified: true } });

const hasFastProperties = runInThisContext('(value) => %HasFastProperties(value)') as (value: unknown) => boolean;
const { context } = actor.getSnapshot();
console.log(
  JSON.stringify({
    isQuick: hasFastProperties(context),
    learned: context.session,
    kept: actor.getPersistedSnapshot(),
  }),
);
actor.stop();
