import { tool } from '@langchain/core/tools';
import { createConversationMachine, effect, longRunning, readOnly, ToolFailure, traits } from 'meanwhile';
import { telemetry } from 'meanwhile/telemetry';
import { durableStage, scriptedModel, stage, virtualClock, type Cast, type Scene } from 'meanwhile/testing';
import { describe, expect, test, vi } from 'vitest';
import { createActor, setup } from 'xstate';
import { z } from 'zod';
import { houseWith, painterVoice } from '../kit/house.ts';
import { stepsTool } from '../kit/steps-tool.ts';
import { attached } from './attached.ts';
import { sdk } from './recorder.ts';

const cast = {
  tools: (clock) => [stepsTool(clock, [])],
  main: [
    { calls: [{ name: 'paint' }], after: 1000 },
    { text: 'It is blue.', after: 1000 },
  ],
  chat: [{ text: 'Soon.', after: 2500 }],
  synthesis: [{ text: 'Soon it was.', after: 1500 }],
} satisfies Cast;

/** Plays until a moment, with a question shortly before the end of the tool. */
async function playUntil(ms: number, scene: Scene) {
  await scene.say('Paint it.');
  await scene.at(Math.min(ms, 10_000));
  if (ms > 10_000) await scene.say('How long?');
  await scene.at(ms);
}

const moments = Array.from({ length: 34 }, (_, index) => index * 500);

test.each(moments)('a conversation that is stopped after %s ms leaves no span open', async (ms) => {
  const heard = sdk();
  const scene = stage(cast);
  telemetry(scene.actor, heard);
  await playUntil(ms, scene);
  scene.actor.stop();
  expect(heard.open()).toEqual([]);
  expect(heard.spans().length).toBeGreaterThan(1);
});

test('listening that ends leaves no span open, and hears nothing any more', async () => {
  const heard = sdk();
  const scene = stage(cast);
  const stop = telemetry(scene.actor, heard);
  await playUntil(11_500, scene);
  expect(heard.open()).toHaveLength(4);
  stop();
  stop();
  expect(heard.open()).toEqual([]);
  const count = heard.spans().length;
  await scene.untilIdle();
  expect(heard.spans()).toHaveLength(count);
});

test('a conversation that breaks leaves no span open', async () => {
  vi.spyOn(console, 'warn').mockReturnValue(undefined); // XState tells of what is sent to it then
  const clock = virtualClock();
  const heard = sdk();
  const machine = createConversationMachine({
    clock,
    tools: [stepsTool(clock, [])],
    model: scriptedModel([{ calls: [{ name: 'paint' }] }], clock),
  }).provide({
    actions: {
      learn: () => {
        throw new Error('a bug in an action');
      },
    },
  });
  const actor = createActor(machine, { clock, input: { id: 'customer-1' } });
  telemetry(actor, heard);
  actor.start();
  actor.send({ type: 'user.said', text: 'Paint it.' });
  await clock.goTo(3000);
  expect(heard.open()).toEqual(['invoke_agent', 'execute_tool']);
  actor.send({ type: 'session.updated', facts: {} });
  expect(actor.getSnapshot().status).toBe('error');
  expect(heard.open()).toEqual([]);
});

test('one that is joined in the middle is told from there on', async () => {
  const heard = sdk();
  const scene = stage(cast);
  await playUntil(11_500, scene);
  telemetry(scene.actor, heard);
  await scene.untilIdle();
  expect(heard.tree()).toMatchInlineSnapshot(`
    "  0.0 –  0.5  invoke_agent (turn-1, succeeded, resumed, links to invoke_agent)
      0.0 –  0.5    chat (chat, succeeded)
      0.0 –  2.0  invoke_agent (succeeded, resumed)
                    0.0 meanwhile.ready
      0.0 –  0.0    chat (main, succeeded)
      0.5 –  2.0    chat (synthesis, succeeded)"
  `);
  expect(heard.open()).toEqual([]);
});

test('one inside of another machine is told, and nothing of the others there', async () => {
  const clock = virtualClock();
  const heard = sdk();
  const talk = createConversationMachine({ clock, tools: [], model: scriptedModel(() => ({ text: 'Hello.' }), clock) });
  const app = setup({ actors: { talk } }).createMachine({
    invoke: [
      { id: 'one', src: 'talk', input: { id: 'a' } },
      { id: 'other', src: 'talk', input: { id: 'b' } },
    ],
  });
  const actor = createActor(app, { clock });
  const { one, other } = actor.getSnapshot().children;
  if (one) telemetry(one as never, heard);
  actor.start();
  other?.send({ type: 'user.said', text: 'Hi' });
  one?.send({ type: 'user.said', text: 'Hi' });
  await clock.goTo(0);
  expect(heard.spans().map(({ name }) => name)).toEqual(['chat', 'invoke_agent']);
});

