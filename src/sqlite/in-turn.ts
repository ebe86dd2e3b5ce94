import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../effects/clock.ts';
import { wait } from '../effects/wait.ts';
import { SQLITE, sqliteCode } from './sqlite-code.ts';
import { transaction } from './transaction.ts';

/** How much is done in one go: so long nothing else happens in the process. */
const MOST_TASKS = 100;
const MOST_CHARACTERS = 256_000;
/** How long the file is left to another process before the next try, in milliseconds. */
const PAUSE_MS = 5;
/** How long to go on trying while others have the file locked, in milliseconds: less than a store may take. */
const PATIENCE_MS = 4_000;

/**
 * Does some work at the database when it is its turn; the work must not await. `characters` is how much text it writes;
 * what only reads has none.
 */
export type InTurn = <Result>(work: () => Result, characters?: number) => Promise<Result>;

type Task = {
  characters: number | undefined;
  since: number;
  isAlone: boolean;
  /** Does the work. What it gives back tells whoever waits for it. */
  run(): () => void;
  fail(error: unknown): void;
};

/**
 * Does work at a database in the order asked for. All that was asked for at about the same time is one transaction, and
 * costs one write to the disk; who asked hears of it when it is there.
 *
 * Work that has to wait for another process does not hold up this one. `beforeCommit` ends each transaction: what it throws
 * undoes that one.
 */
export function takingTurns(connection: DatabaseSync, clock: Clock, beforeCommit: () => void): InTurn {
  let waiting: Task[] = [];
  let isUnderWay = false;

  async function workAll() {
    isUnderWay = true;
    while (waiting.length > 0) {
      await nextTurn();
      const tasks = nextOf(waiting);
      try {
        const tell = carryOut(tasks);
        waiting = waiting.slice(tasks.length);
        for (const done of tell) done();
      } catch (error) {
        if (sqliteCode(error) === SQLITE.SQLITE_BUSY) await othersAreWriting(error);
        else if (tasks.length > 1) for (const task of tasks) task.isAlone = true;
        else waiting.shift()?.fail(error);
      }
    }
    isUnderWay = false;
  }

  function carryOut(tasks: Task[]): (() => void)[] {
    const run = () => tasks.map((task) => task.run());
    if (!tasks.some(isWriting)) return run();
    return transaction(connection, () => {
      const tell = run();
      beforeCommit();
      return tell;
    });
  }

  async function othersAreWriting(error: unknown) {
    const [first] = waiting;
    const isStuck = (task: Task) => first !== undefined && isWriting(task) === isWriting(first);
    const isTired = (task: Task) => isStuck(task) && clock.now() - task.since >= PATIENCE_MS;
    for (const task of waiting.filter(isTired)) task.fail(error);
    waiting = waiting.filter((task) => !isTired(task));
    await wait(clock, PAUSE_MS);
  }

  return (work, characters) =>
    new Promise((resolve, reject) => {
      const run = () => {
        const result = work();
        return () => resolve(result);
      };
      waiting.push({ characters, since: clock.now(), isAlone: false, run, fail: reject });
      if (!isUnderWay) void workAll();
    });
}

/** What is done in one go: what only reads does not wait for the turn to write. */
function nextOf([first, ...others]: Task[]): Task[] {
  if (!first) return [];
  const tasks = [first];
  if (first.isAlone) return tasks;
  let characters = first.characters ?? 0;
  for (const task of others) {
    characters += task.characters ?? 0;
    const isTooMuch = tasks.length === MOST_TASKS || characters > MOST_CHARACTERS;
    if (isTooMuch || (isWriting(task) && !isWriting(first))) return tasks;
    tasks.push(task);
  }
  return tasks;
}

function isWriting({ characters }: Task): boolean {
  return characters !== undefined;
}
