import type { RunStatus } from 'meanwhile';
import { describe, expect, test } from 'vitest';
import { chatInstructions, mainInstructions } from '../../src/model/instructions.ts';

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
  facts: ['Secret fact'],
  error: 'secret error',
};
const site = { operationId: 'operation-1', queue: [] };
const over = 'No tool is at work at this moment: what came of it is being put into words, or the work goes on.';

describe('the chat is told what is under way', () => {
  test.each<[string, RunStatus[], number, string]>([
    ['and for how long', [painting], 4400, 'Under way: the painting (operation-1, for 4 s).'],
    ['from the first moment', [painting], 0, 'Under way: the painting (operation-1, for 0 s).'],
    ['in whole seconds', [painting], 61_500, 'Under way: the painting (operation-1, for 62 s).'],
    [
      'and no time is negative when the clock was set back',
      [painting],
      -60_000,
      'Under way: the painting (operation-1, for 0 s).',
    ],
    [
      'each of several',
      [painting, { ...painting, label: 'the bill', startedAt: START + 2000 }],
      4000,
      'Under way: the painting (operation-1, for 4 s); the bill (operation-1, for 2 s).',
    ],
    [
      'and not what has ended',
      [
        { ...painting, status: 'succeeded' },
        { ...painting, label: 'the bill' },
      ],
      1000,
      'Under way: the bill (operation-1, for 1 s).',
    ],
    ['and that nothing is yet', [], 0, 'What they asked for is being looked at, and is not done yet (operation-1).'],
    ...(['succeeded', 'failed', 'cancelled', 'timedOut', 'unknown'] as const).map(
      (status): [string, RunStatus[], number, string] => [
        `and that ${status} is over`,
        [{ ...painting, status }],
        0,
        over,
      ],
    ),
  ])('%s', (_, runs, after, expected) => {
    expect(chatInstructions('Be kind.', { ...site, runs }, START + after)).toBe(`Be kind.\n\n${expected}`);
  });

  test('U2.3: and what waits, in its order, under the ids by which it can be stopped', () => {
    const waiting = { priority: 'normal' as const, messages: ['message-2'], turnId: 'turn-1', at: START };
    const queue = [
      { ...waiting, operationId: 'operation-3', label: 'the garage' },
      { ...waiting, operationId: 'operation-2', label: 'your bill', at: START + 3000 },
    ];
    expect(chatInstructions('Be kind.', { ...site, runs: [painting], queue }, START + 4000)).toBe(
      'Be kind.\n\nUnder way: the painting (operation-1, for 4 s).\n\n' +
        'Waiting, in this order: the garage (operation-3, for 4 s); your bill (operation-2, for 1 s).',
    );
  });

  test('A12: and neither result, nor percent, nor id, nor message', () => {
    expect(chatInstructions('', { ...site, runs: [painting] }, START)).not.toMatch(/secret|40|call-1|paint_tool/i);
  });
});

describe('the main operation is told what a request that had to wait is about', () => {
  test('and nothing of the rest that was said with it', () => {
    expect(mainInstructions('Be kind.', 'your bill')).toBe(
      'Be kind.\n\nThe user asked for this while other work was under way, and was told that it comes afterwards: ' +
        'your bill. Do it now. Whatever else they said with it has been answered.',
    );
  });

  test('and of any other request nothing', () => {
    expect(mainInstructions('Be kind.', '')).toBe('Be kind.');
  });
});
