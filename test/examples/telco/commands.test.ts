import { expect, test } from 'vitest';
import { a, b, bookOf, openCounter } from './counter.ts';
import { commands, kinds } from './sample-commands.ts';

const DAY_MS = 86_400_000;

test.each([
  ['+12125550199', 'not_found'],
  ['0142', 'invalid_msisdn'],
])('asked for %s every command answers %s', async (msisdn, error) => {
  const { operator } = openCounter();
  const answers = await Promise.all([
    operator.changePackage({ msisdn, packageId: 'P-10', effective: 'now', idempotencyKey: '1' }),
    operator.purchasePass({ msisdn, countryCode: 'IT', passId: 'EU-DAY-1GB', idempotencyKey: '2' }),
    operator.closeContract({ msisdn, idempotencyKey: '3' }),
    operator.setAlerts({ msisdn, thresholdPercent: 80, thresholdGb: null, idempotencyKey: '4' }),
  ]);
  expect(answers).toEqual(answers.map(() => ({ error })));
});

test.each(kinds)('D6: %s with the same key, however often, has the effect and the answer of once', async (kind) => {
  const counter = openCounter();
  const first = await commands[kind](counter.operator, 'k');
  const once = await bookOf(counter);
  for (const days of [1, 2, 3]) {
    counter.pass(days * DAY_MS);
    expect(await commands[kind](counter.operator, 'k')).toEqual(first);
  }
  expect(await bookOf(counter)).toBe(once);
});

test('D6: another key is another purchase', async () => {
  const { operator } = openCounter();
  for (const key of ['k1', 'k2']) await commands.purchase(operator, key);
  expect(await operator.listAddons(a)).toMatchObject({ addons: { length: 3 } });
});

test('D6: a refusal is remembered too', async () => {
  const { operator } = openCounter();
  const ask = () => operator.changePackage({ msisdn: a, packageId: 'P-99', effective: 'now', idempotencyKey: 'k' });
  expect([await ask(), await ask()]).toEqual([{ error: 'invalid_package' }, { error: 'invalid_package' }]);
});

test('D6: a key that comes with another request is a conflict, without effect', async () => {
  const counter = openCounter();
  await commands.change(counter.operator, 'k');
  const before = await bookOf(counter);
  expect(await commands.schedule(counter.operator, 'k')).toEqual({ error: 'conflict' });
  expect(
    await counter.operator.changePackage({ msisdn: b, packageId: 'P-UNL-B', effective: 'now', idempotencyKey: 'k' }),
  ).toEqual({ error: 'conflict' });
  expect(await bookOf(counter)).toBe(before);
});

test('D6: a key is of one command: another one that comes with it is a conflict, without effect', async () => {
  const counter = openCounter();
  const asked = { msisdn: a, countryCode: 'IT', passId: 'EU-DAY-1GB', idempotencyKey: 'k' };
  await counter.operator.purchasePass(asked);
  const before = await bookOf(counter);
  expect(await counter.operator.closeContract(asked)).toEqual({ error: 'conflict' });
  expect(await bookOf(counter)).toBe(before);
});

test('D6: keys are kept apart even by half a surrogate pair', async () => {
  const { operator } = openCounter();
  for (const key of ['\uD800', '\uD801']) await commands.purchase(operator, key);
  expect(await operator.listAddons(a)).toMatchObject({ addons: { length: 3 } });
});

test('D7: commands given together leave what the same order leaves one by one, in every order', async () => {
  for (const order of permutations(kinds)) {
    const [together, oneByOne] = [openCounter(), openCounter()];
    const answers = await Promise.all(order.map((kind) => commands[kind](together.operator, kind)));
    const expected = [];
    for (const kind of order) expected.push(await commands[kind](oneByOne.operator, kind));
    expect(answers).toEqual(expected);
    expect(await bookOf(together)).toBe(await bookOf(oneByOne));
  }
});

test('D7: the same command given twice at once has its effect once', async () => {
  const { operator } = openCounter();
  const [first, second] = await Promise.all([commands.purchase(operator, 'k'), commands.purchase(operator, 'k')]);
  expect(first).toEqual(second);
  expect(await operator.listAddons(a)).toMatchObject({ addons: { length: 2 } });
});

function permutations<T>(items: T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}
