import { expect, test } from 'vitest';
import { decide } from '../../../examples/telco/demo-model/decide.ts';
import { talk } from './talk.ts';
import { telcoAnswers } from './telco-answers.ts';

test('a bill is drawn up and told with its amounts', () => {
  const { say, calls } = talk(telcoAnswers);
  expect(say('Draw up my bill.')).toBe(
    'Your last bill was 45.00 EUR. Your plan costs 40.00 EUR a month, and the next bill comes on day 5 of the month.',
  );
  expect(calls).toEqual([['get_billing_summary_tool', {}]]);
});

test('two questions in one message become two calls and one answer', () => {
  const { say, calls } = talk(telcoAnswers);
  const answer = say('What is my balance? And which add-ons do I have?');
  expect(calls.map(([name]) => name)).toEqual(['get_data_balance_tool', 'list_addons_tool']);
  expect(answer).toContain('27.5 GB left');
  expect(answer).toContain('a roaming pass for Italy with 1 GB for 10.00 EUR, valid until 2026-01-02');
});

test('words that were held are all answered', () => {
  const { say } = talk(telcoAnswers);
  const answer = say('How much data have I left?', 'Which plan am I on?', 'Tell me a joke');
  expect(answer).toContain('27.5 GB');
  expect(answer).toContain('Standard 40GB 5G');
  expect(answer).toContain('phone wear glasses');
});

test('a change of plan is looked into and asked of the tool, without a question before', () => {
  const { say, calls } = talk(telcoAnswers);
  expect(say('Move me to the unlimited plan.')).toBe(
    'Done, you will be on the Unlimited Basic plan, P-UNL-B, from your next billing cycle.',
  );
  expect(calls).toEqual([
    ['get_current_package_tool', {}],
    ['change_package_tool', { package_id: 'P-UNL-B', effective: 'next_cycle' }],
  ]);
});

test('a change without a plan asks for it', () => {
  expect(talk(telcoAnswers).say('I want to change my plan')).toBe(
    'Which plan would you like: Lite, Standard, Unlimited Basic, Unlimited Premium or Travelers EU?',
  );
});

const choices: [string, string[]][] = [
  ['P-10', ['Lite', 'lite, please', 'the lite one', '10 GB', "I'd take the lite one, thanks"]],
  ['P-40', ['Standard', 'standard please', 'I choose Standard', 'The 40 gig plan']],
  ['P-UNL-B', ['Unlimited Basic', 'Basic', 'the basic one', "Let's go with Unlimited Basic", 'Okay, unlimited']],
  [
    'P-UNL-P',
    [
      'Unlimited Premium',
      'unlimited premium',
      'Premium',
      'Unlimited Premium, please',
      'Premium, thanks',
      'Not basic, premium',
    ],
  ],
  ['P-TRAVEL-EU-20', ['Travelers EU', 'travelers', 'the EU one', 'Take the Travelers EU', 'Travelers EU please.']],
];

test.each(choices.flatMap(([id, answers]) => answers.map((answer) => [answer, id])))(
  'asked which plan, "%s" is %s',
  (answer, id) => {
    const { say, calls } = talk({
      ...telcoAnswers,
      get_current_package_tool: () => ({
        package: { id: 'another', name: 'Another', monthly_fee: 1 },
        contract: { status: 'active', pending_change: null },
      }),
    });
    expect(say('I want to change my plan')).toContain('Unlimited Premium');
    say(answer);
    expect(calls.at(-1)).toEqual(['change_package_tool', { package_id: id, effective: 'next_cycle' }]);
  },
);

test('when the change shall be is remembered while the plan is asked for', () => {
  const { say, calls } = talk(telcoAnswers);
  expect(say('Change my plan right now')).toMatch(/^Which plan would you like right now: /);
  say('Lite');
  expect(calls.at(-1)).toEqual(['change_package_tool', { package_id: 'P-10', effective: 'now' }]);
});

test.each([
  ...['day', 'the day one', 'one day', 'A day pass', 'Okay, the day pass', 'daily, thanks'].map((say) => [
    say,
    'EU-DAY-1GB',
  ]),
  ...['week', 'for a week', 'Weekly please', '7 days', 'the week pass'].map((say) => [say, 'EU-WEEK-5GB']),
])('asked for day or week, "%s" is understood', (answer, pass_id) => {
  const { say, calls } = talk(telcoAnswers);
  expect(say('I need a roaming pass for Italy')).toBe('Would you like the day pass or the week pass for Italy?');
  say(answer);
  expect(calls.at(-1)).toEqual(['purchase_roaming_pass_tool', { country_code: 'IT', pass_id }]);
});

