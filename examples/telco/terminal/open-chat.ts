import type { Facts, RunStatus } from 'meanwhile';
import { createActor, type InspectionEvent } from 'xstate';
import type { TelcoAgent } from '../agent.ts';
import type { SendSms } from '../operator/login.ts';
import { failureLine, type NamedServer } from './failure-line.ts';
import { awaitsFirstAnswer } from './first-answer.ts';
import { inTurn } from './in-turn.ts';
import { obey } from './obey.ts';
import type { Hands, Screen, Shown } from './screen.ts';

/** What a chat is opened with. */
export type ChatParts = {
  openScreen(hands: Hands): Screen;
  createAgent(sendSms: SendSms): TelcoAgent;
  session: Facts;
  /** The first lines on the screen. */
  greeting: readonly string[];
  /** Hears what the conversation does, redacted or not. */
  inspect?: ((event: InspectionEvent) => void) | undefined;
  /** Which model it is and where, for whoever has to find out why it does not answer. */
  server: NamedServer;
};

/** A chat with the agent. */
export type Chat = {
  /** Ctrl-C: cancels what runs; leaves if nothing does, or if it was pressed for that already. */
  interrupt(): void;
  leave(exitCode: number): void;
  /** The exit code, as soon as the chat was left. */
  left: Promise<number>;
};

/**
 * Opens a chat on a screen.
 *
 * When the input has ended it is left as soon as all that was said is answered and nothing runs.
 */
export function openChat({ openScreen, createAgent, session, greeting, inspect, server }: ChatParts): Chat {
  const { promise: left, resolve } = Promise.withResolvers<number>();
  let hasEnded = false;
  let isLeft = false;
  let interrupted = '';

  const screen = openScreen({ typed: (line) => lines.take(line), interrupted: interrupt, ended: end });
  const agent = createAgent(({ text }) => screen.print('sms', text));
  const id = `terminal-${crypto.randomUUID()}`; // the operator keeps what was answered under keys that begin with it
  const conversation = createActor(agent.machine, { input: { id, session }, ...(inspect && { inspect }) });
  const lines = inTurn({
    mayGoOn: () => !isLeft && (screen.live || !awaitsFirstAnswer(conversation.getSnapshot().context)),
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
    const { operation, confirmation } = conversation.getSnapshot().context;
    if (confirmation) return conversation.send({ type: 'operation.cancel' }); // a no to what was asked
    if (!operation) return leave(0);
    if (interrupted === operation.operationId) return leave(130);

    interrupted = operation.operationId;
    if (!conversation.getSnapshot().can({ type: 'operation.cancel' })) {
      return screen.print('note', 'The result is on its way. Ctrl-C once more leaves at once.');
    }
    screen.print('note', `Cancelling ${lastRun()?.label ?? 'your request'}. Ctrl-C once more leaves at once.`);
    conversation.send({ type: 'operation.cancel' });
  }

  function end() {
    hasEnded = true;
    leaveIfOver();
    if (isLeft || !screen.live || !isAtWork()) return;
    screen.print('note', `Waiting for ${lastRun()?.label ?? 'the answer'}. Ctrl-C cancels it.`);
  }

  /** An offer that waits for a yes is no work: who leaves has said no. */
  function isAtWork() {
    const snapshot = conversation.getSnapshot();
    return !snapshot.matches('idle') && !snapshot.matches({ awaitingConfirmation: 'listening' });
  }

  function lastRun({ context } = conversation.getSnapshot()) {
    return context.operation?.runs.at(-1);
  }

  function leaveIfOver() {
    if (hasEnded && lines.isDone() && !isAtWork()) leave(0);
  }

  function leave(exitCode: number) {
    if (isLeft) return;
    isLeft = true;
    conversation.stop();
    screen.print('note', 'Goodbye.');
    screen.close();
    resolve(exitCode);
  }

  for (const line of greeting) screen.print('note', line);
  conversation.on('reply', ({ kind, text }) => screen.print(kind, text));
  conversation.on('failure', ({ error }) => screen.print('failure', failureLine(error, server)));
  conversation.subscribe({
    next(snapshot) {
      screen.show(shownOf(lastRun(snapshot)) ?? (snapshot.matches('engaged') ? 'thinking' : undefined));
      lines.goOn();
    },
    error(error) {
      screen.print('failure', failureLine(String(error), server));
      leave(1);
    },
  });
  conversation.start();
  return { interrupt, leave, left };
}

/** What a run said last is old as soon as it has ended. */
function shownOf(run: RunStatus | undefined): Shown | undefined {
  return run && { ...run, message: run.status === 'running' ? run.message : '' };
}