test('B5: after a restart what goes on is a span of its own, found by the same ids', async () => {
  const heard = sdk();
  const house = houseWith('idempotent');
  const scene = await durableStage({
    tools: house.tools,
    main: painterVoice({ after: 500 }),
    inspect: attached({ ...heard, conversationId: 'talk-1' }),
  });
  await scene.say('Paint it.');
  await scene.at(1500);
  await scene.crash({ deadMs: 1000 });
  await scene.untilIdle();
  const tools = heard.spans().filter(({ name }) => name === 'execute_tool paint');
  expect(tools.map(({ attributes }) => attributes)).toMatchObject([
    { 'gen_ai.tool.call.id': 'operation-1/call-1', 'meanwhile.outcome': 'stopped' },
    {
      'gen_ai.conversation.id': 'talk-1',
      'gen_ai.tool.call.id': 'operation-1/call-1',
      'meanwhile.tool.attempt': 2,
      'meanwhile.resumed': true,
      'meanwhile.outcome': 'succeeded',
    },
  ]);
  expect(await heard.lines()).toContain('meanwhile.tool.retries {name=paint}: 1');
  expect((await heard.lines()).filter((line) => line.includes('eta.error'))).toEqual([]);
});

test('a question that is answered anew after a restart has waited once', async () => {
  const heard = sdk();
  const scene = await durableStage({ ...cast, inspect: attached(heard) });
  await scene.say('Paint it.');
  await scene.at(3000);
  await scene.say('How long?');
  await scene.at(4000);
  await scene.crash({ deadMs: 20_000 });
  const lines = (await heard.lines()).filter((line) => /lock|lane=chat/.test(line));
  expect(lines).toContain('meanwhile.lock.wait {}: 1 × 0');
  expect(lines).toContain('gen_ai.invoke_agent.duration {lane=chat outcome=stopped}: 1 × 1');
});

