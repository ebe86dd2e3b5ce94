import fc from 'fast-check';
import { expect, test } from 'vitest';
import { a, b } from './counter.ts';
import { keptFile } from './kept-file.ts';

const MINUTE = 60_000;
const sent = { sent: true, masked: '***-***-**42', destination: 'sms' };
const tooMany = { sent: false, reason: 'too_many_codes' };

/** An operator that can be closed and opened again, with the time it is: each code is its number, as in 000001. */
function kept() {
  const { open } = keptFile();
  let [codes, passed] = [0, 0];
  const opened = () => {
    const counter = open({ random: () => (codes += 1) / 1_000_000 });
    counter.pass(passed);
    return counter;
  };
  let counter = opened();
  return {
    start: (sessionId: string, msisdn = a) => counter.operator.startLogin({ sessionId, msisdn }),
    verify: (sessionId: string, otp: string, msisdn = a) => counter.operator.verifyLogin({ sessionId, msisdn, otp }),
    code: () => String(codes).padStart(6, '0'),
    texts: () => counter.texts,
    pass(ms: number) {
      passed += ms;
      counter.pass(ms);
    },
    restart() {
      counter.close();
      counter = opened();
    },
  };
}

async function times<T>(count: number, act: () => Promise<T>): Promise<T[]> {
  const results = [];
  for (let index = 0; index < count; index += 1) results.push(await act());
  return results;
}

test('A9: a session gets five codes an hour for a number, and then none, also after a restart', async () => {
  const { start, pass, restart, texts } = kept();
  expect(await times(5, () => start('s'))).toEqual(Array.from({ length: 5 }, () => sent));
  expect(await start('s')).toEqual(tooMany);
  expect(texts()).toHaveLength(5);
  restart();
  pass(60 * MINUTE - 1);
  expect(await start('s')).toEqual(tooMany);
  pass(1);
  expect(await start('s')).toEqual(sent);
});

test('A9: other sessions and other numbers are not held up by it', async () => {
  const { start } = kept();
  await times(6, () => start('s'));
  expect(await start('s', b)).toMatchObject({ sent: true });
  expect(await start('t')).toEqual(sent);
});

test('A9: a number gets ten codes an hour, however many sessions ask, so new sessions bring no new tries for ever', async () => {
  const { start, restart, pass } = kept();
  let count = 0;
  const newSession = () => start(`s${(count += 1)}`);
  expect(await times(10, newSession)).toEqual(Array.from({ length: 10 }, () => sent));
  restart();
  expect(await times(3, newSession)).toEqual([tooMany, tooMany, tooMany]);
  pass(60 * MINUTE);
  expect(await newSession()).toEqual(sent);
});

test('the code that was sent before there were too many can still be entered', async () => {
  const { start, verify, code } = kept();
  await times(6, () => start('s'));
  expect(await verify('s', code())).toEqual({ verified: true, msisdn: a });
});

test('whoever signs in again and again is not held up: only codes that were not used count', async () => {
  const { start, verify, code } = kept();
  const signIn = async () => [await start('s'), await verify('s', code())];
  expect(await times(12, signIn)).toEqual(Array.from({ length: 12 }, () => [sent, { verified: true, msisdn: a }]));
});

test('A9: a code that was replaced is not good again once the newer one was used', async () => {
  const { start, verify, code } = kept();
  await start('s');
  const replaced = code();
  await start('s');
  await verify('s', code());
  expect(await verify('s', replaced)).toEqual({ verified: false, reason: 'no_code' });
});

test('A9: a restart gives no new tries, no more time, and no second use', async () => {
  const { start, verify, code, pass, restart } = kept();
  await start('s');
  for (const reason of ['wrong_code', 'wrong_code', 'wrong_code', 'too_many_tries']) {
    restart();
    expect(await verify('s', '999999')).toEqual({ verified: false, reason });
  }
  expect(await verify('s', code())).toEqual({ verified: false, reason: 'too_many_tries' });

  await start('s');
  pass(5 * MINUTE);
  restart();
  pass(1);
  expect(await verify('s', code())).toEqual({ verified: false, reason: 'expired' });

  await start('s');
  restart();
  expect(await verify('s', code())).toMatchObject({ verified: true });
  restart();
  expect(await verify('s', code())).toEqual({ verified: false, reason: 'no_code' });
});

type Move = { session: string; does: 'start' | 'guess' | 'enter'; ms: number; restarts: boolean };

test(
  'A9: in any order of starts, guesses, restarts and time, tries stay bounded and only the last code verifies',
  { timeout: 30_000 },
  async () => {
    // real files, each change of which waits for the disk
    const move = fc.record({
      session: fc.constantFrom('s', 't', 'u'),
      does: fc.constantFrom('start', 'start', 'guess', 'guess', 'enter'),
      ms: fc.constantFrom(0, 0, 0, MINUTE, 6 * MINUTE, 40 * MINUTE),
      restarts: fc.constantFrom(false, false, false, false, true),
    }) satisfies fc.Arbitrary<Move>;
    await fc.assert(fc.asyncProperty(fc.array(move, { minLength: 20, maxLength: 60 }), check), { numRuns: 15 });
  },
);

/** Plays the moves, and compares each answer with what a few lines say it must be. */
async function check(moves: Move[]) {
  const { start, verify, code, pass, restart } = kept();
  const live = new Map<string, { code: string; at: number; tries: number }>();
  let issued: { session: string; code: string; at: number }[] = [];
  let now = 0;
  for (const { session, does, ms, restarts } of moves) {
    now += ms;
    pass(ms);
    if (restarts) restart();
    if (does === 'start') {
      issued = issued.filter(({ at }) => at > now - 60 * MINUTE);
      for (const [of, { at }] of live) if (at <= now - 60 * MINUTE) live.delete(of);
      const isFree = issued.length < 10 && issued.filter((one) => one.session === session).length < 5;
      expect(await start(session)).toEqual(isFree ? sent : tooMany);
      if (!isFree) continue;
      issued.push({ session, code: code(), at: now });
      live.set(session, { code: code(), at: now, tries: 0 });
    } else {
      const last = live.get(session);
      const otp = does === 'enter' ? (last?.code ?? code()) : '999999';
      const reason = verdictOn(last, now);
      const isRight = reason === undefined && does === 'enter';
      expect(await verify(session, otp)).toEqual(
        isRight ? { verified: true, msisdn: a } : { verified: false, reason: reason ?? 'wrong_code' },
      );
      if (last && reason === undefined) last.tries += 1;
      if (isRight) live.delete(session);
      if (isRight) issued = issued.filter((one) => one.code !== otp);
    }
  }
}

function verdictOn(last: { at: number; tries: number } | undefined, now: number) {
  if (!last) return 'no_code';
  if (now - last.at > 5 * MINUTE) return 'expired';
  return last.tries >= 3 ? 'too_many_tries' : undefined;
}
