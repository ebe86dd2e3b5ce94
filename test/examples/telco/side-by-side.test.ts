import { expect, test } from 'vitest';
import { createOperator, type Operator } from '../../../examples/telco/operator/operator.ts';
import type { Records } from '../../../examples/telco/operator/records.ts';
import { a, bookOf, openCounter, today } from './counter.ts';
import { keptFile } from './kept-file.ts';
import { commands } from './sample-commands.ts';

const kinds = ['schedule', 'purchase', 'close'] as const;
type Kind = (typeof kinds)[number];
const pairs = kinds.flatMap((outer) => kinds.map((inner) => [outer, inner] as const));

test('D7: commands given together on two connections have the answers and the effect of one after the other', async () => {
  for (const order of permutations(kinds)) {
    for (const connections of [0, 1, 2, 3, 4, 5, 6, 7]) {
      const { open } = keptFile();
      const counters = [open(), open()] as const;
      const on = (index: number) => counters[(connections >> index) & 1 ? 1 : 0].operator;
      const answers = await Promise.all(order.map((kind, index) => commands[kind](on(index), kind)));
      expect({ answers, book: await bookOf(counters[0]) }).toEqual(await oneByOne(order));
      for (const counter of counters) counter.close();
    }
  }
});

/** Where in the transaction of one command another one is given. */
const places: Record<string, (records: Records, give: () => unknown) => Records> = {
  'when it has only begun': (records, give) => ({
    ...records,
    receipts: { ...records.receipts, find: (key) => (give(), records.receipts.find(key)) },
  }),
  'when it has read the customer': (records, give) => ({
    ...records,
    customers: {
      ...records.customers,
      find(msisdn) {
        const customer = records.customers.find(msisdn);
        give();
        return customer;
      },
    },
  }),
  'when it has written the customer': (records, give) => ({
    ...records,
    receipts: { ...records.receipts, keep: (...receipt) => (give(), records.receipts.keep(...receipt)) },
  }),
};

for (const [place, meanwhile] of Object.entries(places)) {
  test.each(pairs)(`D7: in the midst of %s, ${place}, another process’s %s waits its turn`, async (outer, inner) => {
    const { openKept } = keptFile();
    const waits: number[] = [];
    const other = operatorOn(openKept({ wait: async (ms) => void waits.push(ms) }).records);
    let second: Promise<unknown> = Promise.resolve('not given');
    const first = operatorOn(meanwhile(openKept().records, () => (second = commands[inner](other, 'inner'))));

    const answers = [await commands[outer](first, outer), await second];
    expect(waits).toEqual([45]);
    const expected = openCounter();
    expect(answers).toEqual([
      await commands[outer](expected.operator, outer),
      await commands[inner](expected.operator, 'inner'),
    ]);
    expect(await bookOf({ operator: first })).toBe(await bookOf(expected));
  });
}

test('D6, D7: the same command given again in the midst of it has its effect once, and one answer', async () => {
  const { openKept } = keptFile();
  const other = operatorOn(openKept({ wait: () => Promise.resolve() }).records);
  for (const [key, meanwhile] of Object.entries(places)) {
    let again: Promise<unknown> = Promise.resolve('not given');
    const { records, close } = openKept();
    const first = operatorOn(meanwhile(records, () => (again = commands.purchase(other, key))));
    expect(await commands.purchase(first, key)).toEqual(await again);
    close();
  }
  expect(await other.listAddons(a)).toMatchObject({ addons: { length: 1 + Object.keys(places).length } });
});

test('A9: of two that enter the same code at once, the one in the midst of the other, one is signed in', async () => {
  const { openKept, open } = keptFile();
  const counter = open();
  await counter.operator.startLogin({ sessionId: 's', msisdn: a });
  const entered = { sessionId: 's', msisdn: a, otp: counter.lastCode() };
  const other = operatorOn(openKept({ wait: () => Promise.resolve() }).records);
  let second: Promise<unknown> = Promise.resolve('not given');
  const first = createOperator({
    now: () => ((second = other.verifyLogin(entered)), today),
    random: () => 0,
    sendSms: () => {},
    records: openKept().records,
  });
  expect([await first.verifyLogin(entered), await second]).toEqual([
    { verified: true, msisdn: a },
    { verified: false, reason: 'no_code' },
  ]);
});

test('A9: of many who enter the same code at once, one is signed in', async () => {
  const { open } = keptFile();
  const counters = Array.from({ length: 4 }, () => open());
  await counters[0]?.operator.startLogin({ sessionId: 's', msisdn: a });
  const otp = counters[0]?.lastCode() ?? 'none';
  const verdicts = await Promise.all(
    counters.map(({ operator }) => operator.verifyLogin({ sessionId: 's', msisdn: a, otp })),
  );
  expect(verdicts.filter(({ verified }) => verified)).toHaveLength(1);
});

function operatorOn(records: Records): Operator {
  return createOperator({ now: () => today, random: () => 0, sendSms: () => {}, records });
}

async function oneByOne(order: readonly Kind[]) {
  const counter = openCounter();
  const answers = [];
  for (const kind of order) answers.push(await commands[kind](counter.operator, kind));
  return { answers, book: await bookOf(counter) };
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}
