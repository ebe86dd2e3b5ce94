import type { AnyActorRef, AnyEventObject } from 'xstate';
import { conversationMachine } from '../../machines/conversation.ts';
import type { ConversationEmitted } from '../../machines/conversation-protocol.ts';
import { mainOperationMachine } from '../../machines/main-operation.ts';
import type { CallResult, OperationOutcome } from '../../machines/main-operation-protocol.ts';
import type { Entry, ToolCall } from '../../machines/messages.ts';
import { toolRunMachine } from '../../machines/tool-run.ts';
import { isOf } from '../chart/is-of.ts';
import { fieldOf } from '../methods.ts';
import type { Ending, Teller, Voice } from './fact.ts';
import type { End, Follower } from './follow.ts';
import { givenTo, outputOf, reportIn } from './given.ts';
import { OTHER } from './names.ts';

/** What the facts of a conversation are made of. */
export type FactsOf = {
  now(): number;
  /** The names of its tools: another name is a model's invention, and not told. */
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

type LiveOperation = { id: string; outcome: OperationOutcome | undefined; isBroken: boolean; hasCancelledRun: boolean };
type OpenTool = { tool: string; isLong: boolean; isResumed: boolean; expectedMs: number | undefined };

/** Reads the charts of a conversation from outside: none of them knows of it. */
export function factsOf({ now, tools, tell: tellAt }: FactsOf): FactMaker {
  const since = new Map<string, number>();
  const openTools = new Map<string, OpenTool>();
  const ready = new Map<string, { at: number; isJoined: boolean }>();
  const announced = new Map<string, true>();
  let isStarting = false;
  let operation: LiveOperation | undefined;
  let turn: { id: string; ending: Ending; text: string } | undefined;
  let closingSince: number | undefined;
  let attempt = 1;
  let waiting = 0;

  const tell = (fact: Parameters<Teller>[0]) => tellAt(fact, now());
  const open = (key: string) => since.set(key, now());
  const named = (tool: string) => (tools.has(tool) ? tool : OTHER);

  /** How long it was open; undefined if it was not. */
  function closed(key: string): number | undefined {
    const at = since.get(key);
    since.delete(key);
    return at === undefined ? undefined : Math.max(0, now() - at);
  }

  function take(operationId: string, request: readonly Entry[] = []) {
    if (operationId === '' || operation?.id === operationId) return;
    leave();
    operation = { id: operationId, outcome: undefined, isBroken: false, hasCancelledRun: false };
    open(operationId);
    tell({ type: 'operation.taken', operationId, isResumed: isStarting, content: { said: textsOf(request) } });
  }

  function leave(isStopped = false) {
    if (!operation) return;
    const { id, outcome, isBroken } = operation;
    operation = undefined;
    const ms = closed(id) ?? 0;
    const ending = isStopped ? 'stopped' : endingOf(outcome, isBroken);
    tell({ type: 'operation.over', operationId: id, ending, ms, content: { text: outcome?.text ?? '' } });
  }

  function beginTurn({ turnId, operationId }: { turnId: string; operationId: string }, asked: readonly Entry[]) {
    take(operationId);
    if (turn?.id === turnId) return;
    turn = { id: turnId, ending: 'failed', text: '' };
    open(turnId);
    const runIds = [...openTools].flatMap(([runId, { isLong }]) => (isLong ? [runId] : []));
    const waitedMs = isStarting ? [] : asked.map(({ at }) => Math.max(0, now() - at));
    const content = { said: textsOf(asked) };
    tell({ type: 'turn.began', turnId, operationId, isResumed: isStarting, waitedMs, runIds, content });
  }

  function leaveTurn(ending: Ending) {
    if (!turn) return;
    const { id, text } = turn;
    turn = undefined;
    tell({ type: 'turn.over', turnId: id, ending, ms: closed(id) ?? 0, content: { text } });
  }

  function ask(voice: Voice, owner: string) {
    open(`${owner} ${voice}`);
    tell({ type: 'model.asked', voice, owner });
  }

  function answer(voice: Voice, owner: string, end: End): Ending {
    const ending = endOf(end);
    const ms = closed(`${owner} ${voice}`);
    const error = end.how === 'failed' ? end.error : undefined;
    if (ms !== undefined) tell({ type: 'model.over', voice, owner, ending, ms, error });
    return ending;
  }

  function beginTool(owner: string, { id, name, args }: ToolCall, long?: { expectedMs: number; attempt: number }) {
    const runId = `${owner}/${id}`;
    const isResumed = isStarting;
    const begun = { tool: named(name), isLong: long !== undefined, isResumed, expectedMs: long?.expectedMs };
    openTools.set(runId, begun);
    open(runId);
    tell({ type: 'tool.began', runId, owner, attempt: long?.attempt ?? 1, ...begun, content: { args } });
  }

  function endTool(runId: string, ending: Ending, of: { isCancelled?: boolean; result?: string; error?: string } = {}) {
    const begun = openTools.get(runId);
    if (!begun) return;
    openTools.delete(runId);
    const { isCancelled = false, result = '', error = '' } = of;
    if (operation && isCancelled) operation.hasCancelledRun = true;
    tell({
      type: 'tool.over',
      runId,
      ...begun,
      ending,
      ms: closed(runId) ?? 0,
      isCancelled,
      content: { result, error },
    });
  }

  function endCall(owner: string, { callId, content, failed, doubtful }: CallResult) {
    const ending = doubtful ? 'unknown' : failed ? 'failed' : 'succeeded';
    endTool(`${owner}/${callId}`, ending, failed ? { error: content } : { result: content });
  }

  /** The quick calls of an operation or a turn that have not answered. */
  function endCalls(owner: string, ending: Ending) {
    for (const [runId, { isLong }] of openTools) if (!isLong && runId.startsWith(`${owner}/`)) endTool(runId, ending);
  }

  const beginnings: Record<string, (actor: AnyActorRef) => void> = {
    '/operation'(actor) {
      const snapshot: unknown = actor.getSnapshot();
      if (isOf(mainOperationMachine, snapshot)) take(snapshot.context.operationId, snapshot.context.request);
    },
    '/operation/think': () => ask('main', operation?.id ?? ''),
    '/operation/tools'(actor) {
      const { operationId = '', calls = [] } = givenTo('/operation/tools', actor) ?? {};
      for (const call of calls) beginTool(operationId, call);
    },
    '/operation/run'(actor) {
      const snapshot: unknown = actor.getSnapshot();
      if (!isOf(toolRunMachine, snapshot)) return;
      const { call, operationId } = snapshot.context;
      ({ attempt } = snapshot.context);
      const { callId: id, tool: name, args, expectedMs } = call;
      beginTool(operationId, { id, name, args }, { expectedMs, attempt });
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
      for (const call of given.calls) beginTool(given.turnId, call);
    },
    '/synthesize'(actor) {
      const { operationId = '' } = givenTo('/synthesize', actor) ?? {};
      take(operationId);
      const its = ready.get(operationId);
      if (its) its.isJoined = true;
      ask('synthesis', operationId);
    },
  };

  const endings: Record<string, (end: End, actor: AnyActorRef) => void> = {
    '/operation'(end) {
      if (!operation || end.how === 'stopped') return;
      operation.isBroken = end.how === 'failed';
      operation.outcome = end.how === 'done' ? outputOf('/operation', end.output) : undefined;
      const { id, outcome, hasCancelledRun } = operation;
      if (outcome?.status === 'cancelled' && !hasCancelledRun) tell({ type: 'operation.cancelled' });
      closingSince = now();
      keepLatest(ready, id, { at: now(), isJoined: false });
      tell({ type: 'operation.ready', operationId: id });
    },
    '/operation/think': (end) => void answer('main', operation?.id ?? '', end),
    '/operation/tools': (end) => endCalls(operation?.id ?? '', end.how === 'failed' ? 'unknown' : endOf(end)),
    '/operation/run'(end, actor) {
      const snapshot: unknown = actor.getSnapshot();
      if (!isOf(toolRunMachine, snapshot)) return;
      const { call, stop } = snapshot.context;
      const outcome = end.how === 'done' ? outputOf('/operation/run', end.output) : undefined;
      const ending = end.how === 'stopped' ? 'stopped' : (outcome?.status ?? 'unknown');
      const result = outcome?.status === 'succeeded' ? JSON.stringify(outcome.result) : '';
      endTool(call.runId, ending, { isCancelled: stop === 'cancel', result, error: outcome?.error ?? '' });
    },
    '/chat'() {
      leaveTurn('stopped');
      if (closingSince !== undefined) tell({ type: 'settled', ms: Math.max(0, now() - closingSince) });
      closingSince = undefined;
    },
    '/chat/answer'(end) {
      if (!turn) return;
      turn.ending = answer('chat', turn.id, end);
      turn.text = (end.how === 'done' ? outputOf('/chat/answer', end.output)?.text : undefined) ?? '';
    },
    '/chat/lookUp'(end) {
      if (!turn) return;
      const found = end.how === 'done' ? outputOf('/chat/lookUp', end.output)?.results : undefined;
      for (const result of found ?? []) endCall(turn.id, result);
      endCalls(turn.id, endOf(end));
      if (end.how !== 'done') turn.ending = endOf(end);
    },
    '/synthesize': (end) => void answer('synthesis', operation?.id ?? '', end),
  };

  const reports: Record<string, (event: AnyEventObject) => void> = {
    'operation.acknowledged'(event) {
      const report = reportIn('operation.acknowledged', event);
      if (report) tell({ type: 'operation.acknowledged', operationId: report.operationId });
    },
    'tool.answered'(event) {
      const report = reportIn('tool.answered', event);
      if (!report || !operation) return;
      // what it says of the user is not in the session yet, and could not be masked
      const hasFacts = Object.keys(report.facts).length > 0;
      endCall(operation.id, hasFacts ? { ...report.result, content: '' } : report.result);
    },
    'run.progressed'(event) {
      const report = reportIn('run.progressed', event);
      const [runId] = [...openTools].find(([, { isLong }]) => isLong) ?? [];
      if (report && runId !== undefined) tell({ type: 'tool.progressed', runId, percent: report.percent });
    },
    'chat.unlocked'(event) {
      const report = reportIn('chat.unlocked', event);
      if (!report || !turn) return;
      const { ending } = turn;
      leaveTurn(!report.aborted ? 'succeeded' : ending === 'succeeded' ? 'failed' : ending);
    },
  };

  return {
    starting: (isIt) => (isStarting = isIt),
    began: (path, actor) => beginnings[path]?.(actor),
    ended: (path, end, actor) => endings[path]?.(end, actor),
    heard(path, event, from) {
      const { type } = event;
      if (type.startsWith('xstate.after.')) {
        const [, , bound = ''] = type.split('.');
        const [, long] = [...openTools].find(([, { isLong }]) => isLong) ?? [];
        const isOfRun = path === '/operation/run';
        if (TIMEOUT.test(bound)) tell({ type: 'timer.ranOut', bound, tool: isOfRun ? long?.tool : undefined });
        return;
      }
      if (from?.startsWith(`${path}/`)) reports[type]?.(event);
      else if (type === 'reply.delivered' || type === 'reply.interrupted') hearDelivery(type, fieldOf(event, 'id'));
    },
    stepped(path, snapshot) {
      if (path === '/operation/run' && isOf(toolRunMachine, snapshot)) {
        const { context } = snapshot;
        if (context.attempt > attempt) {
          const { runId, tool } = context.call;
          tell({ type: 'tool.retried', runId, tool: named(tool), attempt: context.attempt });
        }
        attempt = context.attempt;
      }
      if (path !== '' || !isOf(conversationMachine, snapshot)) return;
      const id = snapshot.context.operation?.operationId;
      if (id === undefined) leave();
      else if (operation?.id !== id) take(id, snapshot.context.transcript.filter(isAskedIn(id)));
      noteQueue(snapshot.context.queue.length);
    },
    emitted(event) {
      if (event.type === 'failure') tell({ type: 'failed', source: event.source });
      if (event.type !== 'reply' || event.kind !== 'announcement') return;
      const { at, isJoined = false } = ready.get(event.operationId) ?? {};
      ready.delete(event.operationId);
      keepLatest(announced, event.id, true);
      tell({ type: 'announced', ms: at === undefined ? undefined : Math.max(0, now() - at), isJoined });
    },
    late(path, actor, word) {
      if (!isResult(path, word)) return;
      const given = path === '/operation/run/tool' ? givenTo(path, actor) : undefined;
      tell({ type: 'late', tool: given && named(given.call.tool) });
    },
    close() {
      leaveTurn('stopped');
      for (const runId of openTools.keys()) endTool(runId, 'stopped');
      leave(true);
      noteQueue(0);
    },
  };

  function noteQueue(depth: number) {
    if (depth !== waiting) tell({ type: 'queued', more: depth - waiting });
    waiting = depth;
  }

  function hearDelivery(type: string, id: unknown) {
    if (typeof id !== 'string' || !announced.has(id)) return;
    const delivery = type === 'reply.delivered' ? 'delivered' : 'interrupted';
    if (delivery === 'delivered') announced.delete(id);
    tell({ type: 'heard', delivery });
  }
}

/** Of the delays of the charts, those that are bounds; a pause is none. */
const TIMEOUT = /(Timeout|secondaryPatience|Grace)$/;

/** So many announcements are remembered: an app need not say what became of them. */
const REMEMBERED = 20;

function keepLatest<Value>(map: Map<string, Value>, key: string, value: Value) {
  map.set(key, value);
  for (const oldest of [...map.keys()].slice(0, -REMEMBERED)) map.delete(oldest);
}

function isAskedIn(operationId: string) {
  return ({ turn, role }: Entry) => turn === operationId && role === 'user';
}

function textsOf(entries: readonly Entry[]): string[] {
  return entries.map(({ content }) => content);
}

function endingOf(outcome: OperationOutcome | undefined, isBroken: boolean): Ending {
  if (!outcome) return isBroken ? 'failed' : 'stopped';
  return outcome.status === 'done' ? 'succeeded' : outcome.status;
}

function endOf(end: End): Ending {
  if (end.how === 'done') return 'succeeded';
  if (end.how === 'failed') return 'failed';
  if (end.because.startsWith('xstate.after.')) return 'timedOut';
  if (end.because === 'chat.abort') return 'aborted';
  return end.because === 'operation.cancel' ? 'cancelled' : 'stopped';
}

/** Whether a word that came late has something in it: what was stopped and says so has not. */
function isResult(path: string, word: object): boolean {
  switch (path) {
    case '/operation/run/tool':
      return fieldOf(word, 'type') === 'tool.succeeded';
    case '/operation/tools':
      return fieldOf(fieldOf(word, 'result'), 'failed') === false;
    case '/operation/run/reconcile':
      return true;
    case '/chat/lookUp': {
      const results = fieldOf(fieldOf(word, 'output'), 'results');
      return Array.isArray(results) && results.some((result) => fieldOf(result, 'failed') === false);
    }
    default:
      return false;
  }
}
