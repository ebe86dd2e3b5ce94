import type { Facts } from 'meanwhile';
import { expect, test } from 'vitest';
import { CUSTOMER_A, stageTelco } from '../../kit/telco.ts';
import { demoVoice } from './demo-voice.ts';

const weekPass = 'The roaming pass for Italy costs 15.00 EUR: 5 GB, valid for 7 days from now. Shall I buy it for you?';
const closing =
  'The end date of your contract is 2026-11-05. Closing it now costs an early termination fee of 150.00 EUR and cannot be undone. Shall I close it now?';
const unlimited =
  'Unlimited Basic 5G costs 55.00 EUR a month, from your next billing cycle on. Shall I switch you to it?';
const LATER_MS = 125_000;

/** The demo model in the real library, with the real tools and operator. It thinks for half a second each time. */
function open(input: { session?: Facts } = {}) {
  const scene = stageTelco({
    guardsFacts: true,
    main: demoVoice(500),
    chat: demoVoice(),
    synthesis: demoVoice(),
    input,
  });
  return {
    ...scene,
    /** Says it, and lets the agent finish its answer; what has begun by then goes on. Gives the answer. */
    async ask(text: string) {
      await scene.say(text);
      await scene.at(scene.clock.elapsed() + 5000);
      return scene.replies().at(-1)?.text;
    },
    lastCode: () => /\d{6}/.exec(scene.texts.at(-1) ?? '')?.[0] ?? '',
    async bought() {
      const { addons } = await currentOf(scene);
      return addons.slice(1).map(({ country, data_mb }) => [country, data_mb]);
    },
  };
}

async function currentOf({ operator }: ReturnType<typeof stageTelco>) {
  const current = await operator.currentPackage(CUSTOMER_A);
  if ('error' in current) throw new Error(current.error);
  return current;
}

test('what is wished is asked of the tool; the price comes from it, and a yes is enough', async () => {
  const scene = open();
  await scene.say('Buy me a week pass for Italy');
  await scene.at(5000);
  await scene.say('Yes, please.');
  await scene.untilIdle();
  expect(scene.script()).toMatchInlineSnapshot(`
    "  0.0 s  user: Buy me a week pass for Italy
      1.5 s  answer: The roaming pass for Italy costs 15.00 EUR: 5 GB, valid for 7 days from now. Shall I buy it for you?
      1.5 s  [purchase_roaming_pass_tool needs a yes]
      5.0 s  user: Yes, please.
      5.0 s  [that was a yes]
      5.0 s  acknowledgment: I am getting your roaming pass. That takes a moment, and you can go on talking to me.
      5.0 s  [purchase_roaming_pass_tool running 0 %]
      7.0 s  [purchase_roaming_pass_tool running 25 %]
      9.0 s  [purchase_roaming_pass_tool running 50 %]
     11.0 s  [purchase_roaming_pass_tool running 75 %]
     13.0 s  [purchase_roaming_pass_tool succeeded 100 %]
     13.5 s  announcement: Your roaming pass for Italy is active: 5 GB for 15.00 EUR, valid until 2026-01-12."
  `);
  expect(await scene.bought()).toEqual([['IT', 5120]]);
});

test.each([
  ['no', 'All right, I leave everything as it is.'],
  ['Actually, never mind', 'No problem, I leave everything as it is.'],
  ['yes but tomorrow', 'I cannot note that for later, so I leave everything as it is. Just tell me when it is time.'],
])('after "%s" nothing is bought, and a yes is a yes to nothing', async (words, answer) => {
  const scene = open();
  expect(await scene.ask('Buy me a week pass for Italy')).toBe(weekPass);
  expect(await scene.ask(words)).toBe(answer);
  expect(await scene.ask('yes')).toContain('not sure what you are saying yes to');
  expect(await scene.bought()).toEqual([]);
});

test.each([
  ['hm', 'Take your time. I do nothing until you say so.'],
  ['Does it work in Sardinia?', expect.stringContaining('I did not understand that')],
])('after "%s" the offer is open still: a yes has it told and asked again', async (words, answer) => {
  const scene = open();
  await scene.ask('Buy me a week pass for Italy');
  expect(await scene.ask(words)).toEqual(answer);
  expect(await scene.ask('yes')).toBe(weekPass);
  expect(await scene.bought()).toEqual([]);
  await scene.ask('yes');
  await scene.untilIdle();
  expect(await scene.bought()).toEqual([['IT', 5120]]);
});

