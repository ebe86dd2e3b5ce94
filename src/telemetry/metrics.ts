import type { Attributes } from '@opentelemetry/api';
import { endingAttributes } from './ending-attributes.ts';
import type { Fact, Teller } from './fact.ts';
import type { Instruments } from './instruments.ts';
import type { ModelNames } from './model-names.ts';
import { ATTRIBUTES as A, SPANS } from './names.ts';

/** Measures by facts. No attribute is an id: each has few values. */
export function metricsOf(to: Instruments, models: ModelNames): Teller {
  return (fact) => measure(fact, to, models);
}

function measure(fact: Fact, to: Instruments, models: ModelNames): void {
  switch (fact.type) {
    case 'operation.over':
      return to.agentDuration(seconds(fact.ms), { [A.lane]: 'main', [A.outcome]: fact.ending });
    case 'turn.began':
      return fact.waitedMs.forEach((ms) => to.lockWait(seconds(ms)));
    case 'turn.over':
      to.agentDuration(seconds(fact.ms), { [A.lane]: 'chat', [A.outcome]: fact.ending });
      if (fact.ending === 'aborted') to.aborts(1);
      return;
    case 'model.over':
      return to.modelDuration(seconds(fact.ms), {
        [A.operationName]: SPANS.model,
        ...models[fact.voice].attributes,
        [A.lane]: fact.voice,
        ...endingAttributes(fact.ending, fact.error),
      });
    case 'tool.over':
      return measureTool(fact, to);
    case 'tool.retried':
      return to.retries(1, { [A.tool]: fact.tool });
    case 'operation.cancelled':
      return to.cancels(1, { [A.outcome]: 'cancelled' });
    case 'settled':
      return to.settleWait(seconds(fact.ms));
    case 'announced':
      if (fact.ms !== undefined) to.announcementWait(seconds(fact.ms), { [A.joined]: fact.isJoined });
      return to.announcements(1, { [A.delivery]: 'emitted' });
    case 'announcement':
      return to.announcements(1, { [A.delivery]: fact.became });
    case 'timer.ranOut':
      return to.timeouts(1, { [A.bound]: fact.bound, ...ofTool(fact.tool) });
    case 'late':
      return to.lateResults(1, ofTool(fact.tool));
    case 'queued':
      return to.queueDepth(fact.more);
    case 'failed':
      return to.failures(1, { [A.source]: fact.source });
    case 'operation.taken':
    case 'operation.acknowledged':
    case 'operation.ready':
    case 'model.asked':
    case 'tool.began':
    case 'tool.progressed':
      return;
    default:
      fact satisfies never;
  }
}

function measureTool(
  { tool, isLong, isResumed, ending, ms, expectedMs, isCancelled }: Fact & { type: 'tool.over' },
  to: Instruments,
): void {
  to.toolDuration(seconds(ms), { [A.tool]: tool, [A.long]: isLong, ...endingAttributes(ending) });
  if (isCancelled) to.cancels(1, { [A.tool]: tool, [A.outcome]: ending });
  // of one that was begun in another process, only a part of its time is known
  if (ending !== 'succeeded' || expectedMs === undefined || isResumed) return;
  to.etaError(seconds(Math.abs(ms - expectedMs)), { [A.tool]: tool, [A.isLonger]: ms > expectedMs });
}

function ofTool(tool: string | undefined): Attributes {
  return tool === undefined ? {} : { [A.tool]: tool };
}

function seconds(ms: number): number {
  return ms / 1000;
}
