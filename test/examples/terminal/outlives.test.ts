import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../kit/temporary-folder.ts';
import { runScript } from './process.ts';

// processes take as long as the machine is busy, and mostly wait: they run beside each other, and nothing is told from how fast they are
const timeout = 90_000;

/** A chat in the middle of a change of plan, which has begun; it takes minutes unless told otherwise. */
async function chatInTheMiddle(folder: string, speed = '0.1') {
  const chat = runScript('start', ['--speed', speed], {}, folder);
  chat.write('Move me to the unlimited plan.\n');
  await chat.until(/Shall I switch you to it\?/);
  chat.write('Yes, please.\n');
  await chat.until(/… \d+ %/);
  return chat;
}

/** What the operator has carried out. */
function receiptsIn(folder: string) {
  const operator = new DatabaseSync(join(folder, '.telco', 'operator.sqlite'), { readOnly: true });
  const receipts = operator.prepare('SELECT request FROM receipts').all();
  operator.close();
  return receipts;
}

const told = /Done, you will be on the Unlimited Basic plan/g;

test.concurrent(
  'D5: killed in the middle of a change of plan and started again, it tells the outcome once',
  { timeout },
  async ({ onTestFinished }) => {
    const folder = temporaryFolder(onTestFinished);
    const killed = await chatInTheMiddle(folder, '2');
    await killed.until(/… 20 %/);
    killed.kill('SIGKILL');
    expect((await killed.ended()).stdout).not.toMatch(told);

    const chat = runScript('start', ['--speed', '20'], {}, folder);
    await chat.until(told);
    chat.end('Hello\n');
    const { code, stdout, lines } = await chat.ended();
    expect(code).toBe(0);
    expect(stdout).toMatch(/Welcome back[^]*you: Yes, please\.\n[^]*Done/);
    expect(stdout.match(told)).toHaveLength(1);
    expect(lines.filter((line) => line.startsWith('!'))).toEqual([]);
    expect(receiptsIn(folder)).toHaveLength(1);

    const next = runScript('start', [], {}, folder);
    next.end('Hello\n');
    expect((await next.ended()).stdout).not.toMatch(/Welcome back|Unlimited/);
  },
);

test.concurrent(
  'who leaves in the middle is told what becomes of it, and hears it at the next start',
  { timeout },
  async ({ onTestFinished }) => {
    const folder = temporaryFolder(onTestFinished);
    const left = await chatInTheMiddle(folder);
    left.kill('SIGTERM');
    expect(await left.ended()).toMatchObject({
      code: 143,
      stderr: '',
      stdout: expect.stringMatching(
        /\* I leave in the middle of the change of your plan: you hear what becomes of it when you come back\.\n\* Goodbye\.\n$/,
      ),
    });
    const chat = runScript('start', ['--speed', '20'], {}, folder);
    chat.end();
    const { stderr, stdout } = await chat.ended();
    expect(stderr).toBe(''); // nobody was waited for
    expect(stdout.match(told)).toHaveLength(1);
    expect(receiptsIn(folder)).toHaveLength(1);
  },
);

test.concurrent(
  'a second one at the same time is refused in one line, and the first goes on',
  { timeout },
  async ({ onTestFinished }) => {
    const folder = temporaryFolder(onTestFinished);
    const first = await chatInTheMiddle(folder);
    const second = runScript('start', [], {}, folder);
    const { code, stdout, stderr } = await second.ended();
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toEqual([
      'This chat was open a moment ago, and may be open still: waiting until that is clear, six seconds at most.',
      'This chat is open in another terminal, and can be open once: go on there, or leave it there with /quit and start again.',
    ]);
    const stranger = runScript('start', ['--sign-in'], {}, folder);
    stranger.end('Hello\n');
    expect(await stranger.ended()).toMatchObject({ code: 0, stderr: '' });
    first.kill('SIGINT');
    await first.until(/I have stopped it/);
    first.end();
    expect(await first.ended()).toMatchObject({ code: 0, stderr: '' });
  },
);

test.concurrent(
  '--fresh forgets what was said; who has it open is told, and can say nothing more',
  { timeout },
  async ({ onTestFinished }) => {
    const folder = temporaryFolder(onTestFinished);
    const forgotten = await chatInTheMiddle(folder);
    const fresh = runScript('start', ['--fresh'], {}, folder);
    fresh.end('Hello\n');
    const { code, stderr, stdout } = await fresh.ended();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).not.toMatch(/Welcome back|Unlimited/);
    expect(await forgotten.ended()).toMatchObject({ code: 1, stdout: expect.stringMatching(/^! .*another process/m) });
    expect(receiptsIn(folder)).toEqual([]);
  },
);

test.concurrent.for([[[]], [['--fresh']]])(
  'a file that is none of ours is one line, with %j too',
  { timeout },
  async ([args], { onTestFinished }) => {
    const folder = temporaryFolder(onTestFinished);
    mkdirSync(join(folder, '.telco'));
    const file = join(folder, '.telco', 'conversations.sqlite');
    writeFileSync(file, 'a diary');
    const chat = runScript('start', args, {}, folder);
    const { code, stdout, stderr } = await chat.ended();
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^.*conversations\.sqlite is damaged, or is no database .*Nothing in it was changed.*\n$/);
    expect(readFileSync(file, 'utf8')).toBe('a diary');
  },
);
