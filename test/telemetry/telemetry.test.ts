import { tool } from '@langchain/core/tools';
import { readOnly, traits } from 'meanwhile';
import { telemetry } from 'meanwhile/telemetry';
import { stage, virtualClock } from 'meanwhile/testing';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { stepsTool } from '../kit/steps-tool.ts';
import { sdk } from './recorder.ts';

const quick = tool(() => '27 GB', {
  name: 'data_left',
  description: 'The data left.',
  schema: z.object({}),
  metadata: traits(readOnly()),
});

async function whole() {
  const clock = virtualClock();
  const heard = sdk();
  const scene = stage({
    clock,
    tools: [stepsTool(clock, []), quick],
    main: [
      { calls: [{ name: 'data_left' }], after: 500 },
      { text: '27 GB.', after: 500 },
      { calls: [{ name: 'paint' }], after: 400 },
      { text: 'It is blue.', after: 600 },
    ],
    chat: [
      { calls: [{ name: 'data_left' }], after: 300 },
      { text: 'Still 27.', after: 700 },
      { text: 'Yes.', after: 2500 },
      { text: 'Very.', after: 2000 },
    ],
    synthesis: [{ text: 'As I said, and it is blue.', after: 800 }],
  });
  telemetry(scene.actor, { ...heard, agent: 'house', conversationId: 'talk-1' });
  await scene.say('How much data have I left?');
  await scene.untilIdle();
  await scene.say('Paint my house.');
  await scene.at(4000);
  await scene.say('And how much now?');
  await scene.at(4200);
  await scene.say('Are you sure?');
  await scene.at(10_700);
  await scene.say('Will it be nice?');
  await scene.untilIdle();
  return { scene, heard };
}

test('a whole scene is a trace for each operation and each turn of the chat', async () => {
  const { heard } = await whole();
  expect(heard.tree()).toMatchInlineSnapshot(`
    "  0.0 –  1.0  invoke_agent house (operation-1, succeeded)
                    1.0 meanwhile.ready
      0.0 –  0.5    chat (main, succeeded)
      0.5 –  0.5    execute_tool data_left (succeeded)
      0.5 –  1.0    chat (main, succeeded)
      1.0 – 13.5  invoke_agent house (operation-2, succeeded)
                    1.4 meanwhile.acknowledged
                    12.0 meanwhile.ready
      1.0 –  1.4    chat (main, succeeded)
      1.4 – 11.4    execute_tool paint (succeeded)
                      3.4 meanwhile.progressed 20
                      5.4 meanwhile.progressed 40
                      7.4 meanwhile.progressed 60
                      9.4 meanwhile.progressed 80
     11.4 – 12.0    chat (main, succeeded)
     12.7 – 13.5    chat (synthesis, succeeded)
      4.0 –  5.0  invoke_agent house (turn-1, succeeded, links to invoke_agent house, execute_tool paint)
      4.0 –  4.3    chat (chat, succeeded)
      4.3 –  4.3    execute_tool data_left (succeeded)
      4.3 –  5.0    chat (chat, succeeded)
      5.0 –  7.5  invoke_agent house (turn-2, succeeded, links to invoke_agent house, execute_tool paint)
      5.0 –  7.5    chat (chat, succeeded)
     10.7 – 12.7  invoke_agent house (turn-3, succeeded, links to invoke_agent house, execute_tool paint)
     10.7 – 12.7    chat (chat, succeeded)"
  `);
  expect(heard.open()).toEqual([]);
});

test('and its metrics', async () => {
  const { heard } = await whole();
  expect(await heard.lines()).toMatchInlineSnapshot(`
    [
      "gen_ai.client.operation.duration {lane=chat outcome=succeeded}: 4 × 1.375",
      "gen_ai.client.operation.duration {lane=main outcome=succeeded}: 4 × 0.5",
      "gen_ai.client.operation.duration {lane=synthesis outcome=succeeded}: 1 × 0.8",
      "gen_ai.execute_tool.duration {name=data_left long=false outcome=succeeded}: 2 × 0",
      "gen_ai.execute_tool.duration {name=paint long=true outcome=succeeded}: 1 × 10",
      "gen_ai.invoke_agent.duration {lane=chat outcome=succeeded}: 3 × 1.833",
      "gen_ai.invoke_agent.duration {lane=main outcome=succeeded}: 2 × 6.75",
      "meanwhile.announcement.wait {joined=true}: 1 × 1.5",
      "meanwhile.announcements {delivery=emitted}: 1",
      "meanwhile.lock.wait {}: 3 × 0.267",
      "meanwhile.settle.wait {}: 1 × 0.7",
      "meanwhile.tool.eta.error {name=paint longer=false}: 1 × 0",
    ]
  `);
});
