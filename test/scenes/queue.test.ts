import { describe, expect, test } from 'vitest';
import { durableStage, stage, type Cast, type Script, type VirtualClock } from 'meanwhile/testing';
import { stepsTool, type Works } from '../kit/steps-tool.ts';

/** Two long tools: a painting of ten seconds, and a bill of four. */
function house(works: Works) {
  return (clock: VirtualClock) => [
    stepsTool(clock, works, {}),
    stepsTool(clock, works, {
      name: 'bill',
      steps: 2,
      long: { label: 'your bill', announce: () => 'Your bill is 45 EUR.' },
    }),
  ];
}

/** Does what is asked for last, and says what came of it. */
const main: Script = ({ messages }) => {
  const last = messages.at(-1);
  if (last?.role === 'tool') return { text: last.name === 'bill' ? 'Your bill is 45 EUR.' : 'Your house is blue.' };
  if (last?.content.includes('bill')) return { calls: [{ name: 'bill' }] };
  return last?.content.includes('Paint') ? { calls: [{ name: 'paint' }] } : { text: 'Here I am.' };
};

/** Notes what is asked for, takes off the list what is no longer wanted, and says how far all is. */
const chat: Script = ({ messages }) => {
  const last = messages.at(-1);
  if (last?.role === 'tool') {
    return {
      text: last.name === 'check_status' ? last.content : last.name === 'queue_request' ? 'Gladly.' : 'Very well.',
    };
  }
  const said = last?.content ?? '';
  const id = /operation-\d+/.exec(said)?.[0];
  if (said.includes('forget')) return { calls: [{ name: 'cancel_operation', args: id ? { id } : {} }] };
  if (said.includes('How far')) return { calls: [{ name: 'check_status' }] };
  const priority = said.includes('urgent') ? 'high' : 'normal';
  return { calls: [{ name: 'queue_request', args: { label: labelIn(said), priority } }] };
};

function labelIn(said: string): string {
  return /my (\w+)/.exec(said)?.[1] ?? 'that';
}

function play(cast: Partial<Cast> = {}) {
  const works: Works = [];
  const scene = stage({ tools: house(works), main, chat, synthesis: joined, ...cast });
  return Object.assign(scene, { works });
}

/** Says the plain reply, as if nothing had been said meanwhile. */
const joined: Script = ({ messages }) => {
  const { reply } = JSON.parse(messages.at(-1)?.content ?? '{}') as { reply?: string };
  return { text: reply ?? '' };
};

