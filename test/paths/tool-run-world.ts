import { toolRunMachine, type ToolRunInput } from '../../machines/tool-run.ts';
import type { LongCall } from '../../machines/tool-run-protocol.ts';
import type { World } from './explore-chart.ts';
import { breaksOf, says, timersOf, type Move } from './moves.ts';

const call: LongCall = {
  runId: 'operation-1/call-1',
  callId: 'call-1',
  tool: 'paint',
  args: {},
  label: 'the painting',
  acknowledgment: '',
  expectedMs: 10_000,
  timeoutMs: 100_000,
  harmless: false,
};
const input: ToolRunInput = { conversationId: 'c', operationId: 'operation-1', session: {}, call };

const say = says<typeof toolRunMachine>;
const cancel = say('it is cancelled', { type: 'run.cancel' });
const progress = [-10, 0, 40.5, 30, 100, 250].map((percent) =>
  say(`${percent} percent`, { type: 'tool.progressed', percent, message: '' }),
);
const words: Move[] = [
  say('it succeeds', { type: 'tool.succeeded', result: { colour: 'blue' }, announcement: 'It is blue.' }),
  say('it fails', { type: 'tool.failed', error: 'no paint', mayHaveHappened: false }),
  say('it fails, perhaps', { type: 'tool.failed', error: 'the line went dead', mayHaveHappened: true }),
];

/**
 * A tool that may say anything at any time.
 *
 * Guards read why it is being stopped and whether it is harmless, which is in the essence as it is. The
 * percent is in it as well, since what is told of it is checked; it takes few values here.
 */
export const toolRunWorld: World<typeof toolRunMachine, null> = {
  machine: toolRunMachine,
  inputs: [input, { ...input, call: { ...call, harmless: true } }],
  essence: ({ context: { stop, percent, call, status }, speaking }) => ({
    speaking,
    stop,
    percent,
    isHarmless: call.harmless,
    status,
  }),
  moves: (place) => [...progress, ...words, cancel, ...breaksOf(place), ...timersOf(place)],
  strays: ({ context: { stop } }) => (stop === null ? [] : [cancel, ...progress]),
  remember: () => null,
};
