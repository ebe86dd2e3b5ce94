import { describe, expect, test } from 'vitest';
import { CUSTOMER_A, stageTelco } from '../kit/telco.ts';

const billing = { name: 'get_billing_summary_tool' };
const change = { name: 'change_package_tool', args: { package_id: 'P-UNL-B' } };

describe('I1: a single long operation', () => {
  test('is acknowledged once, told once, takes effect once, and leaves nothing behind', async () => {
    const scene = stageTelco({
      main: [{ calls: [change] }, { text: 'Your plan changes to Unlimited Basic.' }, { text: 'Bye.' }],
    });
    await scene.request('Move me to the unlimited plan.');
    await scene.untilIdle();

    expect(scene.script()).toMatchInlineSnapshot(`
      "  0.0 s  user: Move me to the unlimited plan.
        0.0 s  answer: Unlimited Basic 5G costs 55.00 EUR a month, from your next billing cycle on. Shall I switch you to it?
        0.0 s  [change_package_tool needs a yes]
        0.0 s  user: Yes.
        0.0 s  [that was a yes]
        0.0 s  acknowledgment: I am changing your plan. That takes a moment, and you can go on talking to me.
        0.0 s  [change_package_tool running 0 %]
        2.0 s  [change_package_tool running 20 %]
        4.0 s  [change_package_tool running 40 %]
        6.0 s  [change_package_tool running 60 %]
        8.0 s  [change_package_tool running 80 %]
       10.0 s  [change_package_tool succeeded 100 %]
       10.0 s  announcement: Your plan changes to Unlimited Basic."
    `);
    expect(await scene.operator.currentPackage(CUSTOMER_A)).toMatchObject({
      contract: { pending_change: { package_id: 'P-UNL-B' } },
    });
    // and what was learned of its tool, which is no conversation's
    expect(await storedNames(scene)).toEqual(['change_005fpackage_005ftool', 'main_operation_complete']);
    expect(scene.emitted('operation').map(({ status }) => status)).toEqual(['running', 'done']);
    expect(scene.models.chat.asked).toEqual([]);
    expect(scene.models.synthesis.asked).toEqual([]);

    await scene.say('Thanks.');
    expect(scene.replies('answer').at(-1)?.text).toBe('Bye.');
    expect(scene.clock.armed()).toBe(0);
  });

  const tools = [
    { call: change, seconds: 10 },
    { call: billing, seconds: 6 },
    { call: { name: 'purchase_roaming_pass_tool', args: { country_code: 'IT', pass_id: 'EU-DAY-1GB' } }, seconds: 8 },
    { call: { name: 'close_contract_tool', args: { confirm: true } }, seconds: 10 },
  ];
  test.each(tools)('B2: $call.name is announced once, after $seconds seconds', async ({ call, seconds }) => {
    const scene = stageTelco({ main: [{ calls: [call] }, { text: 'It is done.' }] });
    await scene.request('Please.');
    await scene.untilIdle();

    expect(scene.replies('acknowledgment').map(({ at }) => at)).toEqual([0]);
    expect(scene.replies('announcement').map(({ at, text }) => [at, text])).toEqual([[seconds * 1000, 'It is done.']]);
  });
});

async function storedNames({ store }: ReturnType<typeof stageTelco>) {
  const names: string[] = [];
  for await (const [key] of store.iterator()) names.push(key.split(':').at(-1) ?? '');
  return names.toSorted();
}