describe('B8: a second long request, made while one is live', () => {
  test('is noted with its place, and done when the first is told', async () => {
    const scene = play();
    await scene.say('Paint my house.');
    await scene.at(4000);
    await scene.say('And send me my bill afterwards.');
    await scene.untilIdle();
    expect(scene.script()).toMatchInlineSnapshot(`
      "  0.0 s  user: Paint my house.
        0.0 s  acknowledgment: I am on it: the painting. This takes a moment, and you can go on talking to me.
        0.0 s  [paint running 0 %]
        2.0 s  [paint running 20 %]
        4.0 s  [paint running 40 %]
        4.0 s  user: And send me my bill afterwards.
        4.0 s  interim: Gladly. I have noted it, and it comes next: bill.
        4.0 s  [waiting: bill]
        6.0 s  [paint running 60 %]
        8.0 s  [paint running 80 %]
       10.0 s  [paint succeeded 100 %]
       10.0 s  announcement: Your house is blue.
       10.0 s  [waiting: nothing]
       10.0 s  acknowledgment: I am on it: your bill. This takes a moment, and you can go on talking to me.
       10.0 s  [bill running 0 %]
       12.0 s  [bill running 50 %]
       14.0 s  [bill succeeded 100 %]
       14.0 s  announcement: Your bill is 45 EUR."
    `);
    expect(scene.works.map(({ key }) => key)).toEqual([
      'customer-1/operation-1/call-1',
      'customer-1/operation-2/call-1',
    ]);
  });

  test('is done from the words of the user, which stand in the transcript once, and with what it is about', async () => {
    const scene = play();
    await scene.say('Paint my house.');
    await scene.say('And send me my bill afterwards.');
    await scene.untilIdle();
    const [request] = scene.models.main.asked.slice(2);
    expect(request?.messages.filter(({ content }) => content === 'And send me my bill afterwards.')).toHaveLength(1);
    expect(request?.messages.at(-1)).toEqual({ role: 'user', content: 'And send me my bill afterwards.' });
    expect(request?.messages[0]?.content).toContain('was told that it comes afterwards: bill.');
    const { transcript } = scene.actor.getSnapshot().context;
    expect(transcript.filter(({ role }) => role === 'user')).toHaveLength(2);
  });

  test('waits behind what the user said and nobody has answered', async () => {
    const scene = play({
      main: (asked, count) =>
        asked.messages.at(-1)?.content === 'Thanks!' ? { text: 'Any time.' } : main(asked, count),
      chat: (asked, count) =>
        asked.messages.at(-1)?.content === 'Thanks!' ? { error: new Error('overloaded') } : chat(asked, count),
    });
    await scene.say('Paint my house.');
    await scene.say('And send me my bill afterwards.');
    await scene.say('Thanks!');
    await scene.untilIdle();
    expect(
      scene
        .replies()
        .map(({ text }) => text)
        .slice(-4),
    ).toEqual(['Your house is blue.', 'Any time.', expect.stringContaining('your bill'), 'Your bill is 45 EUR.']);
  });

  test('that is made by the app goes the same way, and where nobody works it begins at once', async () => {
    const scene = play();
    await scene.send({ type: 'request.enqueue', text: 'Paint my house.' });
    await scene.at(1000);
    await scene.send({ type: 'request.enqueue', text: 'Send me my bill.' });
    await scene.untilIdle();
    expect(scene.script()).toMatchInlineSnapshot(`
      "  0.0 s  app, for afterwards: Paint my house.
        0.0 s  [waiting: nothing]
        0.0 s  acknowledgment: I am on it: the painting. This takes a moment, and you can go on talking to me.
        0.0 s  [paint running 0 %]
        1.0 s  app, for afterwards: Send me my bill.
        1.0 s  answer: I have noted it, and it comes next: Send me my bill.
        1.0 s  [waiting: Send me my bill]
        2.0 s  [paint running 20 %]
        4.0 s  [paint running 40 %]
        6.0 s  [paint running 60 %]
        8.0 s  [paint running 80 %]
       10.0 s  [paint succeeded 100 %]
       10.0 s  announcement: Your house is blue.
       10.0 s  [waiting: nothing]
       10.0 s  acknowledgment: I am on it: your bill. This takes a moment, and you can go on talking to me.
       10.0 s  [bill running 0 %]
       12.0 s  [bill running 50 %]
       14.0 s  [bill succeeded 100 %]
       14.0 s  announcement: Your bill is 45 EUR."
    `);
  });

  test('that is urgent comes first, and each place is told as it is', async () => {
    const scene = play();
    await scene.say('Paint my house.');
    await scene.say('And send me my bill afterwards.');
    await scene.send({ type: 'request.enqueue', text: 'Paint the garden.', priority: 'low' });
    await scene.say('And my fence, that is urgent.');
    expect(
      scene
        .replies()
        .map(({ text }) => text)
        .slice(1),
    ).toEqual([
      'Gladly. I have noted it, and it comes next: bill.',
      'I have noted it as number 2: Paint the garden.',
      'Gladly. I have noted it, and it comes next: fence.',
    ]);
    expect(
      scene
        .emitted('queue')
        .at(-1)
        ?.requests.map(({ label }) => label),
    ).toEqual(['fence', 'bill', 'Paint the garden']);
  });

  test('finds the queue full, and is refused in plain words, from the chat and from the app', async () => {
    const scene = play({ limits: { queue: 1 } });
    await scene.say('Paint my house.');
    await scene.say('And send me my bill afterwards.');
    await scene.say('And wash my car.');
    await scene.send({ type: 'request.enqueue', text: 'Wash the dog.' });
    expect(
      scene
        .replies()
        .map(({ text }) => text)
        .slice(-2),
    ).toEqual([
      'Gladly.',
      'So much is waiting already that I cannot note this as well: Wash the dog. Please ask me again later.',
    ]);
    const refusal = scene.models.chat.asked.at(-1)?.messages.at(-1)?.content ?? '';
    expect(JSON.parse(refusal)).toMatchObject({ error: 'queue_full' });
    expect(scene.actor.getSnapshot().context.queue).toHaveLength(1);
  });

  test('the place that the app takes while the chat is answering is taken: the chat’s own is refused in plain words', async () => {
    const scene = play({
      limits: { queue: 1 },
      chat: (asked, count) => ({ ...(chat(asked, count) as object), ...(count === 1 && { after: 1000 }) }),
    });
    await scene.say('Paint my house.');
    await scene.say('And send me my bill afterwards.');
    await scene.send({ type: 'request.enqueue', text: 'Wash the dog.' });
    await scene.at(2000);
    expect(scene.replies('interim').map(({ text }) => text)).toEqual([
      'Gladly. So much is waiting already that I cannot note this as well: bill. Please ask me again later.',
    ]);
  });

  test('B10: of a wrong shape is a failure, and changes nothing', async () => {
    const scene = play();
    await scene.send({ type: 'request.enqueue', text: 7 } as never);
    await scene.send({ type: 'request.enqueue', text: 'My bill.', priority: 'now' } as never);
    expect(scene.emitted('failure').map(({ source, error }) => `${source}: ${error}`)).toEqual([
      'event: request.enqueue changes nothing: text is of type number; give a text that is not blank',
      "event: request.enqueue changes nothing: priority is a text; give 'low', 'normal' or 'high'",
    ]);
    expect(scene.isIdle()).toBe(true);
  });
});

