import { describe, expect, test } from 'vitest';
import { CUSTOMER_A, stageTelco } from '../../kit/telco.ts';
import { demoVoice } from '../demo-model/demo-voice.ts';

/** The demo model in all three parts; what the customer says is said at these seconds. */
async function play(...said: (readonly [seconds: number, text: string])[]) {
  const scene = stageTelco({ guardsFacts: true, main: demoVoice(), chat: demoVoice(), synthesis: demoVoice() });
  for (const [seconds, text] of said) {
    await scene.at(seconds * 1000);
    await scene.say(text);
  }
  return scene;
}

function textsOf(scene: Awaited<ReturnType<typeof play>>): string[] {
  return scene.replies().map(({ text }) => text);
}

describe('what is no longer wanted', () => {
  test('"Stop that" stops the only work there is, and how that went is told by the library', async () => {
    const scene = await play([0, 'Draw up my bill, please.'], [3, 'Stop that.']);
    await scene.untilIdle();
    expect(scene.script()).toMatchInlineSnapshot(`
      "  0.0 s  user: Draw up my bill, please.
        0.0 s  acknowledgment: I am drawing up your bill. That takes a moment, and you can go on talking to me.
        0.0 s  [get_billing_summary_tool running 0 %]
        2.0 s  [get_billing_summary_tool running 33 %]
        3.0 s  user: Stop that.
        3.0 s  [get_billing_summary_tool cancelled 33 %]
        3.0 s  interim: I am stopping it. You hear in a moment how that went.
        3.0 s  announcement: I have stopped it before it changed anything: your bill."
    `);
  });

  test('of what runs and what waits, the one that is named is stopped', async () => {
    const scene = await play(
      [0, 'Draw up my bill.'],
      [1, 'Then book me a week pass for France.'],
      [2, 'And move me to the unlimited plan after that.'],
      [3, 'Forget the pass.'],
    );
    expect(scene.script()).toMatchInlineSnapshot(`
      "  0.0 s  user: Draw up my bill.
        0.0 s  acknowledgment: I am drawing up your bill. That takes a moment, and you can go on talking to me.
        0.0 s  [get_billing_summary_tool running 0 %]
        1.0 s  user: Then book me a week pass for France.
        1.0 s  interim: Of course. I have noted it, and it comes next: a roaming pass for France.
        1.0 s  [waiting: a roaming pass for France]
        2.0 s  [get_billing_summary_tool running 33 %]
        2.0 s  user: And move me to the unlimited plan after that.
        2.0 s  interim: Of course. I have noted it as number 2: the change to Unlimited Basic.
        2.0 s  [waiting: a roaming pass for France, the change to Unlimited Basic]
        3.0 s  user: Forget the pass.
        3.0 s  answer: All right, I leave that: a roaming pass for France.
        3.0 s  [waiting: the change to Unlimited Basic]
        3.0 s  interim: Done."
    `);
  });

  test.each([
    'cancel the bill',
    'Never mind, cancel the bill.',
    'Please stop drawing up my bill.',
    "I don't need the bill anymore.",
  ])('the work that runs is stopped by its name, and what waits goes on: "%s"', async (words) => {
    const scene = await play([0, 'Draw up my bill.'], [1, 'Then book me a week pass for France.'], [2, words]);
    await scene.at(3000);
    expect(textsOf(scene).slice(-3)).toEqual([
      'I am stopping it. You hear in a moment how that went.',
      'I have stopped it before it changed anything: your bill.',
      'The roaming pass for France costs 15.00 EUR: 5 GB, valid for 7 days from now. Shall I buy it for you?',
    ]);
  });

  test('a change of plan is stopped before anything was changed', async () => {
    const scene = await play([0, 'Move me to the unlimited plan.'], [1, 'Yes.'], [5, 'never mind, cancel the change']);
    await scene.untilIdle();
    expect(scene.replies().at(-1)?.text).toBe('I have stopped it before it changed anything: the change of your plan.');
    expect(scene.commands).toEqual([]);
    expect(await scene.operator.currentPackage(CUSTOMER_A)).toMatchObject({ contract: { pending_change: null } });
  });

  test('where it is not clear which, it asks, and the answer is enough', async () => {
    const scene = await play(
      [0, 'Draw up my bill.'],
      [1, 'Then book me a week pass for France.'],
      [2, 'Stop that.'],
      [3, 'The pass.'],
    );
    expect(scene.script()).toMatchInlineSnapshot(`
      "  0.0 s  user: Draw up my bill.
        0.0 s  acknowledgment: I am drawing up your bill. That takes a moment, and you can go on talking to me.
        0.0 s  [get_billing_summary_tool running 0 %]
        1.0 s  user: Then book me a week pass for France.
        1.0 s  interim: Of course. I have noted it, and it comes next: a roaming pass for France.
        1.0 s  [waiting: a roaming pass for France]
        2.0 s  [get_billing_summary_tool running 33 %]
        2.0 s  user: Stop that.
        2.0 s  interim: Which one shall I stop: your bill or a roaming pass for France?
        3.0 s  user: The pass.
        3.0 s  answer: All right, I leave that: a roaming pass for France.
        3.0 s  [waiting: nothing]
        3.0 s  interim: Done."
    `);
  });

  test('everything is everything', async () => {
    const scene = await play(
      [0, 'Draw up my bill.'],
      [1, 'Then book me a week pass for France.'],
      [2, 'Cancel everything.'],
    );
    await scene.untilIdle();
    expect(scene.script()).toMatchInlineSnapshot(`
      "  0.0 s  user: Draw up my bill.
        0.0 s  acknowledgment: I am drawing up your bill. That takes a moment, and you can go on talking to me.
        0.0 s  [get_billing_summary_tool running 0 %]
        1.0 s  user: Then book me a week pass for France.
        1.0 s  interim: Of course. I have noted it, and it comes next: a roaming pass for France.
        1.0 s  [waiting: a roaming pass for France]
        2.0 s  [get_billing_summary_tool running 33 %]
        2.0 s  user: Cancel everything.
        2.0 s  answer: All right, I leave that: a roaming pass for France.
        2.0 s  [waiting: nothing]
        2.0 s  [get_billing_summary_tool cancelled 33 %]
        2.0 s  interim: Done. I am stopping it. You hear in a moment how that went.
        2.0 s  announcement: I have stopped it before it changed anything: your bill."
    `);
  });

  test('who only changed their mind is asked, and a yes stops it', async () => {
    const scene = await play([0, 'Draw up my bill.'], [1, 'I changed my mind.'], [2, 'Yes.']);
    await scene.untilIdle();
    expect(scene.script()).toMatchInlineSnapshot(`
      "  0.0 s  user: Draw up my bill.
        0.0 s  acknowledgment: I am drawing up your bill. That takes a moment, and you can go on talking to me.
        0.0 s  [get_billing_summary_tool running 0 %]
        1.0 s  user: I changed my mind.
        1.0 s  interim: Shall I stop the work on your bill?
        2.0 s  [get_billing_summary_tool running 33 %]
        2.0 s  user: Yes.
        2.0 s  [get_billing_summary_tool cancelled 33 %]
        2.0 s  interim: I am stopping it. You hear in a moment how that went.
        2.0 s  announcement: I have stopped it before it changed anything: your bill."
    `);
  });

  test('a yes stops what it was asked for, and nothing that waits behind it', async () => {
    const scene = await play(
      [0, 'Draw up my bill.'],
      [1, 'Then book me a week pass for France.'],
      [2, 'Never mind the bill.'],
      [3, 'Yes.'],
    );
    expect(textsOf(scene).slice(2, 4)).toEqual([
      'Shall I stop the work on your bill?',
      'I am stopping it. You hear in a moment how that went.',
    ]);
  });

  test('what is not there is not stopped, and nothing else in its place', async () => {
    const scene = await play([0, 'Draw up my bill.'], [1, 'Cancel the pass.'], [2, 'Do not stop the bill.']);
    expect(textsOf(scene).slice(1)).toEqual([
      'That is neither running nor waiting, so there is nothing to stop.',
      'All right, it goes on.',
    ]);
    await scene.untilIdle();
    expect(scene.replies().at(-1)?.text).toContain('45.00 EUR');
  });
});