const takes = 'It takes a few seconds once you have said yes, and you can go on talking to me meanwhile.';

test.each([
  ['How long does it take?', `${takes} `],
  ['How much longer will that take?', `${takes} `],
  ['How long is it valid?', ''],
  ['How long does it last?', ''],
  ['How much is it?', ''],
  ["What's the price?", ''],
  ['When does it start?', ''],
  ['Are you still there?', ''],
  ['What is the weather like?', 'I cannot look out of the window, but I hope the sun shines where you are. '],
  [
    'What is my balance?',
    'You have 27.5 GB left of your 40 GB, and 12.5 GB are used. It starts again on day 5 of the month. ',
  ],
])('what is asked before the yes is answered, and the offer made again: "%s"', async (words, answer) => {
  const scene = open();
  await scene.ask('Buy me a week pass for Italy');
  expect(await scene.ask(words)).toBe(answer + weekPass);
  await scene.ask('Yes');
  await scene.untilIdle();
  expect(await scene.bought()).toEqual([['IT', 5120]]);
});

test.each([
  ['Move me to the unlimited plan', unlimited],
  ['Close my contract', closing],
])('so is how long it takes, whatever is offered: "%s"', async (wish, offer) => {
  const scene = open();
  await scene.ask(wish);
  expect(await scene.ask('How long does it take?')).toBe(`${takes} ${offer}`);
});

test('what is asked with a no beside it is no reason to make the offer again', async () => {
  const scene = open();
  await scene.ask('Buy me a week pass for Italy');
  expect(await scene.ask('No. How long would it take?')).not.toContain('Shall I');
});

test('with nothing offered, how long it takes is a question about what runs', async () => {
  expect(await open().ask('How long does it take?')).toBe('Nothing is running at the moment, so I am all yours.');
});

test('a yes that comes two minutes late has it told and asked again', async () => {
  const scene = open();
  await scene.ask('Buy me a week pass for Italy');
  await scene.at(LATER_MS);
  expect(await scene.ask('yes')).toBe(weekPass);
  expect(await scene.bought()).toEqual([]);
});

test('a yes that was said before the price was told has it told and asked again', async () => {
  const scene = open();
  await scene.say('Buy me a week pass for Italy');
  await scene.say('Yes');
  await scene.at(10_000);
  expect(scene.replies().map(({ text }) => text)).toEqual([weekPass, weekPass]);
  expect(await scene.bought()).toEqual([]);
});

test.each([
  ['No, for France', 'The roaming pass for France costs 15.00 EUR: 5 GB,', ['FR', 5120]],
  ['Yes, but only for a day', 'The roaming pass for Italy costs 5.00 EUR: 1 GB, valid for one day', ['IT', 1024]],
  ['Rather the day pass', 'The roaming pass for Italy costs 5.00 EUR: 1 GB, valid for one day', ['IT', 1024]],
])('"%s" corrects the offer, and only the corrected one is bought', async (words, offer, pass) => {
  const scene = open();
  await scene.ask('Buy me a week pass for Italy');
  expect(await scene.ask(words)).toContain(offer);
  await scene.ask('ok');
  await scene.untilIdle();
  expect(await scene.bought()).toEqual([pass]);
});

test.each(['Yes, but not today', 'yes but not now', "Yes, but don't do it right now"])(
  'after "%s" nothing changes, and no change from now on is offered',
  async (words) => {
    const scene = open();
    await scene.ask('Move me to the unlimited plan');
    expect(await scene.ask(words)).toBe('All right, I leave everything as it is.');
    expect((await currentOf(scene)).contract.pending_change).toBe(null);
  },
);

test('a correction that is no today holds where it names another time', async () => {
  const scene = open();
  expect(await scene.ask('Move me to the unlimited plan right now')).toContain('from now on.');
  expect(await scene.ask('Not today but from the next cycle')).toBe(unlimited);
});

test.each(['Change my plan to Unlimited Plus', 'Switch me to the standard max plan'])(
  'a plan that there is not is asked about, and none is offered in its place: "%s"',
  async (words) => {
    const scene = open();
    expect(await scene.ask(words)).toMatch(/^Which plan would you like: Lite, /);
  },
);

