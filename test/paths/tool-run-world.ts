import { toolRunMachine, type ToolRunInput } from '../../machines/tool-run.ts';
import type { EffectPolicy, LongCall } from '../../machines/tool-run-protocol.ts';
import type { World } from './explore-chart.ts';
import { breaksOf, ends, says, timersOf, type Move } from './moves.ts';

const call: LongCall = {
  runId: 'operation-1/call-1',
  callId: 'call-1',
  tool: 'paint',
  args: {},
  label: 'the painting',
  acknowledgment: '',
  expectedMs: 10_000,
  timeoutMs: 100_000,
  effect: 'unsafe',
  retry: { attempts: 2, firstMs: 1_000, factor: 2, longestMs: 30_000 },
};
const input: ToolRunInput = { conversationId: 'c', operationId: 'operation-1', session: { verified: true }, call };

const say = says<typeof toolRunMachine>;
const cancel = say('it is cancelled', { type: 'run.cancel' });
const signedOut = say('the user signs out', { type: 'session.updated', facts: { verified: false } });
const known = say('something more is known', { type: 'session.updated', facts: { verified: true, language: 'de' } });
const progress = [-10, 0, 40.5, 30, 100, 250, null].map((percent) =>
  say(percent === null ? 'no percent' : `${percent} percent`, { type: 'tool.progressed', percent, message: '' }),
);
const words: Move[] = [
  say('it succeeds', {
    type: 'tool.succeeded',
    result: { colour: 'blue' },
    announcement: 'It is blue.',
    facts: ['blue'],
  }),
  say('it fails', { type: 'tool.failed', error: 'no paint', mayHaveHappened: false, retryable: false }),
  say('it is busy', { type: 'tool.failed', error: 'busy', mayHaveHappened: false, retryable: true }),
  say('it is busy, perhaps', { type: 'tool.failed', error: 'busy', mayHaveHappened: true, retryable: true }),
  say('it fails, perhaps', {
    type: 'tool.failed',
    error: 'the line went dead',
    mayHaveHappened: true,
    retryable: false,
  }),
  say('it fails without a word, perhaps', { type: 'tool.failed', error: '', mayHaveHappened: true, retryable: false }),
];
const lost = say('it is lost', { type: 'tool.lost' });
const found: Move[] = [
  ends('reconcile', 'it took effect', {
    happened: true,
    result: { colour: 'red' },
    announcement: 'It is red.',
    facts: ['red'],
  }),
  ends('reconcile', 'it took none', { happened: false, result: null, announcement: '', facts: [] }),
];
const policies: EffectPolicy[] = ['none', 'idempotent', 'reconcile', 'unsafe'];

/**
 * A tool that may say anything at any time, be lost at any time, and whose back-end knows, or does not.
 *
 * Guards read why it is being stopped, what its effect is and whether it may have had it before, which is in the essence
 * as it is. The percent and the error are in it as well, since what is told of them is checked; they take few values
 * here. Whether the user is still the same is, too. A call may be begun twice, and five times if restarts interrupt it: after the fifth attempt nothing is new.
 */
export const toolRunWorld: World<typeof toolRunMachine, null> = {
  machine: toolRunMachine,
  inputs: policies.map((effect) => ({ ...input, call: { ...call, effect } })),
  essence: ({
    context: {
      stop,
      percent,
      measured,
      call: { effect },
      attempt,
      doubtful,
      isOther,
      error,
      status,
    },
    speaking,
  }) => ({
    speaking,
    stop,
    percent,
    effect,
    attempt,
    measured,
    doubtful,
    isOther,
    error,
    status,
  }),
  moves: (place) => [
    ...(place.speaking.includes('tool') ? [...progress, ...words, lost] : []),
    ...(place.speaking.includes('reconcile') ? found : []),
    cancel,
    signedOut,
    ...breaksOf(place),
    ...timersOf(place),
  ],
  strays: ({ context: { stop }, speaking }) => [
    known,
    ...(stop === null ? [] : [cancel, ...progress]),
    ...(speaking.includes('tool') ? found : [...progress, ...words, lost]),
  ],
  remember: () => null,
};