test.each(['Spain', 'spain, thanks', 'to Spain please', "I'm going to Spain", 'We fly to Spain.', 'Okay, Spain'])(
  'asked for the country of a pass or a journey, "%s" names it',
  (answer) => {
    const { say, calls } = talk(telcoAnswers);
    say('I need a roaming pass');
    expect(say(answer)).toBe('Would you like the day pass or the week pass for Spain?');
    say('What does roaming cost?');
    expect(say(answer)).toContain('Roaming in Spain');
    expect(calls.at(-1)).toEqual(['get_roaming_info_tool', { country_code: 'ES' }]);
  },
);

test('another question about the country is no answer', () => {
  const { say } = talk(telcoAnswers);
  say('I need a roaming pass');
  expect(say('What does roaming cost in Spain?')).toContain('Roaming in Spain is included');
});

test.each(['80%', '80 percent, thanks', 'eighty percent', 'when 80% are used'])(
  'asked for a threshold, "%s" sets it',
  (answer) => {
    const { say } = talk(telcoAnswers);
    say('Set an alert');
    expect(say(answer)).toBe('I will alert you at 80 percent of your data.');
  },
);

test('a plan the customer has already is not changed, unless another one is to come', () => {
  expect(talk(telcoAnswers).say('Switch me to the standard plan')).toBe(
    'You are on Standard 40GB 5G already, so there is nothing to change.',
  );
  const { say, calls } = talk({
    ...telcoAnswers,
    get_current_package_tool: () => ({
      package: { id: 'P-40', name: 'Standard 40GB 5G', monthly_fee: 40 },
      contract: { status: 'active', pending_change: { package_id: 'P-10' } },
    }),
  });
  say('Switch me to the standard plan');
  expect(calls.at(-1)).toEqual(['change_package_tool', { package_id: 'P-40', effective: 'next_cycle' }]);
});

test('a pass is looked up, its country and period asked for, and then asked of the tool', () => {
  const { say, calls } = talk(telcoAnswers);
  expect(say('I need a roaming pass')).toBe('For which country do you need the roaming pass?');
  expect(say('Italy')).toBe('Would you like the day pass or the week pass for Italy?');
  expect(say('A week pass')).toBe('Your roaming pass for Italy is active: 5 GB for 15.00 EUR, valid until 2026-05-08.');
  expect(calls.at(-1)).toEqual(['purchase_roaming_pass_tool', { country_code: 'IT', pass_id: 'EU-WEEK-5GB' }]);
});

test('a pass is for the country that was just talked about, and its period is not asked twice', () => {
  const { say, calls } = talk(telcoAnswers);
  expect(say('Buy me the week pass')).toBe('For which country do you need the week pass?');
  say('France');
  expect(calls.at(-1)).toEqual(['purchase_roaming_pass_tool', { country_code: 'FR', pass_id: 'EU-WEEK-5GB' }]);
  say('What does roaming cost in Italy?');
  say('Buy me the day pass');
  expect(calls.at(-1)).toEqual(['purchase_roaming_pass_tool', { country_code: 'IT', pass_id: 'EU-DAY-1GB' }]);
});

test('a yes to nothing is asked about', () => {
  expect(talk(telcoAnswers).say('yes')).toBe(
    'Gladly, but I am not sure what you are saying yes to. What shall I do for you?',
  );
});

test('a country without passes is told so', () => {
  expect(talk(telcoAnswers).say('Get me a day pass for Germany')).toBe(
    'There is no roaming pass for Germany, I am sorry.',
  );
});

test('a contract is closed when that is wished, and what it would cost is only told', () => {
  const { say, calls } = talk(telcoAnswers);
  expect(say('What would it cost to close my contract?')).toBe(
    'Closing now costs an early termination fee of 150.00 EUR. Your contract ends on 2027-03-01.',
  );
  expect(say('Then close my contract')).toBe(
    'Your contract is closed as of 2026-05-01. The early termination fee is 150.00 EUR.',
  );
  expect(calls).toEqual([
    ['close_contract_tool', { confirm: false }],
    ['close_contract_tool', { confirm: true }],
  ]);
});

const waits = { error: 'not_confirmed', message: 'It has not run. The user is told the price and asked.' };

test('of a call that waits for the yes it says nothing, for the system tells and asks', () => {
  const { say } = talk({ ...telcoAnswers, change_package_tool: () => waits });
  expect(say('Move me to the unlimited plan')).toBe('');
  expect(say('Move me to the unlimited plan and tell me my balance')).toMatch(/^You have 27\.5 GB left[^?]*$/);
});

test('of a second one it says that it comes afterwards', () => {
  const { say } = talk({ ...telcoAnswers, close_contract_tool: () => waits, purchase_roaming_pass_tool: () => waits });
  expect(say('Close my contract and buy me a week pass for Italy')).toBe(
    'One thing at a time: please ask me again for your roaming pass afterwards.',
  );
});

