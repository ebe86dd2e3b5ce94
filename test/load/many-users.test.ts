import { tool, type ToolRunnableConfig } from '@langchain/core/tools';
import Keyv from 'keyv';
import { createConversationMachine, longRunning, toolCall, traits, type ConversationEmitted } from 'meanwhile';
import { scriptedModel, virtualClock, type Script } from 'meanwhile/testing';
import { expect, test } from 'vitest';
import { createActor } from 'xstate';
import { z } from 'zod';

const USERS = 100;

/** A model that repeats whatever it was told: what it should not have heard, it would tell. */
const parrot: Script = ({ messages, tools }) => {
  const heard = messages.filter(({ role }) => role !== 'system').map(({ content }) => content);
  const isAsked = messages.at(-1)?.role === 'user' && tools.includes('paint');
  return isAsked
    ? { calls: [{ name: 'paint', args: { words: heard.join(' ') } }] }
    : { text: heard.join(' '), after: 50 };
};

test(
  'L1, A1, A2: a hundred users at once are each told their own result once, and nothing of another',
  { timeout: 60_000 },
  async () => {
    const clock = virtualClock();
    const store = new Keyv();
    const painted: { user: unknown; words: string }[] = [];
    const paint = tool(
      async ({ words }, config: ToolRunnableConfig) => {
        await clock.wait(10_000, config.signal);
        painted.push({ user: toolCall(config).session['canary'], words });
        return words;
      },
      {
        name: 'paint',
        description: 'Paints.',
        schema: z.object({ words: z.string() }),
        metadata: traits(longRunning({ expectedMs: 10_000 })),
      },
    );
    const model = scriptedModel(parrot, clock);
    const machine = createConversationMachine({ model, tools: [paint], store, clock, mask: () => undefined });

    const users = Array.from({ length: USERS }, (_, index) => {
      const canary = `canary${index}end`;
      const told: ConversationEmitted[] = [];
      const actor = createActor(machine, { clock, input: { id: `user ${index}`, session: { canary } } });
      actor.on('*', (event) => told.push(event));
      actor.start();
      return { canary, actor, told };
    });
    const everybodySays = (words: string) =>
      users.forEach(({ actor, canary }) => actor.send({ type: 'user.said', text: `${words} ${canary}` }));

    everybodySays('Paint');
    for (let turn = 1; turn <= 5; turn += 1) {
      await clock.goTo(turn * 1000);
      everybodySays(`Question ${turn}`);
    }
    await clock.goTo(60_000);

    for (const { canary, actor, told } of users) {
      expect(actor.getSnapshot().matches('idle')).toBe(true);
      const kinds = told.flatMap((event) => (event.type === 'reply' ? [event.kind] : []));
      expect(kinds).toEqual(['acknowledgment', ...Array<string>(5).fill('interim'), 'announcement']);
      const canaries = new Set(JSON.stringify([told, actor.getSnapshot().context]).match(/canary\d+end/g));
      expect([...canaries]).toEqual([canary]);
    }
    expect(painted.map(({ user }) => user)).toEqual(users.map(({ canary }) => canary));
    expect(painted.every(({ user, words }) => words.includes(String(user)))).toBe(true);
    expect(clock.armed()).toBe(0);
    users.forEach(({ actor }) => actor.stop());
  },
);
