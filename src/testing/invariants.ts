import { isDeepStrictEqual } from 'node:util';
import type { Interim } from '../../machines/conversation-protocol.ts';
import { unstoppableId } from '../../machines/conversation.ts';
import type { RunStatus } from '../../machines/tool-run-protocol.ts';
import { isRecord } from '../shape.ts';
import { questionsOf, type SeenOutcome } from './seen.ts';
import type { Scene } from './scene.ts';

/** Something that must be true of every conversation, whatever happens in whatever order. */
export type Invariant = {
  /** What must be true, in words. */
  words: string;
  /** Whether it must be so at every moment, or whenever nobody works. */
  holds: 'always' | 'whenIdle';
  check(scene: Scene): boolean;
};

/** What is promised of every conversation. */
export const INVARIANTS: readonly Invariant[] = [
  {
    words: 'nothing breaks the conversation itself',
    holds: 'always',
    check: ({ actor, errors }) => errors.length === 0 && actor.getSnapshot().status !== 'error',
  },
  {
    words: 'each message of the user is heard once',
    holds: 'always',
    check: ({ actor, said }) => actor.getSnapshot().context.messages === spoken(said).length,
  },
  {
    words: 'no message of the user is answered twice',
    holds: 'always',
    check: ({ seen }) => [...seen.answers.values()].every((replies) => replies.size === 1),
  },
  {
    words: 'each message of the user is answered',
    holds: 'whenIdle',
    check: ({ actor, seen }) => {
      const { transcript, unanswered } = actor.getSnapshot().context;
      const mine = transcript.filter(({ role, turn }) => role === 'user' && !isEarlier(turn));
      return unanswered.length === 0 && mine.every(({ id }) => seen.answers.has(id));
    },
  },
  {
    words: 'while a long tool runs, each message of the user is handed to the chat',
    holds: 'always',
    check: ({ actor, seen }) => {
      const now = actor.getSnapshot();
      const isAccompanied = now.matches({ engaged: { accompanied: 'operating' } });
      const asked = questionsOf(now.children['chat']?.getSnapshot());
      return !isAccompanied || now.context.unanswered.every((id) => seen.handed.has(id) || asked.includes(id));
    },
  },
  {
    words: 'the lock of the chat is held if and only if one of its turns is in flight',
    holds: 'always',
    check: ({ actor }) => {
      const { context, children } = actor.getSnapshot();
      const { chatTurn } = context;
      const isInFlight = chatTurn !== null && chatTurn.completedAt === null && chatTurn.abortedAt === null;
      return isInFlight === isLocked(children['chat']?.getSnapshot());
    },
  },
  {
    words: 'a chat turn that was told to stop says nothing',
    holds: 'always',
    check: ({ actor, replies }) => {
      const { chatAbort } = actor.getSnapshot().context;
      return chatAbort === null || replies().every(({ id }) => id !== chatAbort.turnId);
    },
  },
  {
    words: 'nothing is said twice but a result that is offered again, three times at most, and nothing blank',
    holds: 'always',
    check: ({ replies }) => {
      const all = replies();
      const byId = [...Map.groupBy(all, ({ id }) => id).values()];
      const inTurn = byId.every((offers) => offers.every(({ offer = 1 }, index) => offer === index + 1 && offer <= 3));
      return (
        inTurn && all.every(({ text, offer, id }) => text.trim() !== '' && (offer === undefined || id.endsWith('!')))
      );
    },
  },
  {
    words: 'only a result that was offered three times is let go, once',
    holds: 'always',
    check: ({ emitted, replies }) => {
      const gone = emitted('announcement.letGo').map(({ id }) => id);
      const offers = (id: string) => replies().filter((reply) => reply.id === id).length;
      return new Set(gone).size === gone.length && gone.every((id) => offers(id) === 3);
    },
  },
  {
    words: 'whatever ended is told: nothing is owed any more',
    holds: 'whenIdle',
    check: ({ actor }) => {
      const { announcements, told } = actor.getSnapshot().context;
      return announcements.length === 0 && told?.delivery !== 'owed';
    },
  },
  {
    words: 'what is told again after a crash is what was told, if it was saved',
    holds: 'always',
    check: ({ retold, dead }) =>
      retold.every(
        ({ before, again, wasSaved }) =>
          dead.some(({ from }) => before.at <= from && from <= again.at) &&
          (!wasSaved || isDeepStrictEqual(before.event, again.event)),
      ),
  },
  {
    words: 'no model is sent what a provider refuses',
    holds: 'always',
    check: ({ models }) => Object.values(models).every(({ refused }) => refused.length === 0),
  },
  {
    words: 'what is streamed of a reply goes on where the last piece ended, or begins anew',
    holds: 'always',
    check: ({ streamed }) => [...Map.groupBy(streamed, ({ replyId }) => replyId).values()].every(isOneAfterTheOther),
  },
  {
    words: 'a reply begins with what was streamed of it, and nothing is streamed of it after it was told',
    holds: 'always',
    check: ({ told, replies, streamed, dead }) =>
      told.every(({ event, draft = '' }) => event.type !== 'reply' || event.text.startsWith(draft)) &&
      // what was told and not saved is made, and streamed, once more
      (dead.length > 0 ||
        replies().every(({ id }, index) => streamed.every((piece) => piece.replyId !== id || piece.replies <= index))),
  },
  {
    words: 'what was streamed is told, or taken back',
    holds: 'whenIdle',
    check: ({ drafts }) => drafts.size === 0,
  },
  {
    words: 'one long operation begins when the one before it has ended',
    holds: 'always',
    check: ({ emitted }) =>
      emitted('operation').every(({ status, operationId }, index, all) =>
        index % 2 === 0 ? status === 'running' : status !== 'running' && all[index - 1]?.operationId === operationId,
      ),
  },
  {
    words: 'a long tool is acknowledged once, before its progress',
    holds: 'always',
    check: ({ told }) =>
      told.every(({ event }, index) => {
        if (event.type !== 'progress') return true;
        const earlier = told.slice(0, index).map((one) => one.event);
        return earlier.filter((one) => isAcknowledgment(one, event.operationId)).length === 1;
      }),
  },
  {
    words: 'the agent says by itself how far the work is only while it goes on',
    holds: 'always',
    check: ({ told }) =>
      told.every(({ event }, index) => {
        if (event.type !== 'reply' || !event.id.startsWith(`${event.operationId}/check-in-`)) return true;
        const earlier = told.slice(0, index).map((one) => one.event);
        const latest = earlier.findLast(({ type }) => type === 'operation');
        return latest?.type === 'operation' && latest.operationId === event.operationId && latest.status === 'running';
      }),
  },
  {
    words: 'progress begins at 0, never falls, ends with the outcome, and is 100 when it succeeded and only then',
    holds: 'always',
    check: ({ emitted, dead }) =>
      [...Map.groupBy(emitted('progress'), ({ run }) => run.runId).values()].every(
        // what was owed when the process died is old, and not told
        (progress) => isSound(progress) && (dead.length > 0 || progress[0]?.run.percent === 0),
      ),
  },
  {
    words: 'what needs a yes is asked in the last words of a reply, and one thing at a time',
    holds: 'always',
    check: ({ actor, told, isSaved }) => {
      const heard = told.flatMap(({ event }) => (isOfQuestion(event) ? [event] : []));
      const isOpen = actor.getSnapshot().context.confirmation !== null;
      const asked = told.every(({ event }, index) => {
        const before = told.slice(0, index).findLast((one) => one.event.type === 'reply')?.event;
        return (
          event.type !== 'confirmation.requested' || (before?.type === 'reply' && before.text.endsWith(event.preview))
        );
      });
      const isOpenAsTold = heard.at(-1)?.type === 'confirmation.requested';
      return asked && isInTurn(heard) && (isOpenAsTold === isOpen || !isSaved());
    },
  },
  {
    words: 'a yes is asked for under a name of its own',
    holds: 'always',
    check: ({ emitted }) => {
      const tokens = emitted('confirmation.requested').map(({ token }) => token);
      return new Set(tokens).size === tokens.length;
    },
  },
  {
    words: 'a tool that may have had its effect does not run again in the same operation',
    holds: 'always',
    check: ({ seen }) =>
      [...seen.outcomes.values()].every(({ runs }) =>
        // those that began at the same time stood side by side
        runs.every(({ tool, startedAt }) =>
          runs.every(
            (earlier) => earlier.tool !== tool || earlier.startedAt >= startedAt || earlier.status !== 'unknown',
          ),
        ),
      ),
  },
  {
    words: 'what the user cancels ends as cancelled, and nothing else does',
    holds: 'always',
    check: ({ seen: { outcomes, cancelled } }) =>
      [...outcomes].every(
        ([operationId, { status, runs }]) =>
          cancelled.has(operationId) === (status === 'cancelled') &&
          (cancelled.has(operationId) || runs.every((run) => run.status !== 'cancelled')),
      ),
  },
  {
    words: 'a result is told within the patience with the chat and the time for joining',
    holds: 'always',
    check: ({ clock, bounds, seen, dead }) =>
      [...seen.outcomes.values()].every(
        ({ readyAt, toldAt = clock.elapsed() }) =>
          toldAt - readyAt - msOf(dead, readyAt, toldAt) <= bounds.secondaryPatience + bounds.synthesisTimeout,
      ),
  },
  {
    words: 'each long operation is told once, with an outcome for each of its tool runs',
    holds: 'whenIdle',
    check: ({ emitted, replies }) => {
      const ended = emitted('operation').filter(({ status }) => status !== 'running');
      const first = replies('announcement').filter(({ offer }) => offer === undefined);
      const told = new Set(first.map(({ operationId }) => operationId));
      const begun = emitted('operation').length - ended.length;
      const isQuiet = (id: string, runs: RunStatus[]) => runs.every(isSilent) && !isPromised(replies(), id);
      return (
        begun === ended.length &&
        told.size === first.length &&
        ended.every(
          ({ operationId, runs }) => runs.every(isOver) && (told.has(operationId) || isQuiet(operationId, runs)),
        ) &&
        [...told].every((id) => ended.some(({ operationId }) => operationId === id))
      );
    },
  },
  {
    words: 'a result is joined with the talk meanwhile when there is both, and never else',
    holds: 'whenIdle',
    check: ({ models, seen, dead, replies }) => {
      // an answer may turn out not to have been heard when it has been joined
      const joined = (isTalk: (interim: Interim) => boolean) =>
        [...seen.outcomes].filter(
          ([operationId, outcome]) =>
            isJoinable(outcome, isPromised(replies(), operationId)) &&
            seen.interim.get(operationId)?.some((one) => !one.statusOnly && isTalk(one)),
        ).length;
      const { length } = models.synthesis.asked;
      // a model is asked again after a crash
      return joined(({ answer }) => answer !== '') <= length && length <= joined(() => true) + dead.length;
    },
  },
  {
    words: 'each request that had to wait is done once, or its cancellation told once',
    holds: 'whenIdle',
    check: ({ actor, seen, replies }) =>
      actor.getSnapshot().context.queue.length === 0 &&
      [...seen.queued].every((id) => {
        const outcome = seen.outcomes.get(id);
        const isSilentOne = outcome !== undefined && isUntold(outcome, isPromised(replies(), id));
        return endingsOf(replies(), id) === (isSilentOne ? 0 : 1);
      }),
  },
  {
    words: 'nothing is left behind by an operation that was told',
    holds: 'whenIdle',
    check: ({ actor }) => {
      const { operation, outcome, interim, chatAbort } = actor.getSnapshot().context;
      return operation === null && outcome === null && interim.length === 0 && chatAbort === null;
    },
  },
];

