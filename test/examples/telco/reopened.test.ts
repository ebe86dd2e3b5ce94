import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { a, b, bookOf, openCounter, today } from './counter.ts';
import { keptFile } from './kept-file.ts';
import { commands, kinds } from './sample-commands.ts';

const DAY_MS = 86_400_000;

test.each(kinds)('a restart does not undo %s', async (kind) => {
  const { open } = keptFile();
  const first = open();
  await commands[kind](first.operator, 'k');
  const [book, alerts] = [await bookOf(first), await alertsOf(first)];
  first.close();

  const second = open();
  expect(await bookOf(second)).toBe(book);
  expect(await alertsOf(second)).toEqual(alerts);
});

test.each(kinds)('D6: after a restart %s with the same key has the answer of before, and no effect', async (kind) => {
  const { open } = keptFile();
  const first = open();
  const answer = await commands[kind](first.operator, 'k');
  const book = await bookOf(first);
  first.close();

  const second = open();
  second.pass(DAY_MS);
  expect(await commands[kind](second.operator, 'k')).toEqual(answer);
  expect(await bookOf(second)).toBe(book);
});

test('D6: after a restart a refusal is the same too, and a key with another request is a conflict', async () => {
  const { open } = keptFile();
  const first = open();
  const refused = { msisdn: a, packageId: 'P-99', effective: 'now', idempotencyKey: 'refused' };
  await first.operator.changePackage(refused);
  await commands.purchase(first.operator, 'k');
  first.close();

  const second = open();
  const book = await bookOf(second);
  expect(await second.operator.changePackage(refused)).toEqual({ error: 'invalid_package' });
  expect(
    await second.operator.purchasePass({ msisdn: b, countryCode: 'IT', passId: 'EU-DAY-1GB', idempotencyKey: 'k' }),
  ).toEqual({ error: 'conflict' });
  expect(await bookOf(second)).toBe(book);
});

test('D8: what was closed before a restart is closed after it', async () => {
  const { open } = keptFile();
  const first = open();
  await commands.close(first.operator, 'k1');
  first.close();

  const second = open();
  second.pass(DAY_MS);
  const book = await bookOf(second);
  for (const kind of ['change', 'schedule', 'purchase'] as const) {
    expect(await commands[kind](second.operator, kind)).toEqual({ error: 'contract_closed' });
  }
  expect(await commands.close(second.operator, 'k2')).toEqual({ status: 'already_closed' });
  expect(await bookOf(second)).toBe(book);
});

test('contracts begin and end relative to the day of the seeding, not of the restart', async () => {
  const { open } = keptFile();
  const first = open();
  const book = await bookOf(first);
  first.close();
  expect(await bookOf(open({ today: today + 100 * DAY_MS }))).toBe(book);
});

test('begun afresh, everything is as it was at first, relative to that day, and no key was used', async () => {
  const { open } = keptFile();
  const first = open();
  for (const kind of kinds) await commands[kind](first.operator, kind);
  await first.operator.startLogin({ sessionId: 's', msisdn: a });
  await first.operator.noteForeignNumber('s');
  first.close();

  const second = open({ fresh: true, today: today + DAY_MS });
  expect(await second.operator.previewClose(b)).toMatchObject({ contract_end_date: '2027-01-23' });
  expect(await second.operator.verifyLogin({ sessionId: 's', msisdn: a, otp: first.lastCode() })).toMatchObject({
    reason: 'no_code',
  });
  expect(await second.operator.foreignNumbers('s')).toBe(0);
  expect(await commands.schedule(second.operator, 'change')).toMatchObject({ status: 'scheduled' });
  second.close();
  expect(await bookOf(open({ fresh: true }))).toBe(await bookOf(openCounter()));
});

test('an answer is given when its effect is on the disk, and nobody is blocked for long', () => {
  const { prepare } = keptFile().openKept().records.database;
  const settings = ['journal_mode', 'synchronous', 'busy_timeout'].map((name) => prepare(`PRAGMA ${name}`).get());
  expect(settings).toEqual([{ journal_mode: 'wal' }, { synchronous: 2 }, { timeout: 5 }]);
});

test('the data is nobody else’s to read', () => {
  const { open, file } = keptFile();
  open();
  expect(statSync(dirname(file)).mode & 0o077).toBe(0);
});

/** Setting one alert tells of the other. */
function alertsOf({ operator }: ReturnType<typeof openCounter>) {
  return operator.setAlerts({ msisdn: a, thresholdPercent: null, thresholdGb: 7, idempotencyKey: 'look' });
}
