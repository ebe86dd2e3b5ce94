import type { OpenConversation, RunStatus } from 'meanwhile';
import type { TelcoAgent } from '../agent.ts';
import { isAtWork, lastRun } from './at-work.ts';
import { failureLine, type NamedServer } from './failure-line.ts';
import { awaitsFirstAnswer } from './first-answer.ts';
import { inTurn } from './in-turn.ts';
import { obey } from './obey.ts';
import { retell } from './retell.ts';
import type { Hands, Screen, Shown } from './screen.ts';

/** What a chat is opened with. */
export type ChatParts = {
  openScreen(hands: Hands): Screen;
  agent: Pick<TelcoAgent, 'store'>;
  /** As it was opened, not started. */
  conversation: OpenConversation;
  /** The first lines on the screen. */
  greeting: readonly string[];
  /** Which model it is and where, for whoever has to find out why it does not answer. */
  server: NamedServer;
};

/** A chat with the agent. */
export type Chat = {
  /** Shows what the customer's phone got. */
  showSms(text: string): void;
  /** Ctrl-C: cancels what runs; leaves if nothing does, or if it was pressed for that already. */
  interrupt(): void;
  leave(exitCode: number): void;
  /** The exit code, as soon as the chat was left and is kept. */
  left: Promise<number>;
};

/**
 * Opens a chat on a screen.
 *
 * When the input has ended it is left as soon as all that was said is answered and nothing runs.
 */
export function openChat({ openScreen, agent, conversation, greeting, server }: ChatParts): Chat {
  const { promise: left, resolve } = Promise.withResolvers<number>();
  let hasEnded = false;
  let isLeft = false;
  let interrupted = '';

  const now = () => conversation.getSnapshot();
  const screen = openScreen({ typed: (line) => lines.take(line), interrupted: interrupt, ended: end });
  const lines = inTurn({
    mayGoOn: () => !isLeft && (screen.live || !awaitsFirstAnswer(now().context, told)),
    async handle(line) {
      const text = line.trim();
      if (text.startsWith('/')) await obey(text, { screen, conversation, agent, leave });
      else if (text !== '') say(text);
    },
    onStopped: leaveIfOver,
  });

  function say(text: string) {
    if (!screen.live) screen.print('you', text);
    conversation.send({ type: 'user.said', text });
  }

  function interrupt() {
    const { operation, confirmation } = now().context;
    if (confirmation) return conversation.send({ type: 'operation.cancel' }); // a no to what was asked
    if (!operation) return leave(0);
    if (interrupted === operation.operationId) return leave(130);

    interrupted = operation.operationId;
    if (!now().can({ type: 'operation.cancel' })) {
      return screen.print('note', 'The result is on its way. Ctrl-C once more leaves at once.');
    }
    screen.print('note', `Cancelling ${lastRun(now())?.label ?? 'your request'}. Ctrl-C once more leaves at once.`);
    conversation.send({ type: 'operation.cancel' });
  }

  function end() {
    hasEnded = true;
    leaveIfOver();
    if (isLeft || !screen.live || !isAtWork(now())) return;
    screen.print('note', `Waiting for ${lastRun(now())?.label ?? 'the answer'}. Ctrl-C cancels it.`);
  }

  function leaveIfOver() {
    if (hasEnded && lines.isDone() && !isAtWork(now())) leave(0);
  }

  function leave(exitCode: number) {
    if (isLeft) return;
    isLeft = true;
    void close().then(() => resolve(exitCode));
  }

  async function close() {
    // where it has ended by itself, that is told already
    if (now().status === 'active') await conversation.close().then(tellAwaited, tellFailure);
    screen.print('note', 'Goodbye.');
    screen.close();
  }

  function tellAwaited() {
    if (isAtWork(now())) screen.print('note', awaited(lastRun(now())));
  }

  function tellFailure(error: unknown) {
    screen.print('failure', failureLine(String(error), server));
  }

  function show() {
    screen.show(run ? shownOf(run, etaMs) : now().matches('engaged') ? 'thinking' : undefined);
  }

  for (const line of greeting) screen.print('note', line);
  conversation.on('failure', ({ error }) => screen.print('failure', failureLine(error, server)));
  const told = retell(conversation, screen);
  let run = lastRun(now());
  let etaMs: number | null = null;
  show();
  conversation.on('progress', (progress) => {
    ({ run, etaMs } = progress);
    show();
  });
  conversation.on('operation', ({ status }) => {
    if (status !== 'running') run = undefined;
    show();
  });
  conversation.on('reply', () => lines.goOn());
  conversation.subscribe({
    next() {
      show();
      lines.goOn();
    },
    error(error) {
      tellFailure(error);
      leave(1);
    },
    complete: () => leave(1), // it goes on elsewhere, and a failure has said so
  });
  return { showSms: (text) => screen.print('sms', text), interrupt, leave, left };
}

/** What becomes of what is cut off. */
function awaited(run: RunStatus | undefined): string {
  if (run?.status !== 'running') return 'You get the answer when you come back.';
  return `I leave in the middle of ${run.label}: you hear what becomes of it when you come back.`;
}

/** What a run said last is old as soon as it has ended. */
function shownOf(run: RunStatus, etaMs: number | null): Shown {
  return { ...run, etaMs, message: run.status === 'running' ? run.message : '' };
}
