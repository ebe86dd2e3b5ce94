import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Runs a lesson to its end as a stranger would, without any model of the environment it runs in. */
export async function runLesson(file: string, models: Record<string, string> = {}) {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, command(file), { env: withoutModels(models) });
  return { stderr, lines: stdout.trimEnd().split('\n') };
}

/** Starts a lesson in a folder, where it may keep something, and which goes on until it is told to end. */
export function startLesson(file: string, settings: Record<string, string>, folder: string) {
  const child = spawn(process.execPath, command(file), { env: withoutModels(settings), cwd: folder });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  return {
    async until(wanted: RegExp): Promise<string> {
      for (;;) {
        const found = wanted.exec(stdout)?.[0];
        if (found !== undefined) return found;
        await once(child.stdout, 'data');
      }
    },
    kill: () => child.kill('SIGKILL'),
    async end(signal: NodeJS.Signals) {
      child.kill(signal);
      const [code] = await once(child, 'close');
      return code as number | null;
    },
  };
}

function command(file: string): string[] {
  return ['--conditions=meanwhile-source', join(import.meta.dirname, '../../../examples', file)];
}

function withoutModels(settings: Record<string, string>): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env };
  for (const variable of ['OPENAI_API_KEY', 'OPENAI_BASE_URL', 'OPENAI_MODEL', 'NODE_ENV']) delete env[variable];
  return { ...env, ...settings };
}
