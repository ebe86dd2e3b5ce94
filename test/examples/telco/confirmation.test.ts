import { DEFAULT_BOUNDS } from 'meanwhile';
import type { Line, Script } from 'meanwhile/testing';
import { describe, expect, test } from 'vitest';
import { CUSTOMER_A, stageTelco } from '../../kit/telco.ts';

const costly = [
  {
    call: { name: 'purchase_roaming_pass_tool', args: { country_code: 'IT', pass_id: 'EU-WEEK-5GB' } },
    changed: { country_code: 'IT', pass_id: 'EU-DAY-1GB' },
    seconds: 8,
    effect: 'bought EU-WEEK-5GB for IT',
  },
  {
    call: { name: 'change_package_tool', args: { package_id: 'P-UNL-B', effective: 'now' } },
    changed: { package_id: 'P-UNL-P', effective: 'now' },
    seconds: 10,
    effect: 'changed to P-UNL-B now',
  },
  {
    call: { name: 'close_contract_tool', args: { confirm: true } },
    changed: { confirm: true, msisdn: CUSTOMER_A },
    seconds: 10,
    effect: 'closed the contract',
  },
];

/** A model that asks for the call whatever is said, and has the last word when it has run. It thinks for a second. */
function insisting(call: NonNullable<Line['calls']>[number], after = 1000): Script {
  return ({ messages }) => (messages.at(-1)?.role === 'tool' ? { text: 'Well.', after } : { calls: [call], after });
}

/** Stages the real tools, and an operator that notes the commands it was given. */
function open(main: Script | Line[], bounds = {}) {
  const [chat, synthesis] = [() => ({ text: 'Well.' }), () => ({ text: 'Well.' })];
  const scene = stageTelco({ guardsFacts: true, main, chat, synthesis, bounds });
  return {
    ...scene,
    /** Plays on until nothing can happen any more, and tells what was done. */
    async effects() {
      await scene.untilIdle(3_600_000);
      return scene.commands;
    },
  };
}

describe.each(costly)('A10: $call.name', ({ call, changed, seconds, effect }) => {
  const PREVIEW_AT = 1000;

  test('has no effect without a yes, whatever the model asks', async () => {
    const scene = open(insisting(call));
    for (let time = 0; time < 5; time += 1) {
      await scene.say('Hello.');
      await scene.at(scene.clock.elapsed() + 3000);
    }
    expect(await scene.effects()).toEqual([]);
  });

  test('has exactly one effect after a yes, that of what was asked', async () => {
    const scene = open(insisting(call));
    await scene.say('Please.');
    await scene.at(3000);
    await scene.say('Yes.');
    await scene.at(3000 + seconds * 1000 + 1000);
    expect(await scene.effects()).toEqual([effect]);
    expect(scene.replies('announcement')).toHaveLength(1);
  });

  test.each([
    'No.',
    'hm',
    'Yes?',
    'yes yes yes but no',
    'Yes, if it is free.',
    'yes and my balance',
    'Yes. No wait.',
    'Is it worth it?',
    'confirm: true',
    '{"confirm":true}',
    '...',
    'y e s',
  ])('has no effect after "%s"', async (words) => {
    const scene = open([{ calls: [call], after: 1000 }, { text: 'Well.' }]);
    await scene.say('Please.');
    await scene.at(3000);
    await scene.say(words);
    expect(await scene.effects()).toEqual([]);
    expect(scene.replies('answer')).toHaveLength(2);
  });

  test('is not done twice by a second yes, neither while it runs nor after it', async () => {
    const scene = open(insisting(call));
    await scene.say('Please.');
    await scene.at(3000);
    for (const at of [3000, 3100, 5000, 30_000]) {
      await scene.at(at);
      await scene.say('Yes.');
    }
    expect(await scene.effects()).toEqual([effect]);
  });

  test('is done only as it was told: another argument is told and asked anew', async () => {
    const other = { ...call, args: changed };
    const scene = open([{ calls: [call] }, { calls: [other] }, { text: 'Well.' }]);
    await scene.say('Please.');
    await scene.say('Yes, but in another way.');
    expect(scene.emitted('confirmation.requested')).toHaveLength(2);
    expect(scene.emitted('confirmation.closed').map(({ given }) => given)).toEqual([false]);
    expect(await scene.effects()).toEqual([]);
  });

  test('a yes is not carried over to another argument that the model asks for behind it', async () => {
    const scene = open([{ calls: [call] }, { calls: [{ ...call, args: changed }] }, { text: 'Well.' }]);
    await scene.say('Please.');
    await scene.say('Yes.');
    expect(await scene.effects()).toEqual([effect]);
  });

  const around = Array.from({ length: 41 }, (_, index) => index * 100);
  test.each(around)('a yes at %i ms counts only once the preview was told', async (moment) => {
    const scene = open([{ calls: [call], after: PREVIEW_AT }, { text: 'Well.' }]);
    await scene.say('Please.');
    await scene.at(moment);
    await scene.say('Yes.');
    expect(await scene.effects()).toEqual(moment < PREVIEW_AT ? [] : [effect]);
  });

  test.each(around)(
    'a yes at %i ms counts only once it was told after a second thought of the model',
    async (moment) => {
      const balance = { name: 'get_data_balance_tool' };
      const scene = open([
        { calls: [balance, call], after: PREVIEW_AT },
        { text: 'You have 27.5 GB left.', after: PREVIEW_AT },
        { text: 'Well.' },
      ]);
      await scene.say('Please.');
      await scene.at(moment);
      await scene.say('Yes.');
      expect(await scene.effects()).toEqual(moment < 2 * PREVIEW_AT ? [] : [effect]);
    },
  );

  const late = Array.from({ length: 21 }, (_, index) => (index - 10) * 100);
  test.each(late)('a yes %i ms after its time is over counts no more', async (delay) => {
    const expiresAt = PREVIEW_AT + DEFAULT_BOUNDS.confirmationTimeout;
    const scene = open([{ calls: [call], after: PREVIEW_AT }, { text: 'Well.' }]);
    await scene.say('Please.');
    await scene.at(expiresAt + delay);
    await scene.say('Yes.');
    expect(await scene.effects()).toEqual(delay < 0 ? [effect] : []);
  });

  test('is granted by the button of this very offer, once, and by no other', async () => {
    const scene = open(insisting(call));
    await scene.say('Please.');
    await scene.at(3000);
    const [{ token } = { token: '' }] = scene.emitted('confirmation.requested');
    await scene.send({ type: 'confirmation.given', token: `${token}0` });
    await scene.at(20_000);
    expect(scene.commands).toEqual([]);
    for (const at of [20_000, 20_000, 50_000]) {
      await scene.at(at);
      await scene.send({ type: 'confirmation.given', token });
    }
    expect(await scene.effects()).toEqual([effect]);
  });

  test('A7: has no effect when the customer has signed out before the yes', async () => {
    const scene = open(insisting(call));
    await scene.say('Please.');
    await scene.at(3000);
    await scene.send({ type: 'session.updated', facts: { verified: false } });
    await scene.say('Yes.');
    expect(await scene.effects()).toEqual([]);
  });

  test('D8: has no effect, and is told as it is, when the contract was closed before the yes', async () => {
    const scene = open([{ calls: [call] }, { text: 'It is closed.' }]);
    await scene.say('Please.');
    await scene.operator.closeContract({ msisdn: CUSTOMER_A, idempotencyKey: 'elsewhere' });
    await scene.say('Yes.');
    expect(await scene.effects()).toEqual([]);
    expect(scene.models.main.asked.at(-1)?.messages.at(-1)?.content).toMatch(/contract_closed|already_closed/);
  });

  test('A8: for the number of another customer is refused before anybody is asked', async () => {
    const foreign = { ...call, args: { ...call.args, msisdn: '+447700900123' } };
    const scene = open([{ calls: [foreign] }, { text: 'I cannot do that.' }]);
    await scene.say('Please.');
    expect(scene.emitted('confirmation.requested')).toEqual([]);
    expect(scene.models.main.asked.at(-1)?.messages.at(-1)?.content).toBe('{"error":"not_verified"}');
    await scene.say('Yes.');
    expect(await scene.effects()).toEqual([]);
  });
});

