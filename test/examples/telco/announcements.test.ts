import { expect, test } from 'vitest';
import { lostFacts } from '../../../src/speech/lost-facts.ts';
import { stageTelco } from '../../kit/telco.ts';
import { openCounter } from './counter.ts';

test.each([
  [
    'close_contract_tool',
    { confirm: true },
    'Your contract is closed as of 2026-11-22. The early termination fee is 150.00 EUR.',
    ['2026-11-22', '150.00 EUR'],
  ],
  [
    'purchase_roaming_pass_tool',
    { country_code: 'IT', pass_id: 'EU-WEEK-5GB' },
    'Your roaming pass for Italy is active: 5 GB for 15.00 EUR, valid until 2026-11-29.',
    ['15.00 EUR', '2026-11-29'],
  ],
  [
    'change_package_tool',
    { package_id: 'P-UNL-B', effective: 'now' },
    'Your plan is now Unlimited Basic 5G, P-UNL-B, at 55.00 EUR a month.',
    ['P-UNL-B', '55.00 EUR'],
  ],
  [
    'change_package_tool',
    { package_id: 'P-UNL-B' },
    'From your next billing cycle on, your plan is Unlimited Basic 5G, P-UNL-B, at 55.00 EUR a month.',
    ['P-UNL-B', '55.00 EUR'],
  ],
  [
    'get_billing_summary_tool',
    {},
    'Your last bill was 45.00 EUR. Your plan costs 40.00 EUR a month, billed on day 5 of the month.',
    ['45.00 EUR', '40.00 EUR'],
  ],
])('E1: the result of %s %o is told as: %s', async (name, args, sentence, facts) => {
  const counter = openCounter();
  const result = await counter.call(name, args);
  expect(counter.traitsOf(name).longRunning?.announce?.(result)).toBe(sentence);
  expect(counter.traitsOf(name).longRunning?.facts?.(result)).toEqual(facts);
  expect(lostFacts(sentence, facts)).toEqual([]);
});

test.each([
  ['close_contract_tool', { status: 'already_closed' }, 'Your contract was already closed, so nothing has changed.'],
  ['close_contract_tool', { error: 'not_found' }, 'That did not go through: I could not find your number with us.'],
  ['change_package_tool', { error: 'contract_closed' }, 'That did not go through: your contract is closed.'],
  [
    'purchase_roaming_pass_tool',
    { error: 'invalid_pass' },
    'That did not go through: that pass is not on sale for that country.',
  ],
  [
    'get_billing_summary_tool',
    { error: 'not_verified' },
    'That did not go through: that needs you to be signed in for that number.',
  ],
])('a refusal that %s met at the end, %o, is told as: %s', (name, refusal, sentence) => {
  const { announce, facts } = openCounter().traitsOf(name).longRunning ?? {};
  expect(announce?.(refusal)).toBe(sentence);
  expect(facts?.(refusal)).toEqual([]);
});

test.each([
  ['It was 45.00 EUR, on a plan of 40.00 EUR.', 'It was 45.00 EUR, on a plan of 40.00 EUR.', 0],
  [
    'It was about 45 euros.',
    'Your last bill was 45.00 EUR. Your plan costs 40.00 EUR a month, billed on day 5 of the month.',
    1,
  ],
])('E1: a bill that the model tells as: %s, is told as: %s', async (words, told, failures) => {
  const main = [{ calls: [{ name: 'get_billing_summary_tool' }] }, { text: words }];
  const scene = stageTelco({ guardsFacts: true, main });
  await scene.say('Draw up my bill.');
  await scene.untilIdle();
  expect(scene.replies('announcement').map(({ text }) => text)).toEqual([told]);
  expect(scene.emitted('failure')).toHaveLength(failures);
});

test.each([
  [
    { name: 'change_package_tool', args: { package_id: 'P-UNL-B' } },
    'You are on P-UNL-B from your next bill on.',
    'From your next billing cycle on, your plan is Unlimited Basic 5G, P-UNL-B, at 55.00 EUR a month.',
  ],
  [
    { name: 'purchase_roaming_pass_tool', args: { country_code: 'IT', pass_id: 'EU-WEEK-5GB' } },
    'Your pass is active for a week, for 15.00 EUR.',
    'Your roaming pass for Italy is active: 5 GB for 15.00 EUR, valid until 2026-01-12.',
  ],
  [
    { name: 'close_contract_tool', args: { confirm: true } },
    'Your contract is closed as of 2026-01-05.',
    'Your contract is closed as of 2026-01-05. The early termination fee is 150.00 EUR.',
  ],
])('E1: a fee or date that the model loses is told all the same: %o', async (call, words, told) => {
  const scene = stageTelco({ guardsFacts: true, main: [{ calls: [call] }, { text: words }] });
  await scene.request('Please.');
  await scene.untilIdle();
  expect(scene.replies('announcement').map(({ text }) => text)).toEqual([told]);
});