/** What must be true of a scene at this moment and is not, in words. */
export function brokenInvariants(scene: Scene): string[] {
  const due = INVARIANTS.filter(({ holds }) => holds === 'always' || scene.isIdle());
  return due.filter(({ check }) => !check(scene)).map(({ words }) => words);
}

/** What is blank is not heard, and what comes under the same id is the same. */
function spoken(said: Scene['said']): Scene['said'] {
  const words = said.filter(({ text }) => text.trim() !== '');
  return words.filter(({ id }, index) => !id || words.findIndex((other) => other.id === id) === index);
}

/** How often the end of a request was told that had to wait. */
function endingsOf(replies: readonly { id: string; offer?: number }[], operationId: string): number {
  const first = replies.filter(({ offer }) => offer === undefined);
  return first.filter(({ id }) => id === `${operationId}!` || id === `${operationId}/cancelled`).length;
}

/** How much of a time the process was dead. */
function msOf(dead: Scene['dead'], since: number, to: number): number {
  return dead.reduce((sum, { from, until }) => sum + Math.max(0, Math.min(until, to) - Math.max(from, since)), 0);
}

/** What came in by `input.messages` and was answered then. */
function isEarlier(turn: string | undefined): boolean {
  return turn?.startsWith('earlier-turn-') ?? false;
}

