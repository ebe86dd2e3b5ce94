import { expect, test } from 'vitest';
import { decide } from '../../../examples/telco/demo-model/decide.ts';

function join(content: string): string | undefined {
  return decide({
    messages: [
      { role: 'system', content: 'Join them.' },
      { role: 'user', content },
    ],
  }).content;
}

const run = {
  tool: 'get_billing_summary_tool',
  label: 'your bill',
  status: 'succeeded',
  result: { last_bill_amount: 45, cycle_day: 5, monthly_fee: 40 },
};
const reply = 'Your last bill was 45.00 EUR.';

test('the plain reply is kept word for word, behind a bridge from the last words said', () => {
  const interim = [
    { user: ['How far are you?'], assistant: 'At 66 percent.' },
    { user: ['Tell me a joke'], assistant: 'Why did the phone wear glasses?' },
  ];
  expect(join(JSON.stringify({ reply, runs: [run], interim }))).toBe(`And now back to business. ${reply}`);
});

test('without talk meanwhile it thanks for waiting', () => {
  expect(join(JSON.stringify({ reply, runs: [run], interim: [] }))).toBe(`Thank you for waiting. ${reply}`);
});

test('without a plain reply it tells the results itself', () => {
  expect(join(JSON.stringify({ reply: '', runs: [run], interim: [] }))).toContain('45.00 EUR');
});

test('parts that are broken are left out', () => {
  expect(join(JSON.stringify({ reply, runs: 'none', interim: [{ user: 'no list' }] }))).toBe(
    `Thank you for waiting. ${reply}`,
  );
});

test('a request without tools that is no synthesis is answered as small talk', () => {
  expect(join('Hello')).toBe('Hello, and welcome. What can I do for you?');
});
