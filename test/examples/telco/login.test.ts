import fc from 'fast-check';
import { expect, test } from 'vitest';
import { a, b, openCounter } from './counter.ts';

const minute = 60_000;
const wrongCodeFor = (code: string) => (code === '111111' ? '222222' : '111111');

/** What no code is: words of programs, digits of other scripts, and texts without end. */
const odd = [
  'None',
  '',
  'null',
  'undefined',
  '000000',
  '123456.0',
  '１２３４５６',
  '١٢٣٤٥٦',
  '𝟏𝟐𝟑𝟒𝟓𝟔',
  '1'.repeat(1e6),
];

/** Chance that gives the codes 000001, 000002, and so on. */
function counting() {
  let count = 0;
  return () => (count += 1) / 1_000_000;
}

async function startedCounter(random = () => 0.123456) {
  const counter = openCounter({ random });
  await counter.operator.startLogin({ sessionId: 's', msisdn: a });
  return {
    ...counter,
    code: counter.lastCode(),
    verify: (otp: string, sessionId = 's', msisdn = a) => counter.operator.verifyLogin({ sessionId, msisdn, otp }),
  };
}

test('A9: the right code signs the customer in, once', async () => {
  const { verify, code } = await startedCounter();
  expect(await verify(code)).toEqual({ verified: true, msisdn: a });
  expect(await verify(code)).toEqual({ verified: false, reason: 'no_code' });
});

test('A9: no string verifies without a start', async () => {
  const { operator } = openCounter();
  const entered = fc.oneof(fc.string(), fc.stringMatching(/^\d{6}$/), fc.constantFrom(...odd));
  await fc.assert(
    fc.asyncProperty(entered, fc.constantFrom(a, b), fc.string(), async (otp, msisdn, sessionId) => {
      expect(await operator.verifyLogin({ sessionId, msisdn, otp })).toEqual({ verified: false, reason: 'no_code' });
    }),
  );
});

test('A9: no string verifies without a start in that session for that number, not even the codes of all others', async () => {
  const [sessions, numbers] = [
    ['one', 'two', '', 'One'],
    [a, b],
  ];
  for (const sessionId of sessions) {
    for (const msisdn of numbers) {
      const { operator, texts } = openCounter({ random: counting() });
      for (const other of sessions) {
        for (const number of numbers) {
          if (other !== sessionId || number !== msisdn) await operator.startLogin({ sessionId: other, msisdn: number });
        }
      }
      const codes = texts.map(({ text }) => /\d{6}/.exec(text)?.[0] ?? '');
      expect(new Set(codes).size).toBe(7);
      for (const otp of [...codes, ...odd]) {
        expect(await operator.verifyLogin({ sessionId, msisdn, otp })).toEqual({ verified: false, reason: 'no_code' });
      }
    }
  }
});

test.each(odd)('A9: %j is never the code', async (otp) => {
  const { verify } = await startedCounter();
  expect(await verify(otp)).toEqual({ verified: false, reason: 'wrong_code' });
});

test('A9: no other string than the code verifies', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string(), fc.stringMatching(/^\d{6}$/)), async (otp) => {
      const { verify, code } = await startedCounter();
      fc.pre(otp.replaceAll(/\s/g, '') !== code);
      expect(await verify(otp)).toEqual({ verified: false, reason: 'wrong_code' });
    }),
  );
});

test('A9: a code is good for the session and the number it was issued to, and no other', async () => {
  const { verify, code } = await startedCounter();
  expect(await verify(code, 'other session')).toEqual({ verified: false, reason: 'no_code' });
  expect(await verify(code, 's', b)).toEqual({ verified: false, reason: 'no_code' });
  expect(await verify(code)).toMatchObject({ verified: true });
});

test('A9: session and number are kept apart even when they could run together', async () => {
  const { operator, lastCode } = openCounter();
  await operator.startLogin({ sessionId: `x","${a}`, msisdn: a });
  expect(await operator.verifyLogin({ sessionId: 'x', msisdn: a, otp: lastCode() })).toMatchObject({ verified: false });
});

test('A9: sessions are kept apart even by half a surrogate pair', async () => {
  const { operator, lastCode } = openCounter();
  await operator.startLogin({ sessionId: '\uD800', msisdn: a });
  const enter = (sessionId: string) => operator.verifyLogin({ sessionId, msisdn: a, otp: lastCode() });
  expect(await enter('\uD801')).toEqual({ verified: false, reason: 'no_code' });
  expect(await enter('\uD800')).toMatchObject({ verified: true });
});

test('A9: a clock that was set back makes no code last longer', async () => {
  const { verify, code, pass } = await startedCounter();
  pass(-1);
  expect(await verify(code)).toEqual({ verified: false, reason: 'expired' });
});