describe('what is wanted next', () => {
  test('is noted with its place, done in its turn, and asked about then if it costs something', async () => {
    const scene = await play(
      [0, 'Draw up my bill, please.'],
      [1, 'How much data have I left?'],
      [2, 'Then book me a week pass for France.'],
      [3, 'And how far are you?'],
      [9, 'Yes.'],
    );
    await scene.untilIdle();
    expect(scene.script()).toMatchInlineSnapshot(`
      "  0.0 s  user: Draw up my bill, please.
        0.0 s  acknowledgment: I am drawing up your bill. That takes a moment, and you can go on talking to me.
        0.0 s  [get_billing_summary_tool running 0 %]
        1.0 s  user: How much data have I left?
        1.0 s  interim: You have 27.5 GB left of your 40 GB, and 12.5 GB are used. It starts again on day 5 of the month.
        2.0 s  [get_billing_summary_tool running 33 %]
        2.0 s  user: Then book me a week pass for France.
        2.0 s  interim: Of course. I have noted it, and it comes next: a roaming pass for France.
        2.0 s  [waiting: a roaming pass for France]
        3.0 s  user: And how far are you?
        3.0 s  interim: Good progress. Your bill is at 33 percent. I have your last bill and am checking the charges. It takes about 3 seconds more. Next in line: a roaming pass for France.
        4.0 s  [get_billing_summary_tool running 66 %]
        6.0 s  [get_billing_summary_tool succeeded 100 %]
        6.0 s  announcement: And now to what we were waiting for. Your last bill was 45.00 EUR. Your plan costs 40.00 EUR a month, and the next bill comes on day 5 of the month.
        6.0 s  [waiting: nothing]
        6.0 s  answer: The roaming pass for France costs 15.00 EUR: 5 GB, valid for 7 days from now. Shall I buy it for you?
        6.0 s  [purchase_roaming_pass_tool needs a yes]
        9.0 s  user: Yes.
        9.0 s  [that was a yes]
        9.0 s  acknowledgment: I am getting your roaming pass. That takes a moment, and you can go on talking to me.
        9.0 s  [purchase_roaming_pass_tool running 0 %]
       11.0 s  [purchase_roaming_pass_tool running 25 %]
       13.0 s  [purchase_roaming_pass_tool running 50 %]
       15.0 s  [purchase_roaming_pass_tool running 75 %]
       17.0 s  [purchase_roaming_pass_tool succeeded 100 %]
       17.0 s  announcement: Your roaming pass for France is active: 5 GB for 15.00 EUR, valid until 2026-01-12."
    `);
  });

  test('a question beside it is answered at once, and not again', async () => {
    const scene = await play(
      [0, 'Move me to the unlimited plan.'],
      [1, 'Yes.'],
      [3, 'How much data have I left? And draw up my bill after that.'],
    );
    await scene.untilIdle();
    expect(scene.script()).toMatchInlineSnapshot(`
      "  0.0 s  user: Move me to the unlimited plan.
        0.0 s  answer: Unlimited Basic 5G costs 55.00 EUR a month, from your next billing cycle on. Shall I switch you to it?
        0.0 s  [change_package_tool needs a yes]
        1.0 s  user: Yes.
        1.0 s  [that was a yes]
        1.0 s  acknowledgment: I am changing your plan. That takes a moment, and you can go on talking to me.
        1.0 s  [change_package_tool running 0 %]
        3.0 s  [change_package_tool running 20 %]
        3.0 s  user: How much data have I left? And draw up my bill after that.
        3.0 s  interim: You have 27.5 GB left of your 40 GB, and 12.5 GB are used. It starts again on day 5 of the month. Of course. I have noted it, and it comes next: your bill.
        3.0 s  [waiting: your bill]
        5.0 s  [change_package_tool running 40 %]
        7.0 s  [change_package_tool running 60 %]
        9.0 s  [change_package_tool running 80 %]
       11.0 s  [change_package_tool succeeded 100 %]
       11.0 s  announcement: And now to what we were waiting for. Done, you will be on the Unlimited Basic plan, P-UNL-B, at 55.00 EUR a month, from your next billing cycle.
       11.0 s  [waiting: nothing]
       11.0 s  acknowledgment: I am drawing up your bill. That takes a moment, and you can go on talking to me.
       11.0 s  [get_billing_summary_tool running 0 %]
       13.0 s  [get_billing_summary_tool running 33 %]
       15.0 s  [get_billing_summary_tool running 66 %]
       17.0 s  [get_billing_summary_tool succeeded 100 %]
       17.0 s  announcement: Your last bill was 45.00 EUR. Your plan costs 40.00 EUR a month, and the next bill comes on day 5 of the month."
    `);
  });

  test('two in one breath have a place each', async () => {
    const scene = await play(
      [0, 'Draw up my bill.'],
      [1, 'Then close my contract and buy me a week pass for Italy.'],
      [8, 'No.'],
    );
    await scene.at(9000);
    expect(scene.script()).toMatchInlineSnapshot(`
      "  0.0 s  user: Draw up my bill.
        0.0 s  acknowledgment: I am drawing up your bill. That takes a moment, and you can go on talking to me.
        0.0 s  [get_billing_summary_tool running 0 %]
        1.0 s  user: Then close my contract and buy me a week pass for Italy.
        1.0 s  interim: Of course. I have noted it, and it comes next: the closing of your contract. I have noted it as number 2: a roaming pass for Italy.
        1.0 s  [waiting: the closing of your contract, a roaming pass for Italy]
        2.0 s  [get_billing_summary_tool running 33 %]
        4.0 s  [get_billing_summary_tool running 66 %]
        6.0 s  [get_billing_summary_tool succeeded 100 %]
        6.0 s  announcement: And now to what we were waiting for. Your last bill was 45.00 EUR. Your plan costs 40.00 EUR a month, and the next bill comes on day 5 of the month.
        6.0 s  [waiting: a roaming pass for Italy]
        6.0 s  answer: The end date of your contract is 2026-11-05. Closing it now costs an early termination fee of 150.00 EUR and cannot be undone. Shall I close it now?
        6.0 s  [close_contract_tool needs a yes]
        8.0 s  user: No.
        8.0 s  [that was no yes]
        8.0 s  answer: All right, I leave everything as it is.
        8.0 s  [waiting: nothing]
        8.0 s  answer: The roaming pass for Italy costs 15.00 EUR: 5 GB, valid for 7 days from now. Shall I buy it for you?
        8.0 s  [purchase_roaming_pass_tool needs a yes]"
    `);
  });

  test('it may be the same again in the place of what is stopped', async () => {
    const scene = await play([0, 'Draw up my bill.'], [2, 'Stop that and draw up my bill.']);
    await scene.untilIdle();
    expect(textsOf(scene).slice(1)).toEqual([
      'I am stopping it. You hear in a moment how that went. Of course. I have noted it, and it comes next: your bill.',
      'I have stopped it before it changed anything: your bill.',
      'I am drawing up your bill. That takes a moment, and you can go on talking to me.',
      expect.stringContaining('45.00 EUR'),
    ]);
  });

  test('what runs or waits already is not noted twice', async () => {
    const scene = await play(
      [0, 'Draw up my bill.'],
      [1, 'Then draw up my bill.'],
      [2, 'Then close my contract.'],
      [3, 'And close my contract.'],
    );
    expect(textsOf(scene).slice(1)).toEqual([
      'I am at it already: your bill.',
      expect.stringContaining('it comes next: the closing of your contract'),
      'That is on my list already: the closing of your contract.',
    ]);
  });

  test('at a question, what waits behind it is taken off the list by its name, and the rest is done', async () => {
    const scene = await play(
      [0, 'Draw up my bill.'],
      [1, 'Then buy me a week pass for Italy, and move me to the unlimited plan, and close my contract.'],
      [8, 'No, and forget the change.'],
    );
    await scene.at(9000);
    expect(scene.script()).toMatchInlineSnapshot(`
      "  0.0 s  user: Draw up my bill.
        0.0 s  acknowledgment: I am drawing up your bill. That takes a moment, and you can go on talking to me.
        0.0 s  [get_billing_summary_tool running 0 %]
        1.0 s  user: Then buy me a week pass for Italy, and move me to the unlimited plan, and close my contract.
        1.0 s  interim: Of course. I have noted it, and it comes next: a roaming pass for Italy. I have noted it as number 2: the change to Unlimited Basic. I have noted it as number 3: the closing of your contract.
        1.0 s  [waiting: a roaming pass for Italy, the change to Unlimited Basic, the closing of your contract]
        2.0 s  [get_billing_summary_tool running 33 %]
        4.0 s  [get_billing_summary_tool running 66 %]
        6.0 s  [get_billing_summary_tool succeeded 100 %]
        6.0 s  announcement: And now to what we were waiting for. Your last bill was 45.00 EUR. Your plan costs 40.00 EUR a month, and the next bill comes on day 5 of the month.
        6.0 s  [waiting: the change to Unlimited Basic, the closing of your contract]
        6.0 s  answer: The roaming pass for Italy costs 15.00 EUR: 5 GB, valid for 7 days from now. Shall I buy it for you?
        6.0 s  [purchase_roaming_pass_tool needs a yes]
        8.0 s  user: No, and forget the change.
        8.0 s  [that was no yes]
        8.0 s  answer: All right, I leave that: the change to Unlimited Basic.
        8.0 s  [waiting: the closing of your contract]
        8.0 s  answer: Done.
        8.0 s  [waiting: nothing]
        8.0 s  answer: The end date of your contract is 2026-11-05. Closing it now costs an early termination fee of 150.00 EUR and cannot be undone. Shall I close it now?
        8.0 s  [close_contract_tool needs a yes]"
    `);
  });

  test('a no in other words is one to the question, and not to what waits', async () => {
    const scene = await play(
      [0, 'Draw up my bill.'],
      [1, 'Then close my contract and buy me a week pass for Italy.'],
      [8, 'Cancel that.'],
    );
    await scene.at(9000);
    expect(textsOf(scene).slice(-2)).toEqual([
      'All right, I leave everything as it is.',
      'The roaming pass for Italy costs 15.00 EUR: 5 GB, valid for 7 days from now. Shall I buy it for you?',
    ]);
  });
});
