import { tool } from '@langchain/core/tools';
import { establishes, longRunning, readOnly, ToolFailure, traits } from 'meanwhile';
import { stage, virtualClock, type Cast } from 'meanwhile/testing';
import type { InspectionEvent } from 'xstate';
import { z } from 'zod';

/** Something personal, which no inspector may see; each place has its own, so that each is known to be looked at. */
export const canary = (place: string) => `canary-${place}`;

const schema = z.object({ whose: z.string() });
const args = { whose: canary('args') };

/**
 * Plays everything that can hold something personal: quick and long work, talk meanwhile with lookups, failures of
 * models, tools and the store, a cancel, a sign-in, an earlier history, and ids of the app.
 */
export async function playCanaries(inspect: (event: InspectionEvent) => void) {
  const clock = virtualClock();
  async function* work() {
    yield { percent: 25, message: canary('progress') };
    await clock.wait(4000);
    return { iban: canary('result') };
  }
  const long = longRunning({
    expectedMs: 4000,
    label: canary('label'),
    acknowledgment: canary('acknowledgment'),
    announce: () => canary('announcement'),
  });
  const fail = async () => {
    await clock.wait(1000);
    throw new ToolFailure(canary('failure'));
  };
  const description = 'A tool.';
  const scene = stage({
    clock,
    inspect,
    input: {
      id: canary('conversation'),
      session: { verified: true, msisdn: canary('session') },
      messages: [{ role: 'assistant', content: canary('history') }],
    },
    store: { set: async () => Promise.reject(new Error(canary('store'))), delete: async () => true },
    tools: [
      tool(work, { name: 'paint', description, schema, metadata: traits(long) }),
      tool(fail, { name: 'break', description, schema, metadata: traits(long) }),
      tool(() => canary('quick'), { name: 'ask', description, schema, metadata: traits(readOnly()) }),
      tool(() => ({ name: canary('fact') }), {
        name: 'sign_in',
        description,
        schema,
        metadata: traits(establishes(({ name }: { name: string }) => ({ name }))),
      }),
    ],
    main: [
      { text: canary('aside'), calls: [{ name: 'sign_in', args }] },
      { text: canary('answer') },
      { calls: [{ name: 'paint', args }] },
      { text: canary('plain') },
      {
        calls: [
          { name: 'break', args },
          { name: canary('unknown-tool'), args },
        ],
      },
      { error: new Error(canary('model')) },
      { calls: [{ name: 'paint', args }] },
      { text: 'It is stopped.' },
    ],
    chat: [{ calls: [{ name: 'ask', args }] }, { text: canary('interim') }, { error: new Error(canary('chat')) }],
    synthesis: [{ text: canary('synthesis') }],
  } satisfies Cast);
  const { actor } = scene;
  await scene.send({ type: 'user.said', text: canary('quick-request'), id: canary('message') });
  await scene.untilIdle();
  await scene.say(canary('long-request'));
  await scene.say(canary('question'));
  await scene.at(clock.elapsed() + 1000);
  await scene.say(canary('other-question'));
  await scene.send({ type: 'session.updated', facts: { email: canary('updated') } });
  await scene.untilIdle();
  await scene.say('Paint it again.');
  await scene.send({ type: 'operation.cancel', operationId: canary('operation') });
  await scene.send({ type: 'operation.cancel' });
  await scene.untilIdle();
  actor.send({ type: canary('event') } as never);
  actor.stop();
  return scene;
}

/** Every place that holds a canary. */
export const places =
  `args conversation session history result label acknowledgment announcement progress failure quick fact aside
  answer plain model interim chat synthesis quick-request message long-request question other-question updated operation
  event unknown-tool`.split(/\s+/);
