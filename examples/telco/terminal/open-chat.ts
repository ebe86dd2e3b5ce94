import { currentRun, type OpenConversation, type RunStatus } from 'meanwhile';
import type { TelcoAgent } from '../agent.ts';
import { isAtWork } from './at-work.ts';
import { failureLine, type NamedServer } from './failure-line.ts';
import { awaitsFirstAnswer } from './first-answer.ts';
import { inTurn } from './in-turn.ts';
import { obey } from './obey.ts';
import { retell } from './retell.ts';
import type { Hands, Screen } from './screen.ts';

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
  let escaped = '';

  const snapshot = () => conversation.getSnapshot();
  const run = () => currentRun(snapshot().context.operation?.runs ?? []);
  const screen = openScreen({ typed: (line) => lines.take(line), interrupted: press, escaped: escape, ended: end });
  const lines = inTurn({
    mayGoOn: () => !isLeft && (screen.live || !awaitsFirstAnswer(snapshot().context, told)),
    async handle(line) {
      const text = line.trim();
      if (text.startsWith('/')) await obey(text, { screen, conversation, agent, cancel, leave });
      else if (text !== '') say(text);
    },
    onStopped: leaveIfOver,
  });

  function say(text: string) {
    if (!screen.live) screen.print('you', text);
    conversation.send({ type: 'user.said', text });
  }

  /** Ctrl-C at the keyboard: where it would leave, what is typed goes first. */
  function press() {
    const { operation, confirmation } = snapshot().context;
    if (operation || confirmation || !screen.clearLine()) interrupt();
  }

  function interrupt() {
    const { operation, confirmation } = snapshot().context;
    if (!operation && !confirmation) return leave(0);
    if (operation && interrupted === operation.operationId) return leave(130);
    interrupted = operation?.operationId ?? '';
    cancel(' Ctrl-C once more leaves at once.');
  }

  /** Cancels what runs, which at an offer is a no to it; tells whether there was something. `more` is said behind it. */
  function cancel(more = ''): boolean {
    const { operation, confirmation } = snapshot().context;
    if (!operation && !confirmation) return false;
    if (operation && snapshot().can({ type: 'operation.cancel' })) {
      screen.print('note', `Cancelling ${run()?.label ?? 'your request'}.${more}`);
    } else if (operation) screen.print('note', `The result is on its way.${more}`);
    conversation.send({ type: 'operation.cancel' });
    return true;
  }

  /** Once for each request: what is being cancelled is not hurried by pressing it again. */
  function escape() {
    const id = snapshot().context.operation?.operationId ?? '';
    if (id === '' || id !== escaped) cancel();
    escaped = id;
  }

  function end() {
    hasEnded = true;
    leaveIfOver();
    if (isLeft || !screen.live || !isAtWork(snapshot())) return;
    screen.print('note', `Waiting for ${run()?.label ?? 'the answer'}. Ctrl-C cancels it.`);
  }

  function leaveIfOver() {
    if (hasEnded && lines.isDone() && !isAtWork(snapshot())) leave(0);
  }

  function leave(exitCode: number) {
    if (isLeft) return;
    isLeft = true;
    void close().then(() => resolve(exitCode));
  }

  async function close() {
    // where it has ended by itself, that is told already
    if (snapshot().status === 'active') await conversation.close().then(tellAwaited, tellFailure);
    screen.print('note', 'Goodbye.');
    screen.close();
  }

  function tellAwaited() {
    if (isAtWork(snapshot())) screen.print('note', awaited(run()));
  }

  function tellFailure(error: unknown) {
    screen.print('failure', failureLine(String(error), server));
  }

  function show() {
    const { context } = snapshot();
    const waiting = context.queue.map(({ label }) => label);
    screen.show(run() ?? (snapshot().matches('engaged') ? 'thinking' : undefined), waiting);
  }

  for (const line of greeting) screen.print('note', line);
  conversation.on('failure', ({ error }) => screen.print('failure', failureLine(error, server)));
  const told = retell(conversation, screen);
  show();
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
