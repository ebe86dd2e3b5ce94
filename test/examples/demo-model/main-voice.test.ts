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

test('a change of plan names the fee, waits for a yes and is then carried out', () => {
  const { say, calls } = talk(telcoAnswers);
  expect(say('Move me to the unlimited plan.')).toBe(
    'Shall I switch you to Unlimited Basic 5G from your next billing cycle, for 55.00 EUR a month?',
  );
  expect(calls.map(([name]) => name)).not.toContain('change_package_tool');
  expect(say('Yes, please')).toBe('Done, you will be on the Unlimited Basic plan from your next billing cycle.');
  expect(calls.at(-1)).toEqual(['change_package_tool', { package_id: 'P-UNL-B', effective: 'next_cycle' }]);
});

test('a change without a plan asks for it, and one detail more asks for the yes again', () => {
  const { say, calls } = talk(telcoAnswers);
  expect(say('I want to change my plan')).toBe(
    'Which plan would you like: Lite, Standard, Unlimited Basic, Unlimited Premium or Travelers EU?',
  );
  expect(say('The lite one')).toContain('Lite 10GB 4G from your next billing cycle, for 25.00 EUR a month?');
  expect(say('Yes, but right now')).toContain('Lite 10GB 4G right now, for 25.00 EUR a month?');
  say('yes');
  expect(calls.at(-1)).toEqual(['change_package_tool', { package_id: 'P-10', effective: 'now' }]);
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
    const record = { id, name: `plan ${id}`, monthly_fee: 1 };
    const { say } = talk({
      ...telcoAnswers,
      get_current_package_tool: () => ({
        package: { ...record, id: 'another' },
        contract: { status: 'active', pending_change: null },
      }),
      list_available_packages_tool: () => [record],
    });
    expect(say('I want to change my plan')).toContain('Unlimited Premium');
    expect(say(answer)).toBe(`Shall I switch you to plan ${id} from your next billing cycle, for 1.00 EUR a month?`);
  },
);

test('when the change shall be is remembered while the plan is asked for', () => {
  const { say } = talk(telcoAnswers);
  expect(say('Change my plan right now')).toMatch(/^Which plan would you like right now: /);
  expect(say('Lite')).toContain('Lite 10GB 4G right now,');
});

const dayPass = 'Shall I get you the day pass for Italy, 1 GB for 5.00 EUR?';
const weekPass = 'Shall I get you the week pass for Italy, 5 GB for 15.00 EUR?';

