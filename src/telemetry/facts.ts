import type { AnyActorRef, AnyEventObject } from 'xstate';
import { conversationMachine } from '../../machines/conversation.ts';
import type { ConversationEmitted } from '../../machines/conversation-protocol.ts';
import { mainOperationMachine } from '../../machines/main-operation.ts';
import type { Entry } from '../../machines/messages.ts';
import { toolRunMachine } from '../../machines/tool-run.ts';
import { isOf } from '../chart/is-of.ts';
import { announcementFacts } from './announcement-facts.ts';
import { endingOf } from './ending-of.ts';
import type { Ending, Fact, Teller, Voice } from './fact.ts';
import type { End, Follower } from './follow.ts';
import { givenTo, outputOf, reportIn } from './given.ts';
import { isLateResult } from './late-result.ts';
import { operationFacts } from './operation-facts.ts';
import { stopwatch } from './stopwatch.ts';
import { toolFacts } from './tool-facts.ts';
import { turnFacts } from './turn-facts.ts';

/** What the facts of a conversation are made of. */
export type FactsOf = {
  now(): number;
  /** The names of its tools. */
  tools: ReadonlySet<string>;
  tell: Teller;
};

/** Makes facts of what the actors of a conversation do, and of what it emits. */
export type FactMaker = Follower & {
  emitted(event: ConversationEmitted): void;
  late(path: string, actor: AnyActorRef, word: object): void;
  /** Nothing more will come: whatever is open is over. */
  close(): void;
};