test('who is not signed in is asked for the number and the code, and gets what he wanted at first', () => {
  let verified = false;
  const { say, calls } = talk({
    ...telcoAnswers,
    get_data_balance_tool: () => (verified ? telcoAnswers['get_data_balance_tool']?.({}) : { error: 'not_verified' }),
    verify_login_tool: (args) => {
      verified = args['otp'] === '123456';
      return telcoAnswers['verify_login_tool']?.(args);
    },
  });
  expect(say('How much data have I left?')).toBe(
    'For that I need to know who you are. What is your phone number, with the country code?',
  );
  expect(say('It is +1 212 555 0142')).toBe(
    'I have sent a code by SMS to your phone ending in 42. What is the six-digit code?',
  );
  expect(say('111 111')).toBe(
    'That is not the code I have sent. You can read it to me again, or ask for a new code. What is the six-digit code?',
  );
  expect(say('Sorry, 123456')).toBe(
    'Thank you, you are signed in. You have 27.5 GB left of your 40 GB, and 12.5 GB are used. It starts again on day 5 of the month.',
  );
  expect(calls.filter(([name]) => name.includes('login'))).toEqual([
    ['start_login_tool', { msisdn: '+12125550142' }],
    ['verify_login_tool', { msisdn: '+12125550142', otp: '111111' }],
    ['verify_login_tool', { msisdn: '+12125550142', otp: '123456' }],
  ]);
});

test.each([
  ['expired', 'That code has expired. Shall I send you a new code?'],
  ['too_many_tries', 'That was tried too often, so the code is no longer valid. Shall I send you a new code?'],
  ['no_code', 'I have sent no code to that number that could still be used. Shall I send you a new code?'],
])('after a code that is %s, a yes brings a new one', (reason, told) => {
  const { say, calls } = talk({ ...telcoAnswers, verify_login_tool: () => ({ verified: false, reason }) });
  say('My phone number is +12125550142');
  expect(say('123456')).toBe(told);
  expect(say('Yes please')).toContain('I have sent a code');
  expect(calls.at(-1)).toEqual(['start_login_tool', { msisdn: '+12125550142' }]);
});

test('after too many codes it says when there will be another', () => {
  const { say } = talk({ ...telcoAnswers, start_login_tool: () => ({ sent: false, reason: 'too_many_codes' }) });
  expect(say('My phone number is +12125550142')).toBe(
    'I have sent too many codes for that number already. Please try again in an hour.',
  );
});

test('a number that is none is asked for again, and a reason nobody knows is not told', () => {
  const answerOf = (reason: string) => {
    const { say } = talk({ ...telcoAnswers, verify_login_tool: () => ({ verified: false, reason }) });
    say('My phone number is +12125550142');
    return say('123456');
  };
  expect(answerOf('invalid_msisdn')).toBe(
    'That is not a phone number I can use. What is your phone number, with the country code?',
  );
  expect(answerOf('odd_reason')).toMatch(/^That code did not work\. You can/);
});

test('a change that needed a sign-in is asked of the tool after it', () => {
  let verified = false;
  const { say, calls } = talk({
    ...telcoAnswers,
    get_current_package_tool: (args) =>
      verified ? telcoAnswers['get_current_package_tool']?.(args) : { error: 'not_verified' },
    verify_login_tool: (args) => {
      verified = true;
      return telcoAnswers['verify_login_tool']?.(args);
    },
  });
  expect(say('Move me to unlimited')).toContain('phone number');
  say('+12125550142');
  expect(say('123456')).toBe(
    'Thank you, you are signed in. Done, you will be on the Unlimited Basic plan, P-UNL-B, from your next billing cycle.',
  );
  expect(calls.filter(([name]) => name === 'change_package_tool')).toHaveLength(1);
});

test('alerts take percent, gigabytes, or ask', () => {
  const { say, calls } = talk(telcoAnswers);
  expect(say('Warn me at 80 percent')).toBe('I will alert you at 80 percent of your data.');
  expect(say('Set an alert')).toBe('At how many percent or gigabytes shall I alert you?');
  expect(say('5 gigs')).toBe('I will alert you at 5 GB of your data.');
  expect(calls).toEqual([
    ['set_data_alerts_tool', { threshold_percent: 80 }],
    ['set_data_alerts_tool', { threshold_gb: 5 }],
  ]);
});

test('a recommendation goes by budget, 5G and travel', () => {
  const { say, calls } = talk(telcoAnswers);
  expect(say('Recommend a plan with 5G under 50 euros, I travel to Italy')).toBe(
    'I recommend Standard 40GB 5G, which would cost you about 40.00 EUR a month. Next comes Unlimited Basic 5G at about 55.00 EUR.',
  );
  expect(calls).toEqual([
    ['recommend_packages_tool', { preferences_json: '{"budget":50,"need_5g":true,"travel_country":"IT"}' }],
  ]);
});