describe('outcomes', () => {
  const measured = async (given: Cast, play: (scene: Scene) => Promise<unknown>, wanted: RegExp) => {
    const heard = sdk();
    const scene = stage(given);
    telemetry(scene.actor, heard);
    await play(scene);
    await scene.untilIdle();
    await scene.at(scene.clock.elapsed() + 60_000);
    expect(heard.open()).toEqual([]);
    return (await heard.lines()).filter((line) => wanted.test(line));
  };
  const cancelAt = (ms: number) => async (scene: Scene) => {
    await scene.say('Paint it.');
    await scene.at(ms);
    await scene.send({ type: 'operation.cancel' });
  };

  test.each([
    [500, ['meanwhile.cancels {outcome=cancelled}: 1']],
    [5000, ['meanwhile.cancels {name=paint outcome=cancelled}: 1']],
    [12_500, []],
  ])('C10: a cancel after %s ms is counted with what became of it', async (ms, lines) => {
    expect(await measured(cast, cancelAt(ms), /cancels/)).toEqual(lines);
  });

  test('C10: one that is too late counts as succeeded', async () => {
    const stubborn: Cast = { ...cast, tools: (clock) => [stepsTool(clock, [], { isStubborn: true })] };
    expect(await measured(stubborn, cancelAt(10_000), /cancels|execute_tool/)).toEqual([
      'gen_ai.execute_tool.duration {name=paint long=true outcome=succeeded}: 1 × 10',
      'meanwhile.cancels {name=paint outcome=succeeded}: 1',
    ]);
  });

  test('a result that comes when nobody waits any more is counted, and so are the bounds that ran out', async () => {
    const stubborn: Cast = {
      ...cast,
      tools: (clock) => [stepsTool(clock, [], { isStubborn: true, long: { timeoutMs: 3000 } })],
    };
    expect(await measured(stubborn, (scene) => scene.say('Paint it.'), /late|timeouts|execute_tool/)).toEqual([
      'gen_ai.execute_tool.duration {name=paint long=true outcome=unknown type=unknown}: 1 × 8',
      'meanwhile.results.late {name=paint}: 1',
      'meanwhile.timeouts {bound=cancelGrace name=paint}: 1',
      'meanwhile.timeouts {bound=toolTimeout name=paint}: 1',
    ]);
  });

  test('a quick tool that ignores its end is late, too; one that stops is not', async () => {
    const slow = (isStubborn: boolean): Cast => ({
      tools: (clock) => [
        tool(async (_, { signal }) => clock.wait(20_000, isStubborn ? undefined : signal).then(() => 'done'), {
          name: 'slow',
          description: '',
          schema: z.object({}),
        }),
      ],
      main: [{ calls: [{ name: 'slow' }] }, { text: 'Well.' }],
    });
    const play = (scene: Scene) => scene.say('Go.');
    const others = [
      'gen_ai.execute_tool.duration {name=slow long=false outcome=timedOut type=timeout}: 1 × 10',
      'meanwhile.timeouts {bound=quickTimeout}: 1',
    ];
    expect(await measured(slow(false), play, /late|timeouts|execute_tool/)).toEqual(others);
  });

  test('a lookup that ignores its end is late, and a tool that the model made up has no name', async () => {
    const slow: Cast = {
      ...cast,
      tools: (clock) => [
        stepsTool(clock, []),
        tool(async () => clock.wait(30_000).then(() => 'done'), {
          name: 'look',
          description: '',
          schema: z.object({}),
          metadata: traits(readOnly()),
        }),
      ],
      chat: [{ calls: [{ name: 'look' }, { name: 'find_Ada' }] }],
      bounds: { secondaryPatience: 1000 },
    };
    const play = async (scene: Scene) => {
      await scene.say('Paint it.');
      await scene.at(8000);
      await scene.say('Look for Ada.');
    };
    expect(await measured(slow, play, /late|long=false/)).toEqual([
      'gen_ai.execute_tool.duration {name=_OTHER long=false outcome=aborted type=aborted}: 1 × 5',
      'gen_ai.execute_tool.duration {name=look long=false outcome=aborted type=aborted}: 1 × 5',
      'meanwhile.results.late {}: 1',
    ]);
  });

  test('C3, C6: a turn that is given up for a result is an abort, and its wait is settling', async () => {
    const slow: Cast = { ...cast, chat: [{ text: 'Soon.', after: 25_000 }], bounds: { secondaryPatience: 4000 } };
    const play = async (scene: Scene) => {
      await scene.say('Paint it.');
      await scene.at(10_500);
      await scene.say('How long?');
    };
    expect(await measured(slow, play, /aborts|settle|timeouts|lane=chat|announcement\.wait/)).toEqual([
      'gen_ai.client.operation.duration {lane=chat outcome=aborted type=aborted}: 1 × 5.5',
      'gen_ai.invoke_agent.duration {lane=chat outcome=aborted}: 1 × 5.5',
      'meanwhile.aborts {}: 1',
      'meanwhile.announcement.wait {joined=false}: 1 × 4',
      'meanwhile.settle.wait {}: 1 × 4',
      'meanwhile.timeouts {bound=secondaryPatience}: 1',
    ]);
  });

  test.each([
    ['failed', { error: new Error('no') }],
    ['succeeded', { text: 'Fine.' }],
  ])('a turn and its model call are %s', async (outcome, line) => {
    const given: Cast = { ...cast, chat: [line] };
    const play = async (scene: Scene) => {
      await scene.say('Paint it.');
      await scene.at(3000);
      await scene.say('How long?');
    };
    const lines = await measured(given, play, /invoke_agent.*lane=chat/);
    expect(lines).toEqual([`gen_ai.invoke_agent.duration {lane=chat outcome=${outcome}}: 1 × 0`]);
  });

  test('an expected duration that was wrong is told by how much', async () => {
    const slower: Cast = { ...cast, tools: (clock) => [stepsTool(clock, [], { long: { expectedMs: 4000 } })] };
    expect(await measured(slower, (scene) => scene.say('Paint it.'), /eta/)).toEqual([
      'meanwhile.tool.eta.error {name=paint longer=true}: 1 × 6',
    ]);
  });

  test('a tool that nobody can tell of is unknown', async () => {
    const broken: Cast = {
      tools: () => [
        tool(
          async () => {
            throw new Error('no');
          },
          {
            name: 'paint',
            description: '',
            schema: z.object({}),
            metadata: traits(longRunning({ expectedMs: 10 }), effect('idempotent')),
          },
        ),
      ],
      main: [{ calls: [{ name: 'paint' }] }, { text: 'It failed.' }],
    };
    expect(await measured(broken, (scene) => scene.say('Paint it.'), /execute_tool/)).toEqual([
      'gen_ai.execute_tool.duration {name=paint long=true outcome=failed type=failed}: 1 × 0',
    ]);
  });

  test('what an app says of an announcement is counted, of other replies it is not', async () => {
    const play = async (scene: Scene) => {
      await scene.say('Paint it.');
      await scene.untilIdle();
      for (const type of ['reply.interrupted', 'reply.delivered', 'reply.delivered']) {
        scene.actor.send({ type, id: 'operation-1!' } as never);
        scene.actor.send({ type, id: 'operation-1/acknowledgment' } as never);
      }
    };
    expect(await measured(cast, play, /announcements/)).toEqual([
      'meanwhile.announcements {delivery=delivered}: 1',
      'meanwhile.announcements {delivery=emitted}: 1',
      'meanwhile.announcements {delivery=interrupted}: 1',
    ]);
  });

  test('G3: an announcement that nobody hears is counted once, its further offers as repeated, and that it was let go', async () => {
    const play = async (scene: Scene) => {
      await scene.say('Paint it.');
      await scene.at(120_000);
      scene.actor.send({ type: 'reply.delivered', id: 'operation-1!' });
    };
    const unheard: Cast = { ...cast, delivery: 'acknowledged' };
    expect(await measured(unheard, play, /announcement/)).toEqual([
      'meanwhile.announcement.wait {joined=false}: 1 × 0',
      'meanwhile.announcements {delivery=emitted}: 1',
      'meanwhile.announcements {delivery=letGo}: 1',
      'meanwhile.announcements {delivery=repeated}: 2',
    ]);
  });

  test('G3: one that is interrupted, and heard when it is offered again, is one announcement', async () => {
    const play = async (scene: Scene) => {
      await scene.say('Paint it.');
      await scene.at(12_000);
      for (const type of ['reply.interrupted', 'reply.delivered']) {
        await scene.send({ type, id: 'operation-1!' } as never);
        await scene.at(scene.clock.elapsed() + 3_000);
      }
    };
    const spoken: Cast = { ...cast, delivery: 'acknowledged' };
    expect(await measured(spoken, play, /announcements/)).toEqual([
      'meanwhile.announcements {delivery=delivered}: 1',
      'meanwhile.announcements {delivery=emitted}: 1',
      'meanwhile.announcements {delivery=interrupted}: 1',
      'meanwhile.announcements {delivery=repeated}: 1',
    ]);
  });

  test('a call that is tried again after pauses is one call, and each further attempt a retry', async () => {
    let attempts = 0;
    const busy: Cast = {
      ...cast,
      tools: (clock) => [
        stepsTool(clock, [], {
          steps: 1,
          during: (step) => {
            if (step === 1 && (attempts += 1) < 3) throw new ToolFailure('busy', { retryable: true });
          },
        }),
      ],
    };
    const heard = sdk();
    const scene = stage(busy);
    telemetry(scene.actor, heard);
    await scene.say('Paint it.');
    await scene.untilIdle();
    const lines = await heard.lines();
    expect(lines).toContain('meanwhile.tool.retries {name=paint}: 2');
    expect(lines.filter((line) => line.includes('execute_tool'))).toEqual([
      expect.stringMatching(/^gen_ai\.execute_tool\.duration \{name=paint long=true outcome=succeeded\}: 1 × /),
    ]);
    const [span, ...others] = heard.spans().filter(({ name }) => name === 'execute_tool paint');
    expect(others).toEqual([]);
    expect(span?.attributes).toMatchObject({ 'meanwhile.tool.attempt': 3 });
    const retries = span?.events.filter(({ name }) => name === 'meanwhile.retried') ?? [];
    expect(retries.map(({ attributes }) => attributes?.['meanwhile.tool.attempt'])).toEqual([2, 3]);
  });
});

