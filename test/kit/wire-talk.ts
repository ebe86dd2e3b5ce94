import type { Limits } from 'meanwhile';
import { virtualClock } from 'meanwhile/testing';
import { obedientTools } from './obedient-tools.ts';
import type { Answer, Exchange, Request } from './openai-server.ts';
import type { Move, Reply } from './random-talk.ts';
import { SECRETS } from './wire-faults.ts';
import { type Voice, voiceOf, wireScene } from './wire-scene.ts';

/** A conversation over real HTTP in which one thing happens after the other. */
export async function wireTalk(limits: Partial<Limits>, messages: readonly unknown[]) {
  const clock = virtualClock();
  const { tools, effects } = obedientTools(clock);
  /** The requests that wait for the server to say something. */
  let held: { voice: Voice; exchange: Exchange; answer(answer: Answer): void }[] = [];
  const silent = new Set<Exchange>();

  const scene = await wireScene({
    script: (request) => hold(request),
    clock,
    tools,
    limits,
    input: { messages },
    fields: { apiKey: SECRETS.key },
  });
  const { server, actor } = scene;

  function hold(request: Request): Promise<Answer> {
    const exchange = server.exchanges.at(-1);
    if (!exchange) throw new Error('asked before it was asked');
    const { promise, resolve } = Promise.withResolvers<Answer>();
    held.push({ voice: voiceOf(request), exchange, answer: resolve });
    return promise;
  }

  /** Who waits for a model, as the charts say it. */
  function waiting(): Voice[] {
    const { children, ...now } = actor.getSnapshot();
    const isIn = (child: string, ...path: string[]) => isActive(children[child]?.getSnapshot(), path);
    return [
      ...(isIn('operation', 'thinking') ? ['main' as const] : []),
      ...(isIn('chat', 'locked', 'turn', 'answering') ? ['chat' as const] : []),
      ...(isActive(now, ['synthesizing']) ? ['synthesis' as const] : []),
    ];
  }

  /** Whether nothing is on its way: each that waits for a model has its request at the server, and no other is there. */
  function isStill(): boolean {
    const open = server.exchanges.filter(({ isOpen }) => isOpen);
    const atRest = open.filter((exchange) => silent.has(exchange) || held.some((one) => one.exchange === exchange));
    const asking = atRest.map(({ request }) => voiceOf(request));
    return atRest.length === open.length && asking.toSorted().join() === waiting().toSorted().join();
  }

  /** Waits until all is still, and stays so while the event loop comes round a few times. */
  async function settle() {
    let rounds = 0;
    await scene.until(() => {
      rounds = isStill() ? rounds + 1 : 0;
      return rounds > 3;
    });
    held = held.filter(({ exchange }) => exchange.isOpen);
  }

  /** Lets time go by, timer after timer; what each of them sets off comes to rest before the next. */
  async function goTo(ms: number) {
    for (let due = clock.upcoming(); due !== undefined && due <= ms; due = clock.upcoming()) {
      await clock.goTo(due);
      await settle();
    }
    await clock.goTo(ms);
  }

  async function make(move: Move) {
    if (move.does === 'say') scene.say(move.text);
    if (move.does === 'seem to say') actor.send({ type: 'user.saying', text: 'Yes, please.' });
    if (move.does === 'bring the yes') {
      const token = actor.getSnapshot().context.confirmation?.token ?? 'operation-1/call-1';
      actor.send({ type: 'confirmation.given', token });
    }
    if (move.does === 'cancel') scene.cancel();
    if (move.does === 'pass') await goTo(clock.elapsed() + move.ms);
    if (move.does === 'run out') await goTo(clock.upcoming() ?? clock.elapsed());
    if (move.does === 'answer') answerNext(move.with);
    await settle();
  }

  function answerNext(replies: Record<Voice, Reply>) {
    const next = held.shift();
    if (!next) return;
    const { answer, isSilent } = replies[next.voice];
    if (isSilent) silent.add(next.exchange);
    next.answer(answer);
  }

  /** Lets everything come to its end: models answer, and time goes by, until what is late has come, too. */
  async function comeToRest() {
    const end = clock.elapsed() + 86_400_000;
    while (held.length > 0 || clock.upcoming() !== undefined) {
      for (const { answer } of held.splice(0)) answer({ text: 'Well.' });
      await settle();
      if (held.length === 0) await goTo(Math.min(clock.upcoming() ?? clock.elapsed(), end));
      if (clock.elapsed() >= end) throw new Error('It does not come to rest within a day.');
    }
    await scene.rest();
  }

  return { ...scene, effects, make, comeToRest };
}

function isActive(snapshot: unknown, path: readonly string[]): boolean {
  let value: unknown = (snapshot as { value?: unknown } | undefined)?.value;
  if ((snapshot as { status?: unknown } | undefined)?.status !== 'active') return false;
  for (const step of path) {
    if (value === step) return true;
    value = (value as Record<string, unknown> | undefined)?.[step];
    if (value === undefined) return false;
  }
  return true;
}