/** A chat that is locked stands in two regions: its state is no name alone. */
function isLocked(chat: unknown): boolean {
  return isRecord(chat) && typeof chat['value'] === 'object';
}

type Emitted = Scene['told'][number]['event'];
type OfQuestion = Extract<Emitted, { type: `confirmation.${string}` }>;

function isOfQuestion(event: Emitted): event is OfQuestion {
  return event.type === 'confirmation.requested' || event.type === 'confirmation.closed';
}

/** Each question is closed before the next is asked, under the name it was asked by. */
function isInTurn(heard: readonly OfQuestion[]): boolean {
  return heard.every(({ type, token }, index) =>
    type === 'confirmation.requested' ? index % 2 === 0 : index % 2 === 1 && heard[index - 1]?.token === token,
  );
}

function isOneAfterTheOther(pieces: Scene['streamed']): boolean {
  const ends = pieces.map(({ from, text }) => from + text.length);
  return pieces.every(({ from }, index) => from === 0 || from === ends[index - 1]);
}

function isAcknowledgment(event: Emitted, operationId: string): boolean {
  return event.type === 'reply' && event.kind === 'acknowledgment' && event.operationId === operationId;
}

function isSound(progress: readonly { run: RunStatus }[]): boolean {
  return progress.every(({ run }, index) => {
    const before = progress[index - 1]?.run;
    const goesOn = !before || (before.status === 'running' && before.percent <= run.percent);
    return goesOn && (run.percent === 100) === (run.status === 'succeeded');
  });
}

/** A result with nothing in it that has to be told in fixed words. */
function isJoinable(outcome: SeenOutcome, promised: boolean): boolean {
  const { status, runs, doubtful, mayHaveChanged } = outcome;
  const isPlain = runs.every((run) => run.status === 'succeeded') && !mayHaveChanged;
  const isTold = status === 'done' || (status === 'failed' && isPlain);
  const hasResult = runs.some((run) => run.status === 'succeeded') && doubtful.length === 0 && isTold;
  return hasResult && !isUntold(outcome, promised);
}

/** A silent success of which nobody wanted to hear. */
function isUntold({ status, runs, others }: SeenOutcome, promised: boolean): boolean {
  return runs.length > 0 && runs.every(isSilent) && status === 'done' && !others && !promised;
}

/** Whether the user wanted to stop what can't be stopped, and was told that they will hear how it went. */
function isPromised(replies: readonly { id: string }[], operationId: string): boolean {
  return replies.some(({ id }) => id.startsWith(unstoppableId(operationId)));
}

/** A run that is silent succeeded, and nobody is told. */
function isSilent({ delivery, status }: RunStatus): boolean {
  return delivery === 'silent' && status === 'succeeded';
}

function isOver({ status }: RunStatus): boolean {
  return status !== 'running';
}
