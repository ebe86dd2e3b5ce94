import { expect, test } from 'vitest';
import type { ThinkInput } from '../../machines/main-operation-protocol.ts';
import { DEFAULT_LIMITS } from '../../src/effects/limits.ts';
import type { CallModel } from '../../src/model/call-model.ts';
import { think } from '../../src/model/think.ts';

const input: ThinkInput = {
  conversationId: 'c',
  operationId: 'operation-1',
  session: {},
  history: [],
  request: [],
  granted: null,
  wanted: '',
  queue: [],
  acknowledged: false,
  repeated: [],
  doubtful: [],
  steps: [],
  runs: [],
};

test('a thought that was begun by a version without a queue is thought again', async () => {
  const { queue: _, ...older } = input;
  const callModel: CallModel = async () => ({ text: 'Hello.', calls: [] });
  const voice = { callModel, instructions: '', limits: DEFAULT_LIMITS, count: () => 1, source: 'operation' } as const;
  const work = think(voice, callModel);
  const parts = { signal: new AbortController().signal, report: () => {} };
  expect(await work({ input: older, ...parts })).toEqual({ text: 'Hello.', calls: [] });
});
