import type { LongCall } from '../../machines/tool-run-protocol.ts';
import { clipped } from '../messages/clipped.ts';
import { mayRunAgain, type AttemptInput, type ToolCommand, type ToolEvent } from '../../machines/tool-run.ts';
import { stoppable } from '../effects/ancestors.ts';
import { messageOf } from '../effects/error.ts';
import { reporterOf } from '../effects/report.ts';
import { fromResumable } from '../effects/resumable.ts';
import { apart } from '../effects/work.ts';
import type { Timing } from '../durations/durations.ts';
import { announced } from './announced.ts';
import type { Catalog } from './catalog.ts';
import { paced } from './paced.ts';
import { invokeTool } from './invoke-tool.ts';
import { readyForEffect } from './ready-for-effect.ts';
import { refusalInWords, refusalOf } from './refusal.ts';
import { configurableOf } from './tool-call.ts';
import { ToolFailure } from './tool-failure.ts';
import { policyOf } from './traits.ts';

/**
 * Runs a long tool: its progress, and at the end its own word on how it went.
 *
 * After a restart it calls nothing and says that the tool is lost: the chart decides what becomes of the run.
 */
export function runTool(catalog: Catalog, { clock, durations }: Timing) {
  const runApart = apart();
  return fromResumable<ToolCommand, AttemptInput>(({ input, resumed, self, sendBack, receive }) => {
    const { call, conversationId, operationId: turnId, session, attempt, doubtful } = input;
    const known = catalog.main.get(call.tool);
    const { signal, stop, release } = stoppable(self);
    const say = (event: ToolEvent) => sendBack(event);

    async function run(): Promise<ToolEvent> {
      const refusal = refusalOf(known, session, call.args);
      if (refusal || !known) throw new Error(refusal && refusalInWords(refusal));
      // the program may be another than the one that began it, and know better what its tool does
      const policy = policyOf(known.traits);
      const isHarmlessNoMore = attempt > 1 && call.effect === 'none' && policy !== 'none';
      if (isHarmlessNoMore || (doubtful && !mayRunAgain(policy))) {
        throw new Error('it was interrupted, and may not run again');
      }
      await readyForEffect(self, known.traits, signal);
      const configurable = configurableOf({ conversationId, turnId, runId: call.runId, attempt, session });
      const begunAt = clock.now();
      const result = await invokeTool(known.tool, {
        args: call.args,
        configurable,
        signal,
        onYield: paced((value) => say({ type: 'tool.progressed', ...progressIn(value) })),
      });
      const ms = clock.now() - begunAt;
      durations.observe({ tool: call.tool, durationKey: call.durationKey, ms, isWorthAWrite: true });
      return { type: 'tool.succeeded', result, ...announced(known, result, reporterOf(self)) };
    }

    const lost = async (): Promise<ToolEvent> => ({ type: 'tool.lost' });

    receive(({ reason }) => stop(new Error(reason === 'timeout' ? 'it took too long' : 'it was cancelled')));
    void (resumed ? lost() : runApart(run))
      .catch((error: unknown) => failed(error, call))
      .then(say)
      .finally(release);
    return () => stop(new Error('the conversation ended'));
  });
}

/** What changes nothing leaves no doubt behind. */
function failed(error: unknown, { effect }: LongCall): ToolEvent {
  const { mayHaveHappened, retryable } = error instanceof ToolFailure ? error : PLAIN_FAILURE;
  return {
    type: 'tool.failed',
    error: messageOf(error),
    mayHaveHappened: effect !== 'none' && mayHaveHappened,
    retryable,
  };
}

const PLAIN_FAILURE = { mayHaveHappened: false, retryable: false };

/** Characters of one message about the progress. */
const LONGEST_MESSAGE = 500;

function progressIn(value: unknown): { percent: number | null; message: string } {
  const { percent, message } = { percent: null, message: '', ...(typeof value === 'object' ? value : {}) };
  return {
    percent: typeof percent === 'number' && Number.isFinite(percent) ? percent : null,
    message: typeof message === 'string' ? clipped(message, LONGEST_MESSAGE) : '',
  };
}
