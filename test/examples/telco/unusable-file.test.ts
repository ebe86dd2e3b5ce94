import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { openRecords } from '../../../examples/telco/operator/records.ts';
import { UnusableFile } from '../../../examples/telco/operator/unusable-file.ts';
import { temporaryFolder } from '../../kit/temporary-folder.ts';
import { a, today } from './counter.ts';
import { keptFile } from './kept-file.ts';
import { commands } from './sample-commands.ts';

const anew = 'Nothing in it was changed: move it away to begin anew.';

/** Writes a file with what a sound one holds, after some statements. */
async function fileAfter(statements: string) {
  const { open, file } = keptFile();
  const counter = open();
  for (const key of Array.from({ length: 50 }, (_, index) => `k${index}`))
    await commands.purchase(counter.operator, key);
  counter.close();
  const connection = new DatabaseSync(file);
  connection.exec(statements);
  connection.close();
  return file;
}

const broken: [string, string, () => string | Promise<string>][] = [
  ['is no database', `FILE is damaged, or is no database. ${anew}`, () => written('once upon a time '.repeat(500))],
  ['is cut off', `FILE is damaged, or is no database. ${anew}`, cutOff],
  ['has a page of rubbish', `FILE is damaged, or is no database. ${anew}`, withRubbish],
  [
    'comes from another version',
    `FILE belongs to another version of this program. ${anew}`,
    () => fileAfter('PRAGMA user_version = 2'),
  ],
  [
    'belongs to another program',
    `FILE belongs to another program. ${anew}`,
    () => fileAfter('PRAGMA application_id = 1'),
  ],
  ['belongs to a program without a name', `FILE belongs to another program. ${anew}`, ofAnotherProgram],
];

for (const fresh of [false, true]) {
  test.each(broken)(`a file that %s is refused in one line${fresh ? ', even afresh' : ''}`, async (_, line, make) => {
    const file = await make();
    const before = readFileSync(file);
    expect(() => openRecords({ file, today, fresh })).toThrow(new UnusableFile(line.replace('FILE', file)));
    expect(readFileSync(file).equals(before)).toBe(true);
  });
}

test('a file that cannot be opened is refused in one line, and so is one whose folder cannot be made', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'operator.sqlite'));
  writeFileSync(join(folder, 'file'), '');
  const look = 'look at its permissions and at its folder.';
  for (const [file, why] of [
    [join(folder, 'operator.sqlite'), 'unable to open database file'],
    [join(folder, 'file', 'operator.sqlite'), 'EEXIST'],
  ] as const) {
    expect(() => openRecords({ file, today })).toThrow(UnusableFile);
    expect(() => openRecords({ file, today })).toThrow(
      new RegExp(`^${file} cannot be opened for writing \\(.*${why}.*\\): ${look}$`),
    );
  }
});

test('an empty file is begun, as one that is not there', async () => {
  const { open } = keptFile(written(''));
  expect(await open().operator.dataBalance(a)).toMatchObject({ remaining_gb: 27.5 });
});

function written(content: string | Buffer): string {
  const file = join(temporaryFolder(), 'operator.sqlite');
  writeFileSync(file, content);
  return file;
}

async function cutOff() {
  const whole = readFileSync(await fileAfter(''));
  return written(whole.subarray(0, whole.length - 4096));
}

async function withRubbish() {
  const content = readFileSync(await fileAfter(''));
  content.fill(0xee, content.length - 4096);
  return written(content);
}

function ofAnotherProgram() {
  const file = join(temporaryFolder(), 'operator.sqlite');
  const connection = new DatabaseSync(file);
  connection.exec('CREATE TABLE recipes (name TEXT)');
  connection.close();
  return file;
}
