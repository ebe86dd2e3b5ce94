import { setTimeout as wait } from 'node:timers/promises';
import type { Store } from '../../src/index.ts';
import { inRounds } from '../measure/in-rounds.ts';
import { inMs, printTable } from '../measure/table.ts';
import { ERRAND, GREETING } from '../fakes/script.ts';
import { phoneCompany } from './phone-company.ts';

const QUESTIONS = 5;

const SLOW_STORE: Store = { set: () => wait(50, true), delete: () => wait(50, true) };

/**
 * While a long tool runs: how long an answer takes, and a result.
 *
 * The model and the tool take no time, so what is measured is all excess.
 */
export async function measureMeanwhile(rounds: number): Promise<void> {
  const usual = phoneCompany();
  const recorded = phoneCompany({ store: SLOW_STORE });

  async function underWay(company = usual) {
    const conversation = company.open();
    await conversation.say(ERRAND.question, 'acknowledgment');
    return conversation;
  }

  async function acknowledged() {
    const conversation = usual.open();
    const time = await conversation.say(ERRAND.question, 'acknowledgment');
    conversation.stop();
    return [time];
  }

  async function interim(company = usual) {
    const conversation = await underWay(company);
    const times: number[] = [];
    for (let turn = 0; turn < QUESTIONS; turn++) times.push(await conversation.say(GREETING.question, 'interim'));
    conversation.stop();
    return times;
  }

  async function announced(questions: number) {
    const conversation = await underWay();
    for (let turn = 0; turn < questions; turn++) await conversation.say(GREETING.question, 'interim');
    const time = await conversation.endTool();
    conversation.stop();
    return [time];
  }

  const spreads = await inRounds(
    [
      { name: 'request -> acknowledgment', go: acknowledged },
      { name: 'question -> interim answer', go: () => interim() },
      { name: 'the same, with a store of 50 ms a write', go: () => interim(recorded) },
      { name: 'tool end -> announcement', go: () => announced(0) },
      { name: 'tool end -> announcement, joined with talk', go: () => announced(1) },
    ],
    rounds,
  );
  printTable(
    'While a long tool runs',
    ['', 'p50', 'p95'],
    [...spreads].map(([name, { p50, p95 }]) => [name, inMs(p50), inMs(p95)]),
  );
}
