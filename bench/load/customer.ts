import { setTimeout as wait } from 'node:timers/promises';
import type { Conversation, ConversationEmitted, ReplyKind } from '../../src/index.ts';
import { canariesIn, canaryOf } from './canary.ts';
import { ERRAND, MODEL_MS } from './echo-model.ts';

const QUESTIONS = 5;
const EXPECTED: ReplyKind[] = ['acknowledgment', ...Array<ReplyKind>(QUESTIONS).fill('interim'), 'announcement'];

/** What one customer measured, in milliseconds over what model and tool took by themselves, and what was wrong. */
export type Experience = {
  interim: number[];
  announcement: number[];
  /** Whether each question was answered once, and the result told once. */
  isToldOnce: boolean;
  /** The canaries of others that came here. */
  strangers: string[];
  flaws: string[];
};

/** A conversation on its way, and where its tool notes that it has ended. */
export type Visit = {
  index: number;
  conversation: Pick<Conversation, 'on' | 'send' | 'getSnapshot'>;
  painted: () => { at: number; times: number };
  toolMs: number;
};

/** Asks for the long tool, puts five questions meanwhile, and waits for the result. */
export async function customer({ index, conversation, painted, toolMs }: Visit): Promise<Experience> {
  const canary = canaryOf(index);
  const told: ConversationEmitted[] = [];
  const waiting = new Map<ReplyKind, (at: number) => void>();
  conversation.on('*', (event) => {
    told.push(event);
    if (event.type !== 'reply') return;
    waiting.get(event.kind)?.(performance.now());
    // who is overtaken by the result waits no more; it is seen by what was told
    if (event.kind === 'announcement') waiting.get('interim')?.(performance.now());
  });
  const heard = async (kind: ReplyKind) => new Promise<number>((resolve) => void waiting.set(kind, resolve));

  const announced = heard('announcement');
  const accepted = heard('acknowledgment');
  conversation.send({ type: 'user.said', text: `${ERRAND}, for ${canary}.` });
  await accepted;
  const interim: number[] = [];
  const isTold = () => told.some((event) => event.type === 'reply' && event.kind === 'announcement');
  for (let question = 0; question < QUESTIONS; question += 1) {
    await wait(toolMs / (QUESTIONS + 2));
    if (isTold()) break; // it came too early, or the questions too late: some are missing in what was told
    const answered = heard('interim');
    const askedAt = performance.now();
    conversation.send({ type: 'user.said', text: `And what about ${canary}?` });
    interim.push((await answered) - askedAt - MODEL_MS);
  }
  // the model puts the result into words, and joins it with the talk
  const announcement = [(await announced) - painted().at - 2 * MODEL_MS];
  const kinds = told.flatMap((event) => (event.type === 'reply' ? [event.kind] : []));
  const isToldOnce = kinds.join() === EXPECTED.join();
  const strangers = canariesIn([told, conversation.getSnapshot().context]).filter((seen) => seen !== canary);
  const failures = told.flatMap((event) => (event.type === 'failure' ? [`${event.source}: ${event.error}`] : []));
  const flaws = [
    ...(isToldOnce ? [] : [`told ${kinds.join(', ')}`]),
    ...(strangers.length === 0 ? [] : [`${canary} met ${strangers.join(', ')}`]),
    ...(painted().times === 1 ? [] : [`the tool had ${painted().times} effects`]),
    ...failures,
  ];
  return { interim, announcement, isToldOnce, strangers, flaws };
}
