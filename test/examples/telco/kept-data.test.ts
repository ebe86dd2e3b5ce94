import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../kit/temporary-folder.ts';
import { runScript } from '../terminal/process.ts';
import { a } from './counter.ts';
import { keptFile } from './kept-file.ts';
import { commands } from './sample-commands.ts';

const timeout = 60_000;

/** Starts the chat in a folder, says some lines, and gives what was answered. */
async function chatIn(folder: string, lines: readonly string[], args: readonly string[] = []) {
  const chat = runScript('start', ['--speed', '20', ...args], {}, folder);
  chat.end(lines.join('\n'));
  return chat.ended();
}

test.skipIf(process.platform === 'win32')('what is kept is for its owner alone', () => {
  const file = join(temporaryFolder(), '.telco', 'operator.sqlite');
  keptFile(file).open();
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('what is changed in the chat is there at the next start, until one begins anew', { timeout }, async () => {
  const folder = temporaryFolder();
  const { open } = keptFile(join(folder, '.telco', 'operator.sqlite'));
  const { operator, close } = open();
  await commands.purchase(operator, 'k');
  close();
  const bought = /pass for Italy.* and a roaming pass for Italy/;

  const first = await chatIn(folder, ['Alert me at 80 percent of my data.', 'Which add-ons do I have?']);
  expect(first).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(bought) });
  expect(first.lines).toContain(
    '* What you say and change is kept in the folder .telco; npm start -- --fresh begins anew.',
  );
  const again = await chatIn(folder, ['Alert me at 7 GB of my data.']);
  expect(again.stdout).toMatch(/80 percent and 7 GB/);

  const anew = await chatIn(folder, ['Which add-ons do I have?', 'Alert me at 7 GB of my data.'], ['--fresh']);
  expect(anew).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/add-ons[^]*pass for Italy/) });
  expect(anew.stdout).not.toMatch(bought);
  expect(anew.stdout).not.toContain('80 percent');
});

test.each([[[]], [['--fresh']]])(
  'a file that cannot be used is one clear line, with %j too',
  { timeout },
  async (args) => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, '.telco'));
    const file = join(folder, '.telco', 'operator.sqlite');
    writeFileSync(file, `${a} wants a pass`);
    expect(await chatIn(folder, ['Hello'], args)).toMatchObject({
      code: 2,
      stdout: '',
      stderr:
        '.telco/operator.sqlite is damaged, or is no database. Nothing in it was changed: move it away to begin anew.\n',
    });
    expect(readFileSync(file, 'utf8')).toBe(`${a} wants a pass`);
  },
);