/** Reads the charts of a conversation from outside: none of them knows of it. */
export function factsOf({ now, tools: names, tell: tellAt }: FactsOf): FactMaker {
  const tell = (fact: Fact) => tellAt(fact, now());
  const operation = operationFacts({ now, tell });
  const turn = turnFacts({ now, tell });
  const tools = toolFacts({ now, tell, tools: names });
  const announcements = announcementFacts({ now, tell });
  const watch = stopwatch(now);
  let isStarting = false;
  let attempt = 1;
  let waiting = 0;

  const take = (operationId: string, request: readonly Entry[] = []) =>
    operation.take(
      operationId,
      request.map(({ content }) => content),
      isStarting,
    );

  function beginTurn({ turnId, operationId }: { turnId: string; operationId: string }, asked: readonly Entry[]) {
    take(operationId);
    const runIds = tools.long().map(({ runId }) => runId);
    turn.begin({ turnId, operationId, asked, runIds, isResumed: isStarting });
  }

  function ask(voice: Voice, owner: string) {
    watch.open(`${owner} ${voice}`);
    tell({ type: 'model.asked', voice, owner });
  }

  function answer(voice: Voice, owner: string, end: End): Ending {
    const ending = endingOf(end);
    const ms = watch.closed(`${owner} ${voice}`);
    const error = end.how === 'failed' ? end.error : undefined;
    if (ms !== undefined) tell({ type: 'model.over', voice, owner, ending, ms, error });
    return ending;
  }

  const beginnings: Record<string, (actor: AnyActorRef) => void> = {
    '/operation'(actor) {
      const snapshot: unknown = actor.getSnapshot();
      if (isOf(mainOperationMachine, snapshot)) take(snapshot.context.operationId, snapshot.context.request);
    },
    '/operation/think': () => ask('main', operation.id()),
    '/operation/tools'(actor) {
      const { operationId = '', calls = [] } = givenTo('/operation/tools', actor) ?? {};
      for (const call of calls) tools.begin(operationId, call, isStarting);
    },
    '/operation/run'(actor) {
      const snapshot: unknown = actor.getSnapshot();
      if (!isOf(toolRunMachine, snapshot)) return;
      const { call, operationId } = snapshot.context;
      ({ attempt } = snapshot.context);
      const { callId: id, tool: name, args, expectedMs } = call;
      tools.begin(operationId, { id, name, args }, isStarting, { expectedMs, attempt });
    },
    '/chat/answer'(actor) {
      const given = givenTo('/chat/answer', actor);
      if (!given) return;
      beginTurn(given, given.asked);
      ask('chat', given.turnId);
    },
    '/chat/lookUp'(actor) {
      const given = givenTo('/chat/lookUp', actor);
      if (!given) return;
      beginTurn(given, []);
      for (const call of given.calls) tools.begin(given.turnId, call, isStarting);
    },
    '/synthesize'(actor) {
      const { operationId = '' } = givenTo('/synthesize', actor) ?? {};
      take(operationId);
      announcements.joining(operationId);
      ask('synthesis', operationId);
    },
  };

  const endings: Record<string, (end: End, actor: AnyActorRef) => void> = {
    '/operation'(end) {
      if (operation.id() === '' || end.how === 'stopped') return;
      operation.ready(end.how === 'done' ? outputOf('/operation', end.output) : undefined, end.how === 'failed');
      watch.open(SETTLING);
      announcements.ready(operation.id());
    },
    '/operation/think': (end) => void answer('main', operation.id(), end),
    '/operation/tools': (end) => tools.endQuick(operation.id(), end.how === 'failed' ? 'unknown' : endingOf(end)),
    '/operation/run'(end, actor) {
      const snapshot: unknown = actor.getSnapshot();
      if (!isOf(toolRunMachine, snapshot)) return;
      const { call, stop } = snapshot.context;
      const outcome = end.how === 'done' ? outputOf('/operation/run', end.output) : undefined;
      const ending = end.how === 'stopped' ? 'stopped' : (outcome?.status ?? 'unknown');
      const result = outcome?.status === 'succeeded' ? JSON.stringify(outcome.result) : '';
      const isCancelled = stop === 'cancel';
      if (isCancelled) operation.cancelledRun();
      tools.end(call.runId, ending, { isCancelled, result, error: outcome?.error ?? '' });
    },
    '/chat'() {
      turn.leave('stopped');
      const ms = watch.closed(SETTLING);
      if (ms !== undefined) tell({ type: 'settled', ms });
    },
    '/chat/answer'(end) {
      const turnId = turn.id();
      if (turnId === undefined) return;
      const text = end.how === 'done' ? outputOf('/chat/answer', end.output)?.text : undefined;
      turn.worked(answer('chat', turnId, end), text ?? '');
    },
    '/chat/lookUp'(end) {
      const turnId = turn.id();
      if (turnId === undefined) return;
      const found = end.how === 'done' ? outputOf('/chat/lookUp', end.output)?.results : undefined;
      for (const result of found ?? []) tools.answered(turnId, result);
      tools.endQuick(turnId, endingOf(end));
      if (end.how !== 'done') turn.worked(endingOf(end));
    },
    '/synthesize': (end) => void answer('synthesis', operation.id(), end),
  };

  const reports: Record<string, (event: AnyEventObject) => void> = {
    'operation.acknowledged'(event) {
      const report = reportIn('operation.acknowledged', event);
      if (report) tell({ type: 'operation.acknowledged', operationId: report.operationId });
    },
    'tool.answered'(event) {
      const report = reportIn('tool.answered', event);
      if (!report) return;
      // what it says of the user is not in the session yet, and could not be masked
      const hasFacts = Object.keys(report.facts).length > 0;
      tools.answered(operation.id(), hasFacts ? { ...report.result, content: '' } : report.result);
    },
    'run.progressed'(event) {
      const report = reportIn('run.progressed', event);
      const [run] = tools.long();
      if (report && run) tell({ type: 'tool.progressed', runId: run.runId, percent: report.percent });
    },
    'chat.unlocked'(event) {
      const report = reportIn('chat.unlocked', event);
      if (report) turn.unlocked(report.aborted);
    },
  };

  function noteAttempt(snapshot: unknown) {
    if (!isOf(toolRunMachine, snapshot)) return;
    const { attempt: newest, call } = snapshot.context;
    const tool = tools.named(call.tool);
    if (newest > attempt) tell({ type: 'tool.retried', runId: call.runId, tool, attempt: newest });
    attempt = newest;
  }

  function noteQueue(depth: number) {
    if (depth !== waiting) tell({ type: 'queued', more: depth - waiting });
    waiting = depth;
  }

  function noteTimeout(path: string, bound = '') {
    const tool = path === '/operation/run' ? tools.long()[0]?.tool : undefined;
    if (TIMEOUT.test(bound)) tell({ type: 'timer.ranOut', bound, tool });
  }

  return {
    starting: (isIt) => (isStarting = isIt),
    began: (path, actor) => beginnings[path]?.(actor),
    ended: (path, end, actor) => endings[path]?.(end, actor),
    heard(path, event, from) {
      if (event.type.startsWith('xstate.after.')) noteTimeout(path, event.type.split('.')[2]);
      else if (from?.startsWith(`${path}/`)) reports[event.type]?.(event);
      else announcements.heard(event);
    },
    stepped(path, snapshot) {
      if (path === '/operation/run') noteAttempt(snapshot);
      if (path !== '' || !isOf(conversationMachine, snapshot)) return;
      const id = snapshot.context.operation?.operationId;
      if (id === undefined) operation.leave();
      else if (operation.id() !== id) take(id, snapshot.context.transcript.filter(isAskedIn(id)));
      noteQueue(snapshot.context.queue.length);
    },
    emitted(event) {
      if (event.type === 'failure') tell({ type: 'failed', source: event.source });
      announcements.emitted(event);
    },
    late(path, actor, word) {
      if (!isLateResult(path, word)) return;
      const given = path === '/operation/run/tool' ? givenTo(path, actor) : undefined;
      tell({ type: 'late', tool: given && tools.named(given.call.tool) });
    },
    close() {
      turn.leave('stopped');
      tools.endAll();
      operation.leave(true);
      noteQueue(0);
    },
  };
}

/** Of the delays of the charts, those that are bounds; a pause is none. */
const TIMEOUT = /(Timeout|secondaryPatience|Grace)$/;

/** From the outcome of an operation until the chat has closed. */
const SETTLING = 'settling';

function isAskedIn(operationId: string) {
  return ({ turn, role }: Entry) => turn === operationId && role === 'user';
}