describe('B8, C10: what waits and is no longer wanted', () => {
  test('is taken off by words, the user hears it, and it never runs', async () => {
    const scene = play();
    await scene.say('Paint my house.');
    await scene.say('And send me my bill afterwards.');
    await scene.at(3000);
    await scene.say('No, forget operation-2.');
    await scene.untilIdle();
    expect(scene.script()).toMatchInlineSnapshot(`
      "  0.0 s  user: Paint my house.
        0.0 s  acknowledgment: I am on it: the painting. This takes a moment, and you can go on talking to me.
        0.0 s  [paint running 0 %]
        0.0 s  user: And send me my bill afterwards.
        0.0 s  interim: Gladly. I have noted it, and it comes next: bill.
        0.0 s  [waiting: bill]
        2.0 s  [paint running 20 %]
        3.0 s  user: No, forget operation-2.
        3.0 s  answer: All right, I leave that: bill.
        3.0 s  [waiting: nothing]
        3.0 s  interim: Very well.
        4.0 s  [paint running 40 %]
        6.0 s  [paint running 60 %]
        8.0 s  [paint running 80 %]
       10.0 s  [paint succeeded 100 %]
       10.0 s  announcement: Your house is blue."
    `);
    expect(scene.works).toHaveLength(1);
  });

  test('is taken off by a button in any state, once', async () => {
    const scene = play();
    await scene.send({ type: 'request.enqueue', text: 'Paint my house.' });
    await scene.send({ type: 'request.enqueue', text: 'Send me my bill.' });
    await scene.send({ type: 'operation.cancel', operationId: 'operation-2' });
    await scene.send({ type: 'operation.cancel', operationId: 'operation-2' });
    await scene.untilIdle();
    expect(scene.replies('answer').map(({ text }) => text)).toEqual([
      'I have noted it, and it comes next: Send me my bill.',
      'All right, I leave that: Send me my bill.',
    ]);
    expect(scene.works).toHaveLength(1);
  });

  test('is not the one that runs: of the two the other goes on', async () => {
    const scene = play();
    await scene.say('Paint my house.');
    await scene.say('And send me my bill afterwards.');
    await scene.at(3000);
    await scene.say('And forget operation-1.');
    await scene.untilIdle();
    expect(scene.replies('announcement').map(({ text }) => text)).toEqual([
      'I have stopped it before it changed anything: the painting.',
      'Your bill is 45 EUR.',
    ]);
    expect(scene.works.map(({ key }) => key)).toEqual(['customer-1/operation-2/call-1']);
  });

  test('is asked for, if it is not clear which', async () => {
    const scene = play();
    await scene.say('Paint my house.');
    await scene.say('And send me my bill afterwards.');
    await scene.say('Oh, forget it.');
    const answer = JSON.parse(scene.models.chat.asked.at(-1)?.messages.at(-1)?.content ?? '') as unknown;
    expect(answer).toEqual({
      error: 'which_one',
      message: expect.any(String),
      running: [
        { id: 'operation-1', label: 'the painting' },
        { id: 'operation-2', label: 'bill' },
      ],
    });
    await scene.untilIdle();
    expect(scene.works).toHaveLength(2);
  });
});

