import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { a } from './counter.ts';
import { keptFile } from './kept-file.ts';
import { commands } from './sample-commands.ts';

// processes take as long as the machine is busy, and nothing is told from how fast they are
const timeout = 60_000;
const program = fileURLToPath(new URL('buy-passes.ts', import.meta.url));

type Answer = { msisdn: string; added: { purchased_at: string }; closed_at?: string } | { error: string };

test('D6, D7: what three processes buy at once on a new file is all there, each key once', { timeout }, async () => {
  const { file, open } = keptFile();
  const shared = keysOf('shared', 10);
  const answers = await answersOf(['x', 'y', 'z'].map((own) => buyer(file, interleaved(keysOf(own, 20), shared))));

  for (const key of shared) {
    const given = answers.map((ofOne) => JSON.stringify(ofOne.get(key)));
    expect(new Set(given).size).toBe(1);
    expect(given[0]).toContain('added');
  }
  const addons = await addonsIn(open());
  expect(addons).toHaveLength(1 + 3 * 20 + 10);
  const bought = answers.flatMap((ofOne) => [...ofOne.values()].flatMap((one) => ('added' in one ? [one.added] : [])));
  expect(new Set(addons.slice(1).map(momentOf))).toEqual(new Set(bought.map(momentOf)));
});

test('D8: once one process has closed the contract, no other buys anything', { timeout }, async () => {
  const { file, open } = keptFile();
  const closing = buyer(file, [...keysOf('x', 5), 'close', ...keysOf('after', 5)]);
  const answers = await answersOf([closing, buyer(file, keysOf('y', 60))]);

  const granted = answers.flatMap((ofOne) => [...ofOne.values()].flatMap((one) => ('added' in one ? [one.added] : [])));
  const counter = open();
  const ofCustomer = await counter.operator.currentPackage(a);
  const closedAt = ('contract' in ofCustomer && ofCustomer.contract.closed_at) || 'never';
  expect(await addonsIn(counter)).toHaveLength(1 + granted.length);
  for (const { purchased_at } of granted) expect(purchased_at <= closedAt).toBe(true);
  for (const key of keysOf('after', 5)) expect(answers[0]?.get(key)).toEqual({ error: 'contract_closed' });
  const refused = [...(answers[1]?.values() ?? [])].filter((one) => 'error' in one);
  expect(refused).toEqual(refused.map(() => ({ error: 'contract_closed' })));
  expect(await commands.purchase(counter.operator, 'k')).toEqual({ error: 'contract_closed' });
});

test('what was answered outlives a process that is killed in the midst of its work', { timeout }, async () => {
  const { file, open } = keptFile();
  const killed = buyer(file, []);
  await killed.ready;
  killed.begin();
  await killed.answered(30);
  killed.kill();
  const answers = await killed.ended();

  const counter = open();
  const addons = await addonsIn(counter);
  expect(addons.length - 1 - answers.size).toBeOneOf([0, 1]);
  for (const [key, answer] of answers) {
    const again = { msisdn: a, countryCode: 'IT', passId: 'EU-DAY-1GB', idempotencyKey: key };
    expect(await counter.operator.purchasePass(again)).toEqual(answer);
  }
  expect(await addonsIn(counter)).toEqual(addons);
});

/** A process that buys under these keys, endlessly if there are none. */
function buyer(file: string, keys: string[]) {
  const child = spawn(process.execPath, [program, file, ...keys]);
  onTestFinished(() => void child.kill('SIGKILL'));
  const answers = new Map<string, Answer>();
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const lines = createInterface({ input: child.stdout });
  const ready = once(lines, 'line');
  lines.on('line', (line) => {
    if (line === 'ready') return;
    const [key, answer] = JSON.parse(line) as [string, Answer];
    answers.set(key, answer);
  });
  const ended = once(child, 'close');
  return {
    ready,
    begin: () => child.stdin.end('begin'),
    kill: () => child.kill('SIGKILL'),
    async answered(count: number) {
      while (answers.size < count) await once(lines, 'line');
    },
    async ended() {
      await ended;
      expect(stderr).toBe('');
      return answers;
    },
  };
}

/** Lets them all begin at once, and gives what each was answered. */
async function answersOf(buyers: ReturnType<typeof buyer>[]) {
  await Promise.all(buyers.map(({ ready }) => ready));
  for (const { begin } of buyers) begin();
  return Promise.all(buyers.map(({ ended }) => ended()));
}

async function addonsIn({ operator }: ReturnType<ReturnType<typeof keptFile>['open']>) {
  const answer = await operator.listAddons(a);
  if ('error' in answer) throw new Error(answer.error);
  return answer.addons;
}

const momentOf = ({ purchased_at }: { purchased_at: string }) => purchased_at;
const keysOf = (name: string, count: number) => Array.from({ length: count }, (_, index) => `${name}-${index}`);
const interleaved = (own: string[], shared: string[]) =>
  own.flatMap((key, index) => [key, ...shared.slice(index, index + 1)]);
