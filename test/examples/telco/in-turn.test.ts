import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { openRecords } from '../../../examples/telco/operator/records.ts';
import { a, bookOf, openCounter, today } from './counter.ts';
import { keptFile } from './kept-file.ts';
import { commands } from './sample-commands.ts';

test('while another program writes, the operator waits without standing still, and looks things up meanwhile', async () => {
  const { open, file } = keptFile();
  let waits = 0;
  const { operator } = open({
    wait: async () => {
      waits += 1;
      expect(await operator.listAddons(a)).toMatchObject({ addons: { length: 1 } });
      if (waits === 3) foreign.exec('COMMIT');
    },
  });
  const foreign = new DatabaseSync(file);
  foreign.exec('BEGIN IMMEDIATE');
  expect(await commands.purchase(operator, 'k')).toMatchObject({ msisdn: a });
  expect(waits).toBe(3);
  foreign.close();
});

test('another program that never ends writing is named after some time, and nothing is changed', async () => {
  const { open, file } = keptFile();
  let waits = 0;
  const counter = open({ wait: async () => void (waits += 1) });
  const book = await bookOf(counter);
  const foreign = new DatabaseSync(file);
  foreign.exec('BEGIN IMMEDIATE');
  await expect(commands.purchase(counter.operator, 'k')).rejects.toThrow(
    'Another program has locked the data of the operator for five seconds: nothing was changed.',
  );
  expect(waits).toBe(99);
  expect(() => openRecords({ file, today, patienceMs: 50 })).toThrow(
    `${file} is locked by another program: end that one`,
  );
  foreign.close();
  expect(await bookOf(counter)).toBe(book);
});

test('what goes wrong in the midst of a command leaves nothing of it, and the next one works', async () => {
  const { openKept } = keptFile();
  const { records } = openKept();
  let isBroken = true;
  const { operator } = openCounter({
    records: {
      ...records,
      receipts: {
        ...records.receipts,
        keep(key, receipt) {
          if (isBroken) throw new Error('the disk is full');
          records.receipts.keep(key, receipt);
        },
      },
    },
  });
  const book = await bookOf({ operator });
  await expect(commands.purchase(operator, 'k')).rejects.toThrow('the disk is full');
  expect(await bookOf({ operator })).toBe(book);
  isBroken = false;
  expect(await commands.purchase(operator, 'k')).toMatchObject({ msisdn: a });
});
