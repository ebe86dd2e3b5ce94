import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';

const module = pathToFileURL('examples/telco/terminal/suspend.ts').href;
const program = `import { suspend } from '${module}'; suspend(() => { console.log('goes on'); process.exit(); }); setInterval(() => {}, 1000);`;

/** A shell as at a terminal, and in it npm's part: a process that waits for another. */
const shell = `set -m
sh -c '"$NODE" --input-type=module --eval "$PROGRAM"; echo "ended $?"'
echo "stopped $?"
kill -CONT -- "-$(jobs -p)"
wait`;

test.skipIf(process.platform === 'win32')(
  'Ctrl-Z stops whoever waits for the chat as well, and the shell has the terminal',
  { timeout: 60_000 },
  async ({ onTestFinished }) => {
    const env = { ...process.env, NODE: process.execPath, PROGRAM: program };
    const child = spawn('bash', ['-c', shell], { env, detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    await once(child, 'close');
    expect(stdout.trimEnd().split('\n')).toEqual([expect.stringMatching(/^stopped 14[68]$/), 'goes on', 'ended 0']);
  },
);
