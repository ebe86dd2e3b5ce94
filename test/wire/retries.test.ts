import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { Answer } from '../kit/openai-server.ts';
import { threeTools } from '../kit/three-tools.ts';
import { FAULTS } from '../kit/wire-faults.ts';
import { wireScene, type WireScene } from '../kit/wire-scene.ts';

/** How the retries of ChatOpenAI go together with the patience of the library: 30 s for the main model. */

const busy = faulty('answers 503 in plain text');
const tooMany = faulty('answers 429');
const comeAgain = faulty('answers 429 and says when to come again');
const cut = faulty('ends in the middle of its words');
const hello = { text: 'Hello.' };

/** The waits of LangChain between its tries: one second, doubled each time, and half as much again by chance. */
const BACK_OFF_MS = [1500, 3000, 6000, 12_000, 24_000];

/** How long the timers run that were armed. */
let armed: unknown[];
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  armed = [];
  const arm = globalThis.setTimeout;
  vi.spyOn(globalThis, 'setTimeout').mockImplementation(((...timer: Parameters<typeof setTimeout>) => {
    armed.push(timer[1]);
    return arm(...timer);
  }) as typeof setTimeout);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

async function play(lines: Answer[], maxRetries?: number) {
  const scene = await wireScene({
    script: (_, count) => lines[count] ?? lines.at(-1) ?? {},
    tools: threeTools().tools,
    // undefined: as LangChain has it, which is six times
    fields: { maxRetries: maxRetries as number },
  });
  onTestFinished(scene.close);
  scene.say('Hi.');
  await scene.asked('main');
  return scene;
}

/** Waits for LangChain to begin a wait of this length, and lets so much time go by, there and here. */
async function waitOut(scene: WireScene, ms: number) {
  await scene.until(() => armed.includes(ms));
  await scene.pass(ms);
  await vi.advanceTimersByTimeAsync(ms);
}

function faulty(what: string): Answer {
  const { fault } = FAULTS[what] ?? {};
  if (!fault) throw new Error(`no server ${what}`);
  return { fault };
}

const told = (scene: WireScene) => scene.replies().map(({ at, text }) => [at, text]);
const failures = (scene: WireScene) => scene.emitted('failure').map(({ error }) => error);
const broke = 'I am sorry, something went wrong on my side and I could not finish that. Please ask me again.';

test('a server that is busy is asked again, and the user hears nothing of it', async () => {
  const scene = await play([busy, busy, hello], 2);
  for (const ms of BACK_OFF_MS.slice(0, 2)) await waitOut(scene, ms);
  await scene.rest();
  expect(told(scene)).toEqual([[4500, 'Hello.']]);
  expect(failures(scene)).toEqual([]);
});

test('a server that says when to come again is asked again then, if that is soon enough', async () => {
  const scene = await play([comeAgain, hello], 1);
  await waitOut(scene, 20_000);
  await scene.rest();
  expect(told(scene)).toEqual([[20_000, 'Hello.']]);
});

test('if it is not, the user is told in time, and the server is left alone', async () => {
  const scene = await play([comeAgain, comeAgain, hello], 2);
  await waitOut(scene, 20_000);
  await scene.asked('main', 2);
  await scene.pass(10_000);
  expect(told(scene)).toEqual([[30_000, broke]]);
  expect(failures(scene)).toEqual(['the model did not answer in time']);
  await waitOut(scene, 20_000);
  await scene.rest();
  expect(scene.server.exchanges).toHaveLength(2);
});

test('one that does not say when is not asked again', async () => {
  const scene = await play([tooMany], 6);
  await scene.until(() => scene.replies().length > 0);
  expect(told(scene)).toEqual([[0, broke]]);
  expect(failures(scene)).toEqual(['the model server has had too many requests (429): try again later']);
  expect(scene.server.exchanges).toHaveLength(1);
});

test('by default there are more retries than patience: the user waits for all of it, and no failure says why', async () => {
  const scene = await play([busy]);
  for (const ms of BACK_OFF_MS.slice(0, 4)) await waitOut(scene, ms);
  await scene.until(() => armed.includes(24_000));
  await scene.pass(7500);
  expect(told(scene)).toEqual([[30_000, broke]]);
  expect(failures(scene)).toEqual(['the model did not answer in time']);
  await waitOut(scene, 24_000);
  await scene.rest();
  expect(scene.server.exchanges).toHaveLength(5);
});

test('with one retry the failure says what is wrong', async () => {
  const scene = await play([busy], 1);
  await waitOut(scene, 1500);
  await scene.rest();
  expect(told(scene)).toEqual([[1500, broke]]);
  expect(failures(scene)).toEqual(['the model server has trouble of its own (503): try again later']);
});

test('a user who cancels meanwhile is told at once, and the server is left alone', async () => {
  const scene = await play([busy, hello], 6);
  await scene.until(() => armed.includes(1500));
  scene.cancel();
  expect(told(scene)).toEqual([[0, 'All right, I have stopped.']]);
  await waitOut(scene, 1500);
  await scene.rest();
  expect(scene.server.exchanges).toHaveLength(1);
});

test('a reply that was cut off is not asked for again: the tokens would be paid twice', async () => {
  const scene = await play([cut, hello], 6);
  await scene.until(() => scene.replies().length > 0);
  await scene.rest();
  expect(told(scene)).toEqual([[0, broke]]);
  expect(scene.server.exchanges).toHaveLength(1);
});
