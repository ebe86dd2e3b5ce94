import type { RunStatus } from 'meanwhile';
import { describe, expect, test } from 'vitest';
import { chatInstructions } from '../../src/model/instructions.ts';

const START = 1_000_000;
const painting: RunStatus = {
  runId: 'operation-1/call-1',
  callId: 'call-1',
  tool: 'paint_tool',
  label: 'the painting',
  status: 'running',
  percent: 40,
  message: 'Secret message.',
  measured: true,
  milestones: [],
  attempt: 1,
  retryAt: null,
  expectedMs: 10_000,
  startedAt: START,
  result: { pin: 'secret' },
  announcement: 'Secret announcement.',
  error: 'secret error',
};
const over = 'The work is done, and its result is about to be told.';

describe('the chat is told what is under way', () => {
  test.each<[string, RunStatus[], number, string]>([
    ['and for how long', [painting], 4400, 'Under way: the painting (for 4 s).'],
    ['from the first moment', [painting], 0, 'Under way: the painting (for 0 s).'],
    ['in whole seconds', [painting], 61_500, 'Under way: the painting (for 62 s).'],
    ['and no time is negative when the clock was set back', [painting], -60_000, 'Under way: the painting (for 0 s).'],
    [
      'each of several',
      [painting, { ...painting, label: 'the bill', startedAt: START + 2000 }],
      4000,
      'Under way: the painting (for 4 s); the bill (for 2 s).',
    ],
    [
      'and not what has ended',
      [
        { ...painting, status: 'succeeded' },
        { ...painting, label: 'the bill' },
      ],
      1000,
      'Under way: the bill (for 1 s).',
    ],
    ['and that nothing is', [], 0, over],
    ...(['succeeded', 'failed', 'cancelled', 'timedOut', 'unknown'] as const).map(
      (status): [string, RunStatus[], number, string] => [
        `and that ${status} is over`,
        [{ ...painting, status }],
        0,
        over,
      ],
    ),
  ])('%s', (_, runs, after, expected) => {
    expect(chatInstructions('Be kind.', runs, START + after)).toBe(`Be kind.\n\n${expected}`);
  });

  test('A12: and neither result, nor percent, nor id, nor message', () => {
    expect(chatInstructions('', [painting], START)).not.toMatch(/secret|40|operation-1|call-1|paint_tool/i);
  });
});
