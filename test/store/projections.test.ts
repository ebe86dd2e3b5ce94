import Keyv from 'keyv';
import { RECORD_NAMES, type ConversationContext } from 'meanwhile';
import { describe, expect, test } from 'vitest';
import { projections, SCHEMA_VERSION } from '../../src/store/projections.ts';
import { runOf } from '../kit/run-of.ts';

const idle: ConversationContext = {
  id: 'customer-1',
  session: { verified: true, msisdn: '+12125550142' },
  transcript: [],
  unanswered: [],
  queue: [],
  saying: '',
  speaking: false,
  spokenAt: 0,
  playing: '',
  announcements: [],
  heard: [],
  confirmation: null,
  doubts: [],
  done: [],
  operation: null,
  outcome: null,
  interim: [],
  reply: '',
  chatTurn: null,
  chatAbort: null,
  told: null,
  messages: 0,
  operations: 0,
  turns: 0,
  now: 0,
  deadline: 0,
};

const run = runOf({ percent: 40, message: 'Coat 2 is on.', startedAt: 5 });
const operation = { operationId: 'operation-1', long: true, runs: [run] };
const interim = [{ turnId: 'turn-1', questions: ['And?'], answer: 'Soon.', statusOnly: false }];
const nothing = Object.fromEntries(RECORD_NAMES.map((name) => [name, null]));

/** A situation, and what the store holds in it beside nothing. */
const situations: [string, Partial<ConversationContext>, object][] = [
  ['nothing has happened', {}, {}],
  ['a quick turn is at work', { operation: { operationId: 'operation-1', long: false, runs: [] } }, {}],
  [
    'a long tool runs',
    { operation },
    {
      'working-tool-status-update': {
        version: 1,
        operationId: 'operation-1',
        runId: 'operation-1/call-1',
        tool: 'paint',
        label: 'the painting',
        status: 'running',
        progress: 40,
        measured: true,
        message: 'Coat 2 is on.',
        attempt: 1,
      },
    },
  ],
  [
    'of two tools the second runs',
    {
      operation: {
        ...operation,
        runs: [
          { ...run, status: 'succeeded' },
          { ...run, runId: 'operation-1/call-2', percent: 0 },
        ],
      },
    },
    {
      'working-tool-status-update': expect.objectContaining({
        runId: 'operation-1/call-2',
        status: 'running',
        progress: 0,
      }),
    },
  ],
  ...(['completed', 'failed', 'cancelled', 'timedOut', 'unknown'] as const).map(
    (status): [string, Partial<ConversationContext>, object] => [
      `a tool run is ${status} and not yet told`,
      { operation: { ...operation, runs: [{ ...run, status: status === 'completed' ? 'succeeded' : status }] } },
      { 'working-tool-status-update': expect.objectContaining({ status, progress: 40 }) },
    ],
  ),
  [
    'the chat answers',
    {
      operation: { ...operation, runs: [] },
      chatTurn: { turnId: 'turn-1', startedAt: 7, completedAt: null, abortedAt: null },
    },
    {
      secondary_status: {
        version: 1,
        processing: true,
        turnId: 'turn-1',
        startedAt: 7,
        completedAt: null,
        abortedAt: null,
      },
    },
  ],
  [
    'the chat has answered',
    { chatTurn: { turnId: 'turn-1', startedAt: 7, completedAt: 9, abortedAt: null } },
    {
      secondary_status: {
        version: 1,
        processing: false,
        turnId: 'turn-1',
        startedAt: 7,
        completedAt: 9,
        abortedAt: null,
      },
    },
  ],
  [
    'an answer was given up',
    { chatTurn: { turnId: 'turn-1', startedAt: 7, completedAt: null, abortedAt: 9 } },
    { secondary_status: expect.objectContaining({ processing: false, completedAt: null, abortedAt: 9 }) },
  ],
  [
    'the chat is being stopped',
    { chatAbort: { turnId: 'turn-1', reason: 'secondaryPatience', at: 9 } },
    { secondary_abort: { version: 1, turnId: 'turn-1', reason: 'secondaryPatience', at: 9 } },
  ],
  [
    'something was said meanwhile',
    { operation: { ...operation, runs: [] }, interim },
    { secondary_interim_messages: { version: 1, operationId: 'operation-1', messages: interim } },
  ],
  [
    'a long operation was told',
    {
      told: {
        operationId: 'operation-1',
        status: 'done',
        delivery: 'told',
        runs: [{ runId: 'operation-1/call-1', tool: 'paint', outcome: 'succeeded' }],
        at: 11,
      },
    },
    {
      main_operation_complete: {
        version: 1,
        operationId: 'operation-1',
        status: 'done',
        at: 11,
        runs: [{ runId: 'operation-1/call-1', tool: 'paint', status: 'completed' }],
      },
    },
  ],
];

describe.each(situations)('when %s', (_, situation, records) => {
  const projected = projections({ ...idle, ...situation });

  test('the store holds exactly this', () => {
    expect(projected).toEqual({ ...nothing, ...records });
  });

  test('E7: it is plain JSON with a version, and comes out of a store as it went in', async () => {
    const keyv = new Keyv();
    for (const [name, value] of Object.entries(projected)) {
      expect(JSON.parse(JSON.stringify(value))).toEqual(value);
      if (value === null) continue;
      expect(value).toMatchObject({ version: SCHEMA_VERSION });
      await keyv.set(name, value);
      expect(await keyv.get(name)).toEqual(value);
    }
  });

  test('A12: nothing of the session is in it, nor any result', () => {
    expect(JSON.stringify(projected)).not.toMatch(/verified|12125550142|secret/);
  });
});