test('when a change shall be can be corrected, and the plan stays', async () => {
  const scene = open();
  expect(await scene.ask('Move me to the unlimited plan')).toBe(unlimited);
  expect(await scene.ask('Unlimited Basic')).toBe(unlimited);
  expect(await scene.ask('Yes, but right now')).toContain('55.00 EUR a month, from now on.');
  await scene.ask('Go ahead');
  await scene.untilIdle();
  expect(scene.replies().at(-1)?.text).toBe(
    'Done, you are on the Unlimited Basic plan, P-UNL-B, at 55.00 EUR a month, now. Enjoy it.',
  );
  expect(await currentOf(scene)).toMatchObject({ package: { id: 'P-UNL-B' }, contract: { pending_change: null } });
});

test('who wishes something else instead gets that', async () => {
  const scene = open();
  await scene.ask('Move me to the unlimited plan');
  expect(await scene.ask('Rather buy me a week pass for Italy')).toBe(weekPass);
  await scene.ask('Yes');
  await scene.untilIdle();
  expect(await scene.bought()).toEqual([['IT', 5120]]);
  expect(await currentOf(scene)).toMatchObject({ contract: { pending_change: null } });
});

test('a yes beside another question is no clear one: the answer comes first, then it is asked again', async () => {
  const scene = open();
  expect(await scene.ask('Close my contract')).toBe(closing);
  expect(await scene.ask('Yes, and what is my balance?')).toMatch(/^You have 27\.5 GB left .* Shall I close it now\?$/);
  expect(await currentOf(scene)).toMatchObject({ contract: { status: 'active' } });
  await scene.ask('Yes.');
  await scene.untilIdle();
  expect(scene.replies().at(-1)?.text).toBe(
    'Your contract is closed as of 2026-01-05. The early termination fee is 150.00 EUR.',
  );
});

test('what was answered before the offer is no part of it', async () => {
  const scene = open();
  await scene.ask('Buy me a week pass for Italy');
  expect(await scene.ask('What is my balance? And yes.')).toMatch(/on day 5 of the month\. The roaming pass for Italy/);
  expect(await scene.ask('Right, go for it')).toBe(weekPass);
});

test('of two wishes that need a yes one is asked about, and the other put off', async () => {
  const scene = open();
  expect(await scene.ask('Close my contract and buy me a week pass for Italy')).toBe(
    `One thing at a time: please ask me again for your roaming pass afterwards. ${closing}`,
  );
});

test('a bill beside a change is told first', async () => {
  const scene = open();
  await scene.say('Draw up my bill and move me to the unlimited plan');
  await scene.at(20_000);
  expect(scene.replies('announcement').map(({ text }) => text)).toEqual([
    `Your last bill was 45.00 EUR. Your plan costs 40.00 EUR a month, and the next bill comes on day 5 of the month. ${unlimited}`,
  ]);
});

test('what closing would cost is told without a question, and closing it then asks', async () => {
  const scene = open();
  expect(await scene.ask('What would it cost to close my contract?')).toBe(
    'Closing now costs an early termination fee of 150.00 EUR. Your contract ends on 2026-11-05.',
  );
  expect(await scene.ask('Close it then')).toBe(closing);
});

test('a yes by a button does it, and the result is told, whatever was said before', async () => {
  const scene = open({ session: {} });
  await scene.ask('Buy me a week pass for Italy');
  await scene.ask(`It is ${CUSTOMER_A}.`);
  expect(await scene.ask(scene.lastCode())).toBe(`Thank you, you are signed in. ${weekPass}`);
  const [asked] = scene.emitted('confirmation.requested');
  await scene.send({ type: 'confirmation.given', token: asked?.token ?? '' });
  await scene.untilIdle();
  expect(scene.replies('announcement').map(({ text }) => text)).toEqual([
    'Your roaming pass for Italy is active: 5 GB for 15.00 EUR, valid until 2026-01-12.',
  ]);
});

test('A12: it signs in and changes the plan without reading the number of the customer from then on', async () => {
  const scene = open({ session: {} });
  expect(await scene.ask('Move me to the unlimited plan')).toContain('phone number');
  await scene.ask(`It is ${CUSTOMER_A}.`);
  expect(await scene.ask(scene.lastCode())).toBe(`Thank you, you are signed in. ${unlimited}`);
  await scene.ask('Yes');
  await scene.untilIdle();
  expect(await currentOf(scene)).toMatchObject({ contract: { pending_change: { package_id: 'P-UNL-B' } } });
  expect(await scene.ask('Which plan am I on?')).toContain('Standard 40GB 5G');
  const read = JSON.stringify(scene.models.main.asked.at(-1));
  expect(read).toContain('***-***-**42');
  expect(read).not.toContain(CUSTOMER_A);
});
