import type { EffectPolicy, Outcome } from '../../machines/tool-run-protocol.ts';

/** What is known of a run, in plain words: no state, no guard. */
export type Tale = {
  ended?: Outcome;
  stop?: 'cancelled' | 'timedOut';
  isDoubtful: boolean;
  attempt: number;
  /** What is waited for: the tool, the next attempt, or the back-end. */
  waitsFor: 'tool' | 'pause' | 'backEnd';
  /** How often the user is told of progress. */
  told: number;
};

/** Most attempts of the call of these tests, and of one that restarts interrupt. */
const MOST = { tried: 3, interrupted: 5 };

/** What has become of a run after these moves, each of which could be made. */
export function taleOf(made: readonly string[], effect: EffectPolicy): Tale {
  const begun: Tale = { isDoubtful: false, attempt: 1, waitsFor: 'tool', told: 0 };
  return made.reduce((tale, move) => (tale.ended ? tale : next(tale, move, effect)), begun);
}

function next(tale: Tale, move: string, effect: EffectPolicy): Tale {
  if (tale.waitsFor === 'backEnd') return asked(tale, move);
  if (tale.waitsFor === 'pause') return pausing(tale, move, effect);
  return working(tale, move, effect);
}

function asked(tale: Tale, move: string): Tale {
  if (move === 'happened') return { ...tale, ended: 'succeeded' };
  if (move === 'undone') return { ...tale, ended: tale.stop ?? 'failed' };
  return ['nobodyKnows', 'reconcileTimeout'].includes(move) ? { ...tale, ended: 'unknown' } : tale;
}

function pausing(tale: Tale, move: string, effect: EffectPolicy): Tale {
  if (move === 'retryPause') return { ...again(tale), waitsFor: 'tool' };
  if (move !== 'cancel') return tale;
  const stopped: Tale = { ...tale, stop: 'cancelled' };
  return tale.isDoubtful ? inDoubt(stopped, effect) : { ...stopped, ended: 'cancelled' };
}

function working(tale: Tale, move: string, effect: EffectPolicy): Tale {
  const isRepeatable = effect === 'none' || effect === 'idempotent';
  const isHarmless = effect === 'none';
  const { attempt, stop, isDoubtful, told } = tale;
  switch (move) {
    case 'progressed':
    case 'goesBack':
    case 'goesTooFar':
    case 'knowsNoPercent':
      return stop ? tale : { ...tale, told: told + 1 };
    case 'stallPatience':
      return { ...tale, told: told + 1 };
    case 'succeeds':
      return { ...tale, ended: 'succeeded' };
    case 'cancel':
      return { ...tale, stop: stop ?? 'cancelled' };
    case 'toolTimeout':
      return { ...tale, stop: 'timedOut' };
    case 'breaks':
      return isHarmless ? { ...tale, ended: 'failed' } : inDoubt(tale, effect);
    case 'cancelGrace':
      return isHarmless ? { ...tale, ended: stop ?? 'failed' } : inDoubt(tale, effect);
    case 'lost':
      if (!stop && isRepeatable && attempt < MOST.interrupted) {
        return { ...again(tale), isDoubtful: !isHarmless };
      }
      return isHarmless ? { ...tale, ended: stop ?? 'failed' } : inDoubt(tale, effect);
    case 'fails':
    case 'mayHaveHappened':
    case 'isBusy':
    case 'isBusyPerhaps': {
      const isPerhaps = move === 'mayHaveHappened' || move === 'isBusyPerhaps';
      const mayHelp = move === 'isBusy' || move === 'isBusyPerhaps';
      if (mayHelp && !stop && attempt < MOST.tried && (isRepeatable || !isPerhaps)) {
        return { ...tale, waitsFor: 'pause', isDoubtful: isDoubtful || (isPerhaps && !isHarmless), told: told + 1 };
      }
      return isPerhaps || isDoubtful ? inDoubt(tale, effect) : { ...tale, ended: stop ?? 'failed' };
    }
    default:
      return tale;
  }
}

function again(tale: Tale): Tale {
  return { ...tale, attempt: tale.attempt + 1, told: tale.told + 1 };
}

function inDoubt(tale: Tale, effect: EffectPolicy): Tale {
  return effect === 'reconcile' ? { ...tale, waitsFor: 'backEnd' } : { ...tale, ended: 'unknown' };
}
