import type { AnyStateMachine, ContextFrom, Snapshot } from 'xstate';
import { conversationMachine } from '../../machines/conversation.ts';
import { mainOperationMachine } from '../../machines/main-operation.ts';
import { secondaryChatMachine } from '../../machines/secondary-chat.ts';
import type { RunStatus } from '../../machines/tool-run-protocol.ts';
import { toolRunMachine } from '../../machines/tool-run.ts';
import { isOf } from '../chart/is-of.ts';

/** What is shown of a context: counts, our own ids, statuses and names of tools. */
export type Figures = { [name: string]: Figure };

type Figure = string | number | boolean | null | Figures | Figure[];

/**
 * What an inspector may know of a snapshot's context. A field is shown if it is named here: a new one is not.
 *
 * Lists of words are shown as their lengths. No text, argument, result, session fact, label or message is.
 */
export function figuresOf(snapshot: Snapshot<unknown>): Figures {
  for (const shown of contexts) {
    const figures = shown(snapshot);
    if (figures) return figures;
  }
  return {};
}

const contexts = [
  shows(
    conversationMachine,
    ({ operation, outcome, confirmation, chatTurn, chatAbort, told, announcements, ...counted }) => ({
      operation: operation && {
        operationId: operation.operationId,
        long: operation.long,
        checkIns: operation.checkedIn?.times ?? 0,
        runs: operation.runs.map(run),
      },
      outcome: outcome && outcome.status,
      confirmation: confirmation && { token: confirmation.token, tool: confirmation.tool },
      chatTurn: chatTurn && { turnId: chatTurn.turnId, status: turnStatus(chatTurn) },
      chatAbort: chatAbort && { turnId: chatAbort.turnId, reason: chatAbort.reason },
      told: told && { operationId: told.operationId, status: told.status, delivery: told.delivery },
      announcements: announcements.map(({ id, delivery, offers }) => ({ id, delivery, offers })),
      speaking: counted.speaking,
      playing: counted.playing,
      transcript: counted.transcript.length,
      unanswered: counted.unanswered.length,
      queue: counted.queue.map(({ operationId, priority }) => ({ operationId, priority })),
      interim: counted.interim.length,
      messages: counted.messages,
      operations: counted.operations,
      turns: counted.turns,
    }),
  ),
  shows(mainOperationMachine, (context) => ({
    operationId: context.operationId,
    rounds: context.rounds,
    quick: context.quick.length,
    long: context.long.map(({ runId, tool }) => ({ runId, tool })),
    runs: context.runs.length,
    granted: context.granted && { tool: context.granted.tool },
    offer: context.offer && { tool: context.offer.tool },
    stopped: context.stopped,
    acknowledged: context.acknowledged,
    mayHaveChanged: context.mayHaveChanged,
  })),
  shows(toolRunMachine, ({ call, attempt, doubtful, percent, stop }) => ({
    runId: call.runId,
    tool: call.tool,
    effect: call.effect,
    percent,
    attempt,
    doubtful,
    stop,
    expectedMs: call.expectedMs,
    stallMs: call.stallMs ?? null,
    timeoutMs: call.timeoutMs,
  })),
  shows(secondaryChatMachine, (context) => ({
    operationId: context.operationId,
    turnId: context.turnId,
    asked: context.asked.length,
    waiting: context.questions.length,
    requests: context.requests.length,
    lookups: context.steps.length,
  })),
];

function shows<Machine extends AnyStateMachine>(machine: Machine, pick: (context: ContextFrom<Machine>) => Figures) {
  return (snapshot: Snapshot<unknown>) => (isOf(machine, snapshot) ? pick(snapshot.context) : undefined);
}

function run({ runId, tool, status, percent, attempt }: RunStatus): Figures {
  return { runId, tool, status, percent, attempt };
}

function turnStatus({ completedAt, abortedAt }: { completedAt: number | null; abortedAt: number | null }): string {
  if (completedAt !== null) return 'answered';
  return abortedAt === null ? 'locked' : 'aborted';
}
