import type { RetryPlan } from '../../machines/tool-run-protocol.ts';

const DEFAULT_RETRY: RetryPlan = { attempts: 3, firstMs: 1_000, factor: 2, longestMs: 30_000 };

/** The defaults with a tool's own plan in place. A first pause that is longer than all others are by default is the longest. */
export function retryPlanOf(own: Partial<RetryPlan> = {}): RetryPlan {
  const { attempts, firstMs, factor, longestMs } = DEFAULT_RETRY;
  return {
    attempts: own.attempts ?? attempts,
    firstMs: own.firstMs ?? firstMs,
    factor: own.factor ?? factor,
    longestMs: own.longestMs ?? Math.max(longestMs, own.firstMs ?? firstMs),
  };
}

/**
 * How long to pause after an attempt, in milliseconds: from half of what the plan says up to all of it, as chance has it,
 * so that those who failed together do not come back together.
 *
 * `random` is from 0 to 1.
 */
export function pauseAfter(attempt: number, { firstMs, factor, longestMs }: RetryPlan, random: number): number {
  const full = Math.min(longestMs, firstMs * factor ** (attempt - 1));
  return full * (1 - random / 2);
}
