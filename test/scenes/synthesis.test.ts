import { describe, expect, test } from 'vitest';
import { DEFAULT_PHRASES, ToolFailure } from 'meanwhile';
import { stage, type Line } from 'meanwhile/testing';
import { stepsTool } from '../kit/steps-tool.ts';
import { stageTelco } from '../kit/telco.ts';

const billing = { name: 'get_billing_summary_tool' };
const main: Line[] = [{ calls: [billing] }, { text: 'Your last bill was 45.00 EUR.' }];

describe('I4: the result and the talk meanwhile become one reply', () => {
  test('E3, E5: the synthesis reads the structured result, the plain reply and the pairs that were delivered', async () => {
    const scene = stageTelco({
      main,
      chat: [{ text: 'Rome is lovely.' }],
      synthesis: [{ text: 'Enjoy Rome. 45.00 EUR.' }],
    });
    await scene.say('Draw up my bill.');
    await scene.say('I fly to Rome.');
    await scene.untilIdle();

    const [asked] = scene.models.synthesis.asked;
    expect(asked?.tools).toEqual([]);
    expect(JSON.parse(asked?.messages.at(-1)?.content ?? '')).toEqual({
      reply: 'Your last bill was 45.00 EUR.',
      runs: [
        {
          tool: 'get_billing_summary_tool',
          label: 'your bill',
          status: 'succeeded',
          result: expect.objectContaining({ last_bill_amount: 45, cycle_day: 5, monthly_fee: 40 }),
        },
      ],
      interim: [{ user: ['I fly to Rome.'], assistant: 'Rome is lovely.' }],
    });
    expect(scene.replies('announcement').map(({ text }) => text)).toEqual(['Enjoy Rome. 45.00 EUR.']);
  });

  test('white space around what the models say is not said', async () => {
    const scene = stageTelco({
      main,
      chat: [{ text: '\nRome is lovely. ' }],
      synthesis: [{ text: ' Enjoy Rome. 45.00 EUR.\n' }],
    });
    await scene.say('Draw up my bill.');
    await scene.say('I fly to Rome.');
    await scene.untilIdle();
    expect(scene.replies().map(({ text }) => text)).toEqual([
      expect.any(String),
      'Rome is lovely.',
      'Enjoy Rome. 45.00 EUR.',
    ]);
  });

  test('E4: the synthesis of the second operation has nothing of the first', async () => {
    const scene = stageTelco({
      main: [...main, ...main],
      chat: [{ text: 'Rome is lovely.' }, { text: 'Paris too.' }],
      synthesis: [{ text: 'First.' }, { text: 'Second.' }],
    });
    for (const question of ['I fly to Rome.', 'And to Paris.']) {
      await scene.say('Draw up my bill.');
      await scene.say(question);
      await scene.untilIdle();
    }

    const second = JSON.parse(scene.models.synthesis.asked[1]?.messages.at(-1)?.content ?? '');
    expect(second.interim).toEqual([{ user: ['And to Paris.'], assistant: 'Paris too.' }]);
    expect(scene.replies('announcement').map(({ text }) => text)).toEqual(['First.', 'Second.']);
  });

  test('E10: the interim talk and the announcement are entries of their own, in order', async () => {
    const scene = stageTelco({ main, chat: [{ text: 'Rome is lovely.' }], synthesis: [{ text: 'Joined.' }] });
    await scene.say('Draw up my bill.');
    await scene.say('I fly to Rome.');
    await scene.untilIdle();

    expect(scene.actor.getSnapshot().context.transcript.map(({ role, kind, lane }) => [role, kind, lane])).toEqual([
      ['user', undefined, 'main'],
      ['assistant', 'acknowledgment', 'main'],
      ['user', undefined, 'chat'],
      ['assistant', 'interim', 'chat'],
      ['assistant', 'announcement', 'main'],
    ]);
  });

  const troubles: { trouble: string; line: Line; at: number }[] = [
    { trouble: 'fails', line: { error: new Error('no') }, at: 6000 },
    { trouble: 'says nothing', line: { text: ' ' }, at: 6000 },
    { trouble: 'never ends', line: { after: Number.POSITIVE_INFINITY }, at: 9000 },
    { trouble: 'ends just in time', line: { text: 'Joined.', after: 2999 }, at: 8999 },
    { trouble: 'ends too late', line: { text: 'Joined.', after: 3001 }, at: 9000 },
  ];
  test.each(troubles)(
    'E13: when the synthesis $trouble, the result is told within the bound',
    async ({ line, at, trouble }) => {
      const scene = stageTelco({ main, chat: [{ text: 'Rome is lovely.' }], synthesis: [line] });
      await scene.say('Draw up my bill.');
      await scene.say('I fly to Rome.');
      await scene.untilIdle();

      const text = trouble === 'ends just in time' ? 'Joined.' : 'Your last bill was 45.00 EUR.';
      expect(scene.replies('announcement').map((reply) => [reply.at, reply.text])).toEqual([[at, text]]);
      await scene.at(60_000);
      expect(scene.replies('announcement')).toHaveLength(1);
    },
  );

  test('an interim answer that was aborted is not referred to', async () => {
    const scene = stageTelco({
      main: [...main, { text: 'Yes, lovely.' }],
      chat: [{ text: 'First.' }, { text: 'Never said.', after: 60_000 }],
      synthesis: [{ text: 'Joined.' }],
    });
    await scene.say('Draw up my bill.');
    await scene.say('One.');
    await scene.say('Two.');
    await scene.untilIdle();

    const asked = JSON.parse(scene.models.synthesis.asked[0]?.messages.at(-1)?.content ?? '');
    expect(asked.interim).toEqual([{ user: ['One.'], assistant: 'First.' }]);
  });
});

describe('C10, D3: what did not go as it should is not joined with the talk: it would be lost', () => {
  const painting = { calls: [{ name: 'paint' }] };
  const joined: Line[] = [{ text: 'Sunny, and all is well.' }];

  test('that it was too late to stop', async () => {
    const scene = stage({
      tools: (clock) => [stepsTool(clock, [], { isStubborn: true, steps: 2 })],
      main: [painting],
      chat: [{ text: 'Sunny.' }],
      synthesis: joined,
    });
    await scene.say('Paint my house.');
    await scene.say('How is the weather?');
    await scene.send({ type: 'operation.cancel' });
    await scene.untilIdle();
    expect(scene.replies('announcement').map(({ text }) => text)).toEqual([
      `${DEFAULT_PHRASES.tooLate} Your house is blue.`,
    ]);
  });

  test('that nobody knows', async () => {
    const unsure = 'Your house is blue, and whether it is sanded nobody knows.';
    const during = (step: number) => {
      if (step === 2) throw new ToolFailure('the line is dead', { mayHaveHappened: true });
    };
    const scene = stage({
      tools: (clock) => [
        stepsTool(clock, []),
        stepsTool(clock, [], { name: 'sand', during, long: { label: 'the sanding' } }),
      ],
      main: [{ calls: [{ name: 'paint' }, { name: 'sand' }] }, { text: unsure }],
      chat: [{ text: 'Sunny.' }],
      synthesis: joined,
    });
    await scene.say('Paint my house, and sand it.');
    await scene.say('How is the weather?');
    await scene.untilIdle();
    expect(scene.replies('announcement').map(({ text }) => text)).toEqual([
      `${unsure} ${DEFAULT_PHRASES.ended.unknown('the sanding')}`,
    ]);
  });
});