test.each([
  ...['day', 'the day one', 'one day', 'A day pass', 'Okay, the day pass', 'daily, thanks'].map((say) => [
    say,
    dayPass,
  ]),
  ...['week', 'for a week', 'Weekly please', '7 days', 'the week pass'].map((say) => [say, weekPass]),
])('asked for day or week, "%s" is understood', (answer, offer) => {
  const { say } = talk(telcoAnswers);
  expect(say('I need a roaming pass for Italy')).toBe('Would you like the day pass or the week pass for Italy?');
  expect(say(answer)).toBe(offer);
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

test('what an offer names already, said without a yes, is asked again', () => {
  const { say } = talk(telcoAnswers);
  const offer = say('Move me to the unlimited plan');
  expect(say('Unlimited Basic')).toBe(offer);
  expect(say('No, not unlimited')).toBe('All right, I leave everything as it is.');
});

test('a no that corrects an offer gets only the new offer', () => {
  const { say } = talk(telcoAnswers);
  say('Buy me a week pass for Italy');
  expect(say('No, for France')).toBe('Shall I get you the week pass for France, 5 GB for 15.00 EUR?');
});

test('a plan the customer has already is not changed', () => {
  expect(talk(telcoAnswers).say('Switch me to the standard plan')).toBe(
    'You are on Standard 40GB 5G already, so there is nothing to change.',
  );
});

test('a pass is looked up, offered at its price, and bought after a yes', () => {
  const { say, calls } = talk(telcoAnswers);
  expect(say('I need a roaming pass')).toBe('For which country do you need the roaming pass?');
  expect(say('Italy')).toBe('Would you like the day pass or the week pass for Italy?');
  expect(say('A week pass')).toBe('Shall I get you the week pass for Italy, 5 GB for 15.00 EUR?');
  expect(say('Go ahead')).toBe('Your roaming pass for Italy is active: 5 GB for 15.00 EUR, valid until 2026-05-08.');
  expect(calls.at(-1)).toEqual(['purchase_roaming_pass_tool', { country_code: 'IT', pass_id: 'EU-WEEK-5GB' }]);
});

test('a pass is for the country that was just talked about, and its period is not asked twice', () => {
  const { say } = talk(telcoAnswers);
  expect(say('Buy me the week pass')).toBe('For which country do you need the week pass?');
  expect(say('France')).toBe('Shall I get you the week pass for France, 5 GB for 15.00 EUR?');
  say('What does roaming cost in Italy?');
  expect(say('Buy me the day pass')).toBe('Shall I get you the day pass for Italy, 1 GB for 5.00 EUR?');
});

test('a no leaves everything as it is', () => {
  const { say, calls } = talk(telcoAnswers);
  say('Buy me a week pass for France');
  expect(say('Actually, never mind')).toBe('No problem, I leave everything as it is.');
  expect(say('yes')).toContain('not sure what you are saying yes to');
  expect(calls.map(([name]) => name)).toEqual(['get_roaming_info_tool']);
});

test('a country without passes is told so', () => {
  expect(talk(telcoAnswers).say('Get me a day pass for Germany')).toBe(
    'There is no roaming pass for Germany, I am sorry.',
  );
});

test('a contract is closed only after its preview was told and agreed to', () => {
  const { say, calls } = talk(telcoAnswers);
  expect(say('Close my contract')).toBe(
    'Closing now costs an early termination fee of 150.00 EUR. Your contract ends on 2027-03-01. Shall I close your contract now?',
  );
  expect(say('Yes')).toBe('Your contract is closed as of 2026-05-01. The early termination fee is 150.00 EUR.');
  expect(calls).toEqual([
    ['close_contract_tool', { confirm: false }],
    ['close_contract_tool', { confirm: true }],
  ]);
});

test('a yes that comes with another question does both', () => {
  const { say, calls } = talk(telcoAnswers);
  say('Close my contract');
  expect(say('Yes, and what is my balance?')).toContain('27.5 GB left');
  expect(calls.slice(1).map(([name]) => name)).toEqual(['close_contract_tool', 'get_data_balance_tool']);
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

test('a confirmed change that needed a sign-in is carried out after it', () => {
  let verified = false;
  const { say, calls } = talk({
    ...telcoAnswers,
    change_package_tool: (args) => (verified ? telcoAnswers['change_package_tool']?.(args) : { error: 'not_verified' }),
    verify_login_tool: (args) => {
      verified = true;
      return telcoAnswers['verify_login_tool']?.(args);
    },
  });
  say('Move me to unlimited');
  expect(say('Yes')).toContain('phone number');
  say('+12125550142');
  expect(say('123456')).toBe(
    'Thank you, you are signed in. Done, you will be on the Unlimited Basic plan from your next billing cycle.',
  );
  expect(calls.filter(([name]) => name === 'change_package_tool')).toHaveLength(2);
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
  ['needs confirmation', 'I need your clear yes before I go on with your bill.'],
  [
    'There is no result of this call: it is not known to have run. Do not tell it as done.',
    'I do not know whether your bill went through, so please let us check before we try again.',
  ],
  [{ error: 'boom' }, 'I am sorry, your bill did not work.'],
])('a result that is no success is told: %j', (value, told) => {
  expect(talk({ get_billing_summary_tool: () => value }).say('My bill please')).toBe(told);
});

test('the result of a call that was granted without the model is told', () => {
  const { content } = decide({
    messages: [
      { role: 'assistant', content: 'Your roaming pass costs 15.00 EUR. Do you want it?' },
      { role: 'user', content: 'Yes' },
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