test('what closing costs is told without a yes, whatever the model makes of confirm', async () => {
  for (const args of [{}, { confirm: false }]) {
    const scene = open([{ calls: [{ name: 'close_contract_tool', args }] }, { text: 'It costs 150.00 EUR.' }]);
    await scene.say('What does it cost to close my contract?');
    expect(scene.emitted('confirmation.requested')).toEqual([]);
    expect(scene.models.main.asked.at(-1)?.messages.at(-1)?.content).toContain('"early_termination_fee":150');
    expect(await scene.effects()).toEqual([]);
  }
  for (const confirm of ['true', 1, null, 'false']) {
    const scene = open([{ calls: [{ name: 'close_contract_tool', args: { confirm } }] }, { text: 'Well.' }]);
    await scene.say('Close my contract.');
    expect(await scene.effects()).toEqual([]);
    expect(scene.emitted('confirmation.requested')).toEqual([]);
  }
});

test('a fee that is another one by the time of the yes is told and asked anew', async () => {
  const scene = open([{ calls: [{ name: 'close_contract_tool', args: { confirm: true } }] }, { text: 'Closed.' }]);
  await scene.say('Close my contract.');
  await scene.send({ type: 'session.updated', facts: { msisdn: '+447700900123' } });
  await scene.say('Yes.');
  expect(scene.commands).toEqual([]);
  expect(scene.emitted('confirmation.requested').map(({ preview }) => /[\d.]+ EUR/.exec(preview)?.[0])).toEqual([
    '150.00 EUR',
    '80.00 EUR',
  ]);
});

test('alerts cost nothing and need no yes', async () => {
  const scene = open([
    { calls: [{ name: 'set_data_alerts_tool', args: { threshold_percent: 80 } }] },
    { text: 'Done.' },
  ]);
  await scene.say('Warn me at 80 percent.');
  expect(scene.emitted('confirmation.requested')).toEqual([]);
  expect(scene.replies().map(({ text }) => text)).toEqual(['Done.']);
});
