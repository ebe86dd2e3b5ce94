import { expect, test } from 'vitest';
import { talk } from './talk.ts';
import { chatAnswers } from './telco-answers.ts';

test.each(['How far are you?', "What's the status?", 'How much longer will it take?'])(
  'asked "%s", it looks the status up and tells it',
  (question) => {
    const { say, calls } = talk(chatAnswers);
    expect(say(question)).toBe('Good progress. Your bill is at 66 percent. I am adding it all up.');
    expect(calls).toEqual([['check_status', {}]]);
  },
);

test.each([
  [{ progress: 0, message: null }, 'I have only just begun with your bill.'],
  [{ progress: null, message: '' }, 'I have only just begun with your bill.'],
  [{ progress: 0, message: 'looking it up.' }, 'I have only just begun with your bill. Looking it up.'],
  [{ progress: 33, message: null }, 'Good progress. Your bill is at 33 percent. It will not be long now.'],
])('work that stands at %j is told as it is', (at, told) => {
  const run = { tool: 'x', label: 'your bill', status: 'running', ...at };
  const { say } = talk({ check_status: () => ({ status: 'running', progress: at.progress, runs: [run], queued: [] }) });
  expect(say('How far are you?')).toBe(told);
});

test('work without runs that has just begun is told so', () => {
  const { say } = talk({ check_status: () => ({ status: 'running', progress: 0, runs: [], queued: [] }) });
  expect(say('How far are you?')).toBe('I have only just begun.');
});

const underWay = 'Under way: your bill (operation-1, for 3 s).';
const waiting = 'Waiting, in this order: a roaming pass for France (operation-2, for 1 s).';

test.each(['Stop it', 'cancel that', 'Cancel it please', 'Stop!', 'Cancel my request', 'Please stop working'])(
  'asked "%s", it stops the only work there is',
  (words) => {
    const { say, calls } = talk(chatAnswers, [], underWay);
    expect(say(words)).toBe('I am stopping it. You hear in a moment how that went.');
    expect(calls).toEqual([['cancel_operation', { id: 'operation-1' }]]);
  },
);

test.each([
  ['Cancel the bill', ['operation-1']],
  ['Scrap the bill please', ['operation-1']],
  ['Forget about the pass', ['operation-2']],
  ['Cancel the one for France', ['operation-2']],
  ['Cancel both', ['operation-2', 'operation-1']],
  ['Cancel the switch', []],
])('of several it stops what is named: "%s"', (words, ids) => {
  const { say, calls } = talk(chatAnswers, [], `${underWay}\n\n${waiting}`);
  say(words);
  expect(calls).toEqual(ids.map((id) => ['cancel_operation', { id }]));
});

test.each([
  ['not_cancellable', 'I am sorry, that cannot be stopped any more. I tell you how it went.'],
  ['not_found', 'That has ended already, so there is nothing to stop.'],
])('what cannot be stopped (%s) is told so', (error, told) => {
  const { say } = talk({ ...chatAnswers, cancel_operation: () => ({ error }) }, [], underWay);
  expect(say('Stop it')).toBe(told);
});

test('work that is done and goes on is stopped without a name', () => {
  const { say, calls } = talk(
    chatAnswers,
    [],
    'No tool is at work at this moment: what came of it is being put into words, or the work goes on.',
  );
  say('Stop it');
  expect(calls).toEqual([['cancel_operation', {}]]);
});

test('a second attempt, and how much longer it takes, are told', () => {
  const run = { tool: 'x', label: 'your bill', status: 'running', progress: 0, message: '', attempt: 'second attempt' };
  const runs = [{ ...run, time_left: 'about 4 seconds more' }];
  const { say } = talk({ check_status: () => ({ status: 'running', progress: 0, runs, queued: [] }) });
  expect(say('How far are you?')).toBe(
    'I have only just begun again with your bill. This is the second attempt. It takes about 4 seconds more.',
  );
});

test.each(['Any progress?', 'What waits?', 'What is next?', 'What is on my list?', 'What comes after that?'])(
  'the queue is told with the status: "%s"',
  (question) => {
    const { say } = talk({
      check_status: () => ({
        status: 'running',
        progress: 20,
        tool_name: 'x',
        runs: [],
        queued: [{ label: 'the change of your plan', place: 1 }],
      }),
    });
    expect(say(question)).toBe('Good progress, I am at 20 percent. Next in line: the change of your plan.');
  },
);

test.each(['idle', 'unknown'])('with nothing running (%s) it says so', (status) => {
  expect(
    talk({ check_status: () => ({ status, progress: null, tool_name: null, runs: [], queued: [] }) }).say(
      'How far are you?',
    ),
  ).toBe('I see nothing running right now.');
});

test('it looks things up while the other work runs', () => {
  const { say, calls } = talk(chatAnswers);
  expect(say('How much data have I left?')).toContain('27.5 GB left of your 40 GB');
  expect(say('And what does roaming cost in France?')).toContain('Roaming in France is included');
  expect(calls.map(([name]) => name)).toEqual(['get_data_balance_tool', 'get_roaming_info_tool']);
});

test('status and a question in one message are both answered', () => {
  const answer = talk(chatAnswers).say('How far are you? And how much data have I left?');
  expect(answer).toContain('66 percent');
  expect(answer).toContain('27.5 GB');
});

test.each([
  ['Close my contract', 'the closing of your contract'],
  ['What would it cost to close my contract?', 'what closing your contract would cost'],
  ['Buy me a week pass for Italy', 'a roaming pass for Italy'],
  ['Then a week pass for France', 'a roaming pass for France'],
  ['Book me a roaming pass after that', 'a roaming pass'],
  ['Move me to the unlimited plan', 'the change to Unlimited Basic'],
  ['Then change my plan', 'the change of your plan'],
  ['and draw up my bill after that', 'your bill'],
  ['Warn me at 80 percent', 'your data alerts'],
])('it starts no change, and notes it: "%s"', (request, label) => {
  const { say, calls } = talk(chatAnswers);
  expect(say(request)).toBe('Of course.');
  expect(calls).toEqual([['queue_request', { label }]]);
});

test('what is urgent is noted so, and what finds no room is told so', () => {
  const { say, calls } = talk({ ...chatAnswers, queue_request: () => ({ error: 'queue_full', message: '' }) });
  expect(say('Draw up my bill, it is urgent')).toContain('cannot note that as well');
  expect(calls).toEqual([['queue_request', { label: 'your bill', priority: 'high' }]]);
});

test.each([
  'Are you still there?',
  'Thanks!',
  'Tell me a joke',
  "How's the weather?",
  'How are you?',
  'Who are you?',
  'Hello',
])('small talk needs no tool: "%s"', (words) => {
  const { say, calls } = talk(chatAnswers);
  const answer = say(words);
  expect(answer).not.toContain('did not understand');
  expect(answer).toMatch(/^[\x20-\x7e]+$/);
  expect(calls).toEqual([]);
});

test('two jokes are two different jokes', () => {
  const { say } = talk(chatAnswers);
  expect(say('Tell me a joke')).not.toBe(say('Another joke please'));
});

test('what it does not understand it says, and that it is a demo model', () => {
  expect(talk(chatAnswers).say('Purple elephants')).toContain('I am a demo model of this example');
});