describe('B8, C10: what waits, and is no longer wanted by words that the chat could not answer', () => {
  const silent: Script = () => ({ error: new Error('overloaded') });
  const inFront =
    (args: Record<string, string>): Script =>
    (asked, count) => {
      const last = asked.messages.at(-1);
      if (last?.role === 'tool' && last.name === 'cancel_operation') return { text: last.content };
      return last?.content === 'Forget that.' ? { calls: [{ name: 'cancel_operation', args }] } : main(asked, count);
    };

  async function playInFront(args: Record<string, string>, ...waiting: string[]) {
    const scene = play({ main: inFront(args), chat: silent });
    await scene.say('Paint my house.');
    for (const text of waiting) await scene.send({ type: 'request.enqueue', text });
    await scene.say('Forget that.');
    await scene.untilIdle();
    return scene;
  }

  test('is taken off by the operation that has the words, and the rest is done', async () => {
    const scene = await playInFront({ id: 'operation-3' }, 'My bill.', 'My other bill.');
    expect(scene.script().split('\n').slice(14)).toMatchInlineSnapshot(`
      [
        "  6.0 s  [paint running 60 %]",
        "  8.0 s  [paint running 80 %]",
        " 10.0 s  [paint succeeded 100 %]",
        " 10.0 s  announcement: Your house is blue.",
        " 10.0 s  answer: All right, I leave that: My other bill.",
        " 10.0 s  [waiting: My bill]",
        " 10.0 s  answer: {"cancelled":"operation-3","message":"It is off the list, and the user is being told so. Do not repeat it."}",
        " 10.0 s  [waiting: nothing]",
        " 10.0 s  acknowledgment: I am on it: your bill. This takes a moment, and you can go on talking to me.",
        " 10.0 s  [bill running 0 %]",
        " 12.0 s  [bill running 50 %]",
        " 14.0 s  [bill succeeded 100 %]",
        " 14.0 s  announcement: Your bill is 45 EUR.",
      ]
    `);
    expect(scene.works.map(({ key }) => key)).toEqual([
      'customer-1/operation-1/call-1',
      'customer-1/operation-2/call-1',
    ]);
  });

  test('and only while something waits does its model have the tool, and read what', async () => {
    const scene = await playInFront({ id: 'operation-2' }, 'My bill.');
    const asked = scene.models.main.asked.map(({ tools, messages }) => [
      tools.includes('cancel_operation'),
      messages[0]?.content.includes('Waiting behind this, in this order: My bill (operation-2).'),
    ]);
    expect(asked).toEqual([
      [false, false],
      [false, false],
      [true, true],
      [true, true],
    ]);
  });

  test.each([
    ['what it is itself', { id: 'operation-1' }],
    ['what is not there', { id: 'operation-9' }],
    ['it does not say what', {}],
  ])('and with nothing there to take off it stops nothing: %s', async (_, args) => {
    const scene = await playInFront(args);
    expect(scene.replies().at(-1)?.text).toContain('not_found');
    expect(scene.works).toHaveLength(1);
  });

  test.each([1, 2])(
    'is asked for, if it is not said which of %i, as it may mean what has just ended',
    async (count) => {
      const scene = await playInFront({}, ...['My bill.', 'My other bill.'].slice(0, count));
      expect(JSON.parse(scene.replies('answer').at(-1)?.text ?? '')).toEqual({
        error: 'which_one',
        message: 'Name one of these if it is clear that the user means it; otherwise ask the user.',
        running: ['My bill', 'My other bill']
          .slice(0, count)
          .map((label, at) => ({ id: `operation-${at + 2}`, label })),
      });
      expect(scene.works).toHaveLength(1 + count);
    },
  );
});

test('U2.3: asked how far all is, the chat names what runs and what waits', async () => {
  const scene = play();
  await scene.say('Paint my house.');
  await scene.say('And send me my bill afterwards.');
  await scene.at(5000);
  await scene.say('How far are you?');
  expect(JSON.parse(scene.replies('interim').at(-1)?.text ?? '')).toMatchObject({
    status: 'running',
    runs: [{ label: 'the painting', progress: 40 }],
    queued: [{ id: 'operation-2', label: 'bill', place: 1 }],
  });
  const prompt = scene.models.chat.asked.at(-1)?.messages[0]?.content;
  expect(prompt).toContain(
    'Under way: the painting (operation-1, for 5 s).\n\nWaiting, in this order: bill (operation-2, for 5 s).',
  );
});

describe('I17, B8: a crash while something waits', () => {
  test.each([0, 3000, 9900, 10_100, 12_000])('%i ms on leaves it to run once', async (moment) => {
    const works: Works = [];
    const scene = await durableStage({ tools: house(works), main, chat, synthesis: joined });
    await scene.say('Paint my house.');
    await scene.say('And send me my bill afterwards.');
    await scene.at(scene.clock.elapsed() + moment);
    await scene.crash();
    await scene.untilIdle();
    expect(works.filter(({ key }) => key === 'customer-1/operation-2/call-1').length).toBeLessThanOrEqual(1);
    expect(scene.replies('announcement').filter(({ operationId }) => operationId === 'operation-2')).toHaveLength(1);
    expect(scene.actor.getSnapshot().context.queue).toEqual([]);
  });
});