describe('the depth of the queue', () => {
  const wants: Cast = {
    ...cast,
    main: ({ messages }) =>
      messages.at(-1)?.role === 'tool' ? { text: 'It is blue.' } : { calls: [{ name: 'paint' }] },
  };
  const depthIn = async (heard: ReturnType<typeof sdk>) =>
    (await heard.lines()).filter((line) => line.startsWith('meanwhile.queue.depth'));
  const enqueue = async (scene: Pick<Scene, 'say' | 'send'>) => {
    await scene.say('Paint it.');
    for (const text of ['The garage.', 'The shed.']) await scene.send({ type: 'request.enqueue', text });
  };

  test('B8: is what waits, from one request to the next, in all conversations together', async () => {
    const heard = sdk();
    const [one, other] = [stage(wants), stage(wants)];
    for (const scene of [one, other]) {
      telemetry(scene.actor, heard);
      await enqueue(scene);
    }
    expect(await depthIn(heard)).toEqual(['meanwhile.queue.depth {}: 4']);
    await one.at(11_000);
    expect(await depthIn(heard)).toEqual(['meanwhile.queue.depth {}: 3']);
    other.actor.stop();
    expect(await depthIn(heard)).toEqual(['meanwhile.queue.depth {}: 1']);
    await one.untilIdle();
    expect(await depthIn(heard)).toEqual(['meanwhile.queue.depth {}: 0']);
  });

  test('B5, B8: is the same after a restart', async () => {
    const heard = sdk();
    const scene = await durableStage({ ...wants, inspect: attached(heard) });
    await enqueue(scene);
    await scene.at(1000);
    await scene.crash({ deadMs: 1000 });
    expect(await depthIn(heard)).toEqual(['meanwhile.queue.depth {}: 2']);
    await scene.untilIdle();
    expect(await depthIn(heard)).toEqual(['meanwhile.queue.depth {}: 0']);
  });
});
