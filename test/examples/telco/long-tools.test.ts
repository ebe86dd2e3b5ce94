import { describe, expect, test } from 'vitest';
import { realWait } from '../../../examples/telco/tools/pace.ts';
import { a, bookOf, openCounter } from './counter.ts';

const longTools = [
  {
    name: 'close_contract_tool',
    args: { confirm: true },
    percents: [20, 40, 60, 80],
    seconds: 10,
    effect: { contract: { status: 'closed' } },
  },
  {
    name: 'purchase_roaming_pass_tool',
    args: { country_code: 'IT', pass_id: 'EU-WEEK-5GB' },
    percents: [25, 50, 75],
    seconds: 8,
    effect: { addons: [{}, { country: 'IT', data_mb: 5120, price: 15 }] },
  },
  {
    name: 'change_package_tool',
    args: { package_id: 'P-UNL-B', effective: 'now' },
    percents: [20, 40, 60, 80],
    seconds: 10,
    effect: { package: { id: 'P-UNL-B' } },
  },
  { name: 'get_billing_summary_tool', args: {}, percents: [33, 66], seconds: 6, effect: {} },
];

describe.each(longTools)('$name', ({ name, args, percents, seconds, effect }) => {
  test('U1.1, D1: reports each step when it is done, and has its effect after the last, before it returns', async () => {
    const steps: [number, unknown][] = [];
    const books: string[] = [];
    const counter = openCounter({ during: () => void bookOf(counter).then((book) => books.push(book)) });
    const untouched = await bookOf(counter);

    const result = await counter.call(name, args, {
      hear: (event) => void steps.push([counter.elapsed(), (event as { percent: number }).percent]),
    });

    expect(steps).toEqual(percents.map((percent, index) => [(index + 1) * 2000, percent]));
    expect(counter.elapsed()).toBe(seconds * 1000);
    expect(books).toEqual(Array.from({ length: seconds / 2 }, () => untouched));
    expect(result).toMatchObject({ msisdn: a });
    expect(await counter.operator.currentPackage(a)).toMatchObject(effect);
  });

  test('tells each step in words fit for speech, no two alike', async () => {
    const counter = openCounter();
    const messages: string[] = [];
    await counter.call(name, args, { hear: (event) => void messages.push((event as { message: string }).message) });
    expect(new Set(messages).size).toBe(percents.length);
    for (const message of messages) expect(message).toMatch(/^[A-Z][A-Za-z ,']+\.$/);
  });

  test('says beforehand how long it takes', () => {
    expect(openCounter().traitsOf(name).longRunning?.expectedMs).toBe(seconds * 1000);
  });

  for (const isStubborn of [false, true]) {
    test.each(percents.map((_, index) => index + 1).concat(percents.length + 1))(
      `U1.5: aborted in step %i it yields nothing further and has no effect${isStubborn ? ', even if the wait goes on' : ''}`,
      async (step) => {
        const abort = new AbortController();
        const heard: unknown[] = [];
        const counter = openCounter({
          isStubborn,
          during: (elapsed) => elapsed === (step - 1) * 2000 && abort.abort(),
        });
        const untouched = await bookOf(counter);
        await expect(
          counter.call(name, args, { signal: abort.signal, hear: (event) => void heard.push(event) }),
        ).rejects.toThrow(/abort/i);
        expect(heard).toHaveLength(step - 1);
        expect(await bookOf(counter)).toBe(untouched);
      },
    );
  }

  test.each(percents.map((_, index) => index))(
    'U1.5: aborted while report %i is heard it goes no further',
    async (report) => {
      const abort = new AbortController();
      const heard: unknown[] = [];
      const counter = openCounter({ isStubborn: true });
      const untouched = await bookOf(counter);
      const hear = (event: unknown) => {
        heard.push(event);
        if (heard.length === report + 1) abort.abort();
      };
      await expect(counter.call(name, args, { signal: abort.signal, hear })).rejects.toThrow(/abort/i);
      expect(heard).toHaveLength(report + 1);
      expect(await bookOf(counter)).toBe(untouched);
    },
  );

  test('D6: called again under the same key it has the effect of once', async () => {
    const counter = openCounter();
    const first = await counter.call(name, args, { idempotencyKey: 'one' });
    const once = await bookOf(counter);
    expect(await counter.call(name, args, { idempotencyKey: 'one' })).toEqual(first);
    expect(await bookOf(counter)).toBe(once);
  });

  test('D4: an allowed call is not refused beforehand, and the check has no effect', async () => {
    const counter = openCounter();
    const untouched = await bookOf(counter);
    expect(await counter.check(name, args)).toBeUndefined();
    expect(await bookOf(counter)).toBe(untouched);
    expect(counter.elapsed()).toBe(0);
  });

  test.each([
    ['an unknown customer', { verified: true, msisdn: '+12125550199' }, {}, 'not_found'],
    ['another number', { verified: true, msisdn: a }, { msisdn: '+447700900123' }, 'not_verified'],
    ['nobody signed in', {}, {}, 'not_verified'],
  ])('U1.7, D4: for %s it is refused beforehand', async (_, session, more, error) => {
    const counter = openCounter();
    expect(await counter.check(name, { ...args, ...more }, session)).toEqual({ error });
    expect(counter.elapsed()).toBe(0);
  });
});

test.each(longTools.filter(({ name }) => name !== 'get_billing_summary_tool'))(
  'D6: $name under another key is another request',
  async ({ name, args }) => {
    const { call } = openCounter();
    const first = await call(name, args, { idempotencyKey: 'one' });
    expect(await call(name, args, { idempotencyKey: 'two' })).not.toEqual(first);
  },
);

test.each([
  ['purchase_roaming_pass_tool', { country_code: 'DE', pass_id: 'EU-DAY-1GB' }, { error: 'invalid_pass' }],
  ['purchase_roaming_pass_tool', { country_code: 'IT', pass_id: 'NA-DAY-500MB' }, { error: 'invalid_pass' }],
  ['purchase_roaming_pass_tool', { country_code: 'XX', pass_id: 'EU-DAY-1GB' }, { error: 'invalid_pass' }],
  ['change_package_tool', { package_id: 'P-99' }, { error: 'invalid_package' }],
])('U1.7, D4: %s with %o is refused beforehand', async (name, args, refusal) => {
  expect(await openCounter().check(name, args)).toEqual(refusal);
});

test.each([
  ['purchase_roaming_pass_tool', { country_code: 'IT', pass_id: 'EU-DAY-1GB' }, { error: 'contract_closed' }],
  ['change_package_tool', { package_id: 'P-10' }, { error: 'contract_closed' }],
  ['close_contract_tool', { confirm: true }, { status: 'already_closed' }],
])('U1.7, D4, D8: with a closed contract %s is refused beforehand', async (name, args, refusal) => {
  const counter = openCounter();
  await counter.operator.closeContract({ msisdn: a, idempotencyKey: 'earlier' });
  expect(await counter.check(name, args)).toEqual(refusal);
});

test('U1.3: without confirm, closing is a quick preview of fee and date', async () => {
  const counter = openCounter();
  const untouched = await bookOf(counter);
  const heard: unknown[] = [];
  const preview = await counter.call('close_contract_tool', {}, { hear: (event) => void heard.push(event) });
  expect(preview).toMatchObject({
    msisdn: a,
    early_termination_fee: 150,
    contract_end_date: '2027-09-22',
    will_cancel: false,
  });
  expect(preview).not.toHaveProperty('new_status');
  expect(heard).toEqual([]);
  expect(counter.elapsed()).toBe(0);
  expect(await bookOf(counter)).toBe(untouched);
});

test('only a confirmed closing is long', () => {
  const { longRunning } = openCounter().traitsOf('close_contract_tool');
  expect([{ confirm: true }, { confirm: false }, {}].map((args) => longRunning?.when?.(args))).toEqual([
    true,
    false,
    false,
  ]);
});

test('waiting in real time ends at once when it is aborted, before or meanwhile', async () => {
  await expect(realWait(3_600_000, AbortSignal.abort())).rejects.toThrow(/abort/i);
  const abort = new AbortController();
  const waiting = realWait(3_600_000, abort.signal);
  abort.abort();
  await expect(waiting).rejects.toThrow(/abort/i);
});
