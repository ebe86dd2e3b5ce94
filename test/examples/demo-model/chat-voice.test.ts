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

test.each(['Stop it', 'cancel that', 'Cancel it please', 'Stop!', 'Cancel my request', 'Please stop working'])(
  'asked "%s", it says who can cancel the work',
  (words) => {
    const { say, calls } = talk(chatAnswers);
    expect(say(words)).toBe(
      'I cannot stop the running work myself, but you can cancel it yourself, from where you are writing to me. I leave everything else as it is.',
    );
    expect(calls).toEqual([]);
  },
);

test('the queue is told with the status', () => {
  const { say } = talk({
    check_status: () => ({
      status: 'running',
      progress: 20,
      tool_name: 'x',
      runs: [],
      queued: [{ label: 'the change of your plan', place: 1 }],
    }),
  });
  expect(say('Any progress?')).toBe('Good progress, I am at 20 percent. Next in line: the change of your plan.');
});

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
  ['Close my contract', 'closing your contract'],
  ['What would it cost to close my contract?', 'looking up that fee'],
  ['Buy me a week pass for Italy', 'a purchase'],
  ['Move me to the unlimited plan', 'a change of your plan'],
  ['Draw up my bill', 'your bill'],
  ['Warn me at 80 percent', 'setting alerts'],
])('it starts no change: "%s"', (request, named) => {
  const { say, calls } = talk(chatAnswers);
  expect(say(request)).toBe(
    `I cannot start ${named} while the other work is running. Please say it again right after, and I will do it at once.`,
  );
  expect(calls).toEqual([]);
});

test.each([
  'Are you still there?',
  'Thanks!',
  'Tell me a joke',
  "How's the weather?",
  'How are you?',
  'Who are you?',
  'Hello',
  'Actually, never mind',
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
