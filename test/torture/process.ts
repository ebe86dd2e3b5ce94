import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Life } from './life.ts';

/** A process that has loaded all it needs, and waits to be told what to do. */
export type WarmProcess = {
  /** Begins, once it is ready. */
  live(life: Life): Promise<void>;
  signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void;
  /** How it ended: its exit code, or the signal; and what it wrote on its error stream. */
  ended: Promise<{ code: number | null; signal: string | null; errors: string }>;
};

const program = fileURLToPath(new URL('life.ts', import.meta.url));
const FLAGS = ['--conditions=meanwhile-source', '--disable-warning=ExperimentalWarning'];

/** Starts one. `limit`: how large a file it may write, in blocks of 512 bytes. */
export function warmProcess(limit?: number): WarmProcess {
  const node = [process.execPath, ...FLAGS, program];
  const [command = '', ...args] =
    limit === undefined ? node : ['sh', '-c', `ulimit -f ${limit}; exec "$@"`, '', ...node];
  const child = spawn(command, args, {
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'meanwhile-torture-cache') },
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  child.stdin.on('error', () => {}); // killed before it read
  const isReady = Promise.race([once(child.stdout, 'data'), once(child, 'close')]);
  const ended = once(child, 'close').then(([code, signal]: unknown[]) => ({
    code: typeof code === 'number' ? code : null,
    signal: typeof signal === 'string' ? signal : null,
    errors,
  }));
  const end = () => void child.kill('SIGKILL');
  process.once('exit', end);
  void ended.then(() => process.off('exit', end));
  return {
    async live(life) {
      await isReady;
      child.stdin.end(`${JSON.stringify(life)}\n`);
    },
    signal: (name) => void child.kill(name),
    ended,
  };
}