test.each([
  [5 * minute, { verified: true, msisdn: a }],
  [5 * minute + 1, { verified: false, reason: 'expired' }],
])('A9: after %i ms a code answers %o', async (ms, verdict) => {
  const { verify, code, pass } = await startedCounter();
  pass(ms);
  expect(await verify(code)).toEqual(verdict);
});

test('A9: the third try may be the right one', async () => {
  const { verify, code } = await startedCounter();
  await verify(wrongCodeFor(code));
  await verify(wrongCodeFor(code));
  expect(await verify(code)).toMatchObject({ verified: true });
});

test('A9: after three wrong tries even the right code is refused', async () => {
  const { verify, code } = await startedCounter();
  const wrong = { verified: false, reason: 'wrong_code' };
  const tries = [await verify(wrongCodeFor(code)), await verify(wrongCodeFor(code)), await verify(wrongCodeFor(code))];
  expect(tries).toEqual([wrong, wrong, wrong]);
  expect(await verify(code)).toEqual({ verified: false, reason: 'too_many_tries' });
});

test('A9: a new code replaces the earlier one and has its own three tries and five minutes', async () => {
  const chances = [0.1, 0.2];
  const { verify, code, operator, lastCode, pass } = await startedCounter(() => chances.shift() ?? 0);
  await Promise.all([verify(wrongCodeFor(code)), verify(wrongCodeFor(code)), verify(wrongCodeFor(code))]);
  pass(4 * minute);
  await operator.startLogin({ sessionId: 's', msisdn: a });
  pass(4 * minute);
  expect(await verify(code)).toEqual({ verified: false, reason: 'wrong_code' });
  expect(await verify(lastCode())).toMatchObject({ verified: true });
});

test.each([
  [0, '000000'],
  [0.000042, '000042'],
  [0.9999999, '999999'],
])('a code has six digits: chance %d gives %s', async (chance, code) => {
  expect((await startedCounter(() => chance)).code).toBe(code);
});

test('a code may be entered with blanks, as it is read out', async () => {
  const { verify, code } = await startedCounter();
  expect(await verify(` ${code.slice(0, 3)} ${code.slice(3)} `)).toMatchObject({ verified: true });
});

test('the code goes to the phone by SMS, and is in no result', async () => {
  const counter = openCounter();
  const started = await counter.call('start_login_tool', { msisdn: ' +1 212 555 0142 ' }, { session: {} });
  expect(started).toEqual({ sent: true, masked: '***-***-**42', destination: 'sms' });
  expect(counter.texts).toEqual([{ to: a, text: expect.stringContaining(counter.lastCode()) }]);
  const verified = await counter.call('verify_login_tool', { msisdn: a, otp: counter.lastCode() }, { session: {} });
  expect(verified).toEqual({ verified: true, msisdn: a });
  expect(JSON.stringify([started, verified])).not.toContain(counter.lastCode());
});

test('A9: the login tools bind the code to the conversation', async () => {
  const counter = openCounter();
  await counter.call('start_login_tool', { msisdn: a }, { session: {}, conversationId: 'one' });
  const otp = counter.lastCode();
  expect(await counter.call('verify_login_tool', { msisdn: a, otp }, { session: {}, conversationId: 'two' })).toEqual({
    verified: false,
    reason: 'no_code',
  });
  expect(
    await counter.call('verify_login_tool', { msisdn: a, otp }, { session: {}, conversationId: 'one' }),
  ).toMatchObject({ verified: true });
});

test.each([
  ['12125550142', { sent: false, error: 'invalid_msisdn' }],
  ['+02125550142', { sent: false, error: 'invalid_msisdn' }],
  ['+1234567890123456', { sent: false, error: 'invalid_msisdn' }],
  ['+123456', { sent: false, error: 'invalid_msisdn' }],
  [`${a}x`, { sent: false, error: 'invalid_msisdn' }],
  ['+12125550199', { sent: false, reason: 'not_found' }],
])('no code is sent to %s', async (msisdn, refusal) => {
  const { operator, texts } = openCounter();
  expect(await operator.startLogin({ sessionId: 's', msisdn })).toEqual(refusal);
  expect(texts).toEqual([]);
});

test('a malformed number cannot be verified', async () => {
  const { verify, code } = await startedCounter();
  expect(await verify(code, 's', '0142')).toEqual({ verified: false, reason: 'invalid_msisdn' });
});

test('a login establishes who the customer is, a failed one nothing', () => {
  const login = openCounter().traitsOf('verify_login_tool');
  expect(login.establishes?.({ verified: true, msisdn: a })).toEqual({ verified: true, msisdn: a });
  expect(login.establishes?.({ verified: false, reason: 'wrong_code' })).toEqual({});
});
