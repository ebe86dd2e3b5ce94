import { describe, expect, test } from 'vitest';
import { stageTelco } from '../kit/telco.ts';

const billing = { name: 'get_billing_summary_tool' };

function stageTalk(messages?: readonly unknown[]) {
  return stageTelco({
    main: [{ calls: [billing] }, { text: 'It is 45.' }, { text: 'Bye.' }],
    chat: [{ text: 'Rome is lovely.' }],
    synthesis: [{ text: 'Enjoy Rome. It is 45.' }],
    ...(messages && { input: { messages } }),
  });
}

const contents = ({ actor }: ReturnType<typeof stageTalk>) =>
  actor.getSnapshot().context.transcript.map(({ content }) => content);

describe('U4: one transcript of all that was said', () => {
  test('U4.1 everything is appended, in the order it was said, whoever said it', async () => {
    const scene = stageTalk();
    await scene.say('Draw up my bill.');
    await scene.say('I fly to Rome.');
    await scene.untilIdle();
    await scene.say('Thanks.');

    expect(contents(scene)).toEqual([
      'Draw up my bill.',
      expect.stringContaining('I am drawing up your bill'),
      'I fly to Rome.',
      'Rome is lovely.',
      'Enjoy Rome. It is 45.',
      'Thanks.',
      'Bye.',
    ]);
  });

  test('U4.2, U4.6, F6: what comes twice under one id is there once, and answered once', async () => {
    const scene = stageTelco({ main: [{ text: 'Hello.' }, { text: 'Hello again.' }] });
    for (const text of ['Hi.', 'Hi, once more.']) scene.actor.send({ type: 'user.said', text, id: 'first' });
    await scene.at(0);
    scene.actor.send({ type: 'user.said', text: 'Hi.', id: 'first' });
    scene.actor.send({ type: 'user.said', text: 'Hi.', id: 'second' });
    await scene.untilIdle();

    expect(contents(scene)).toEqual(['Hi.', 'Hello.', 'Hi.', 'Hello again.']);
  });

  test('U4.3 a plain list of messages is the history the first model call reads', async () => {
    const scene = stageTalk([
      { role: 'user', content: 'I am Ada.' },
      { role: 'assistant', content: 'Hello, Ada.' },
    ]);
    await scene.say('Draw up my bill.');
    expect(scene.models.main.asked[0]?.messages.slice(1).map(({ content }) => content)).toEqual([
      'I am Ada.',
      'Hello, Ada.',
      'Draw up my bill.',
    ]);
  });

  test('U4.3 what that list ends with unanswered is answered first', async () => {
    const scene = stageTelco({
      main: [{ text: 'Hello, Ada.' }],
      input: { messages: [{ role: 'user', content: 'I am Ada.' }] },
    });
    await scene.untilIdle();
    expect(scene.replies().map(({ text }) => text)).toEqual(['Hello, Ada.']);
  });

  test.each([[undefined], [[]]])(
    'U4.4 no history, or an empty one, is a transcript without entries',
    async (messages) => {
      const scene = stageTalk(messages);
      expect(contents(scene)).toEqual([]);
      await scene.say('Draw up my bill.');
      expect(scene.models.main.asked[0]?.messages).toHaveLength(2);
    },
  );

  test('U4.5, E4: interim talk belongs to its operation, and is gone when that has been told', async () => {
    const scene = stageTalk();
    await scene.say('Draw up my bill.');
    await scene.say('I fly to Rome.');
    expect(scene.actor.getSnapshot().context.interim).toEqual([
      { turnId: 'turn-1', questions: ['I fly to Rome.'], answer: 'Rome is lovely.', statusOnly: false },
    ]);
    await scene.untilIdle();
    expect(scene.actor.getSnapshot().context.interim).toEqual([]);
    const { transcript } = scene.actor.getSnapshot().context;
    expect(transcript.filter(({ turn }) => turn === 'turn-1').map(({ operationId }) => operationId)).toContain(
      'operation-1',
    );
  });

  test('U4.6 an answer that is reported twice is said once', async () => {
    const scene = stageTalk();
    await scene.say('Draw up my bill.');
    await scene.say('I fly to Rome.');
    const before = contents(scene);
    scene.actor.send({
      type: 'chat.answered',
      turnId: 'turn-1',
      questions: ['message-2'],
      text: 'Rome is lovely.',
      statusOnly: false,
    } as never);
    expect(contents(scene)).toEqual(before);
    expect(scene.replies('interim')).toHaveLength(1);
  });
});

test("A11: the chat is offered the six safe tools and the library's own three, the main operation the thirteen", async () => {
  const scene = stageTalk();
  await scene.say('Draw up my bill.');
  await scene.say('I fly to Rome.');
  expect(scene.models.chat.asked[0]?.tools.toSorted()).toEqual([
    'cancel_operation',
    'check_status',
    'get_current_package_tool',
    'get_data_balance_tool',
    'get_roaming_info_tool',
    'list_addons_tool',
    'list_available_packages_tool',
    'queue_request',
    'recommend_packages_tool',
  ]);
  expect(scene.models.main.asked[0]?.tools).toHaveLength(13);
});

test("A11: a tool that is not the chat's does not run there, even if its model asks for it", async () => {
  const scene = stageTelco({
    main: [{ calls: [billing] }, { text: 'It is 45.' }],
    chat: [
      {
        calls: [
          { name: 'set_data_alerts_tool', args: { threshold_percent: 50 } },
          { name: 'close_contract_tool', args: { confirm: true } },
        ],
      },
      { text: 'I cannot do that now.' },
    ],
    synthesis: [{ text: 'It is 45.' }],
  });
  await scene.say('Draw up my bill.');
  await scene.say('Alert me, and close my contract.');
  await scene.untilIdle();

  const results = scene.models.chat.asked[1]?.messages
    .filter(({ role }) => role === 'tool')
    .map(({ content }) => content);
  expect(results).toEqual(['{"error":"not_available"}', '{"error":"not_available"}']);
  expect(await scene.operator.currentPackage('+12125550142')).toMatchObject({ contract: { status: 'active' } });
});