test('roaming is told for the country named, or asked for', () => {
  const { say } = talk(telcoAnswers);
  expect(say("I'm going to Italy next week, what does roaming cost?")).toBe(
    'Roaming in Italy is included in your plan. There are passes with 1 GB for 5.00 EUR, valid one day and 5 GB for 15.00 EUR, valid 7 days.',
  );
  expect(say('What does roaming cost?')).toBe('Which country are you travelling to?');
  expect(say('the US')).toContain(
    'Roaming in the United States is not included in your plan. Without a pass it is 0.15 EUR a megabyte',
  );
  expect(say('And roaming in Japan?')).toBe('I do not know that country, I am sorry.');
});

test('plans on sale are listed with their fees', () => {
  expect(talk(telcoAnswers).say('Which plans do you have?')).toBe(
    'We have Lite 10GB 4G for 25.00 EUR, Standard 40GB 5G for 40.00 EUR and Unlimited Basic 5G for 55.00 EUR a month.',
  );
});

test.each([
  [{ error: 'not_found' }, 'I could not find your number with us.'],
  [{ error: 'contract_closed' }, 'Your contract is closed, so that is not possible any more.'],
  [{ status: 'already_closed' }, 'Your contract was already closed, so nothing has changed.'],
  [
    'Not run, because the change before it failed.',
    'I have not started your bill, because the change before it failed.',
  ],
  [
    { error: 'not_run', message: 'Not run, because the work before it did not succeed.' },
    'I have not started your bill, because the work before it did not succeed.',
  ],
  [
    { error: 'cancelled', message: 'It was cancelled before it changed anything.' },
    'As you wished, your bill is cancelled.',
  ],
  [
    { error: 'no_answer', message: 'It did not answer in time. Whether it took effect is not known.' },
    'I do not know whether your bill went through, so please let us check before we try again.',
  ],
  [{ error: 'failed', message: 'boom' }, 'I am sorry, your bill did not work.'],
  ['cancelled', 'As you wished, your bill is cancelled.'],
  [{ status: 'cancelled' }, 'As you wished, your bill is cancelled.'],
  [{ status: 'timedOut' }, 'I am sorry, your bill took too long and was stopped.'],
  ['It timed out after 60 s.', 'I am sorry, your bill took too long and was stopped.'],
  [{ status: 'unknown' }, 'I do not know whether your bill went through, so please let us check before we try again.'],
  [
    'There is no result of this call: it is not known to have run. Do not tell it as done.',
    'I do not know whether your bill went through, so please let us check before we try again.',
  ],
  [{ error: 'boom' }, 'I am sorry, your bill did not work.'],
])('a result that is no success is told: %j', (value, told) => {
  expect(talk({ get_billing_summary_tool: () => value }).say('My bill please')).toBe(told);
});

test.each([
  ['in words', [{ role: 'user', content: 'Yes' } as const]],
  ['by a button', []],
])('the result of a call that was granted %s, without the model, is told', (_, yes) => {
  const { content } = decide({
    messages: [
      { role: 'user', content: 'Buy me a week pass for Italy' },
      {
        role: 'assistant',
        content: 'The roaming pass for Italy costs 15.00 EUR: 5 GB, valid for 7 days from now. Shall I buy it for you?',
      },
      ...yes,
      {
        role: 'assistant',
        content: '',
        tool_calls: [
          { id: 'granted', type: 'function', function: { name: 'purchase_roaming_pass_tool', arguments: '{}' } },
        ],
      },
      {
        role: 'tool',
        tool_call_id: 'granted',
        content: '{"added":{"country":"IT","data_mb":5120,"price":15,"expires":"2026-05-08"}}',
      },
    ],
    tools: [{ type: 'function', function: { name: 'purchase_roaming_pass_tool' } }],
  });
  expect(content).toBe('Your roaming pass for Italy is active: 5 GB for 15.00 EUR, valid until 2026-05-08.');
});

test('it says plainly that it is a demo model, when asked and when it does not understand', () => {
  const { say } = talk(telcoAnswers);
  expect(say('Are you a real language model?')).toContain(
    'I am a demo model of this example: I know some phrases, and I am no language model.',
  );
  expect(say('Translate this sentence into Latin')).toContain(
    'I did not understand that, I am sorry. I am a demo model',
  );
});

test('what it has no tool for it does not pretend to do', () => {
  expect(talk({ get_data_balance_tool: () => ({}) }).say('Close my contract')).toBe(
    'I am sorry, I have no tool for that here.',
  );
});
