import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import manifest from '../../../package.json' with { type: 'json' };
import { temporaryFolder } from '../../kit/temporary-folder.ts';

/**
 * Runs an npm script of the package as a process of its own, without any model of the environment it runs in.
 *
 * What it keeps it keeps in `folder`, or in one of its own that goes with it.
 */
export function runScript(
  name: 'start' | 'demo',
  args: readonly string[] = [],
  models: Record<string, string> = {},
  folder?: string,
) {
  const [, ...command] = manifest.scripts[name].split(' ');
  const env: NodeJS.ProcessEnv = { ...process.env };
  for (const variable of ['OPENAI_API_KEY', 'OPENAI_BASE_URL', 'OPENAI_MODEL']) delete env[variable];
  const parts = command.map((part) => (part.endsWith('.ts') ? resolve(part) : part));
  const { promise: over, resolve: end } = Promise.withResolvers<void>();
  const cwd = folder ?? temporaryFolder((remove) => void over.then(remove));
  const child = spawn(process.execPath, [...parts, ...args], { cwd, env: { ...env, ...models } }).once('close', end);
  const closed = once(child, 'close') as Promise<[number | null]>;
  let [stdout, stderr] = ['', ''];
  const waiting = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    for (const look of waiting) look();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));

  return {
    write: (text: string) => child.stdin.write(text),
    end: (text = '') => child.stdin.end(text),
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    /** Closes the pipe that it prints to, as `head` does. */
    stopReading: () => child.stdout.destroy(),
    /** Waits until this was printed. */
    until: (wanted: RegExp) =>
      new Promise<string>((resolve) => {
        const look = () => {
          const found = wanted.exec(stdout)?.[0];
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
    async ended() {
      const [code] = await closed;
      return { code, stdout, stderr, lines: stdout.trimEnd().split('\n') };
    },
  };
}
