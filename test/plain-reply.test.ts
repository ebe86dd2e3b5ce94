import { DEFAULT_PHRASES, type OperationOutcome, type RunStatus } from 'meanwhile';
import { describe, expect, test } from 'vitest';
import { plainReply } from '../src/plain-reply.ts';

const sorry = {
  broke: 'I am sorry, something went wrong on my side and I could not finish that. Please ask me again.',
  failed: 'I am sorry, that did not work: the paint.',
  cancelled: 'I have stopped it before it changed anything: the paint.',
  timedOut: 'I am sorry, it took too long and I have stopped it: the paint.',
  unknown: 'I am sorry, I cannot tell whether it went through: the paint. Please check before you try again.',
};

function run(
  status: RunStatus['status'],
  { label = 'the paint', announcement = '', facts = [] as string[] } = {},
): RunStatus {
  return {
    runId: 'operation-1/call-1',
    callId: 'call-1',
    tool: 'paint',
    label,
    status,
    percent: 40,
    message: 'Coat 2 is on.',
    measured: true,
    milestones: [],
    attempt: 1,
    retryAt: null,
    expectedMs: 10_000,
    startedAt: 5,
    result: { colour: 'blue' },
    announcement,
    facts,
    error: 'E_PAINT at paint.ts:7',
  };
}

const blue = { announcement: 'Your house is blue.' };
/** It came before the others. */
const clean = { ...run('succeeded', { label: 'the cleaning', announcement: 'It is clean.' }), startedAt: 1 };
const statuses = ['done', 'failed', 'cancelled'] as const;

function told(status: OperationOutcome['status'], runs: RunStatus[] = [], text = '', mayHaveChanged = false) {
  const outcome = { operationId: 'operation-1', status, text, runs, offer: null, mayHaveChanged, doubtful: [] };
  return plainReply(outcome, DEFAULT_PHRASES);
}

/** C10: what was cancelled and is done all the same was too late to be stopped. */
function done(status: OperationOutcome['status'], words: string): string {
  return status === 'cancelled' ? `It was too late to stop that. ${words}` : words;
}

describe('D3: the outcome of an operation in plain words', () => {
  test.each<[OperationOutcome['status'], RunStatus[], string]>([
    ['done', [], sorry.broke],
    ['failed', [], sorry.broke],
    ['cancelled', [], 'All right, I have stopped.'],
    ...statuses.flatMap((status): [OperationOutcome['status'], RunStatus[], string][] => [
      [status, [run('succeeded', blue)], done(status, 'Your house is blue.')],
      [status, [run('succeeded')], done(status, 'Done: the paint.')],
      [status, [run('succeeded', { announcement: '  ' })], done(status, 'Done: the paint.')],
      [status, [run('succeeded', { announcement: ' It is blue.\n' })], done(status, 'It is blue.')],
      [status, [run('failed', blue)], sorry.failed],
      [status, [run('cancelled', blue)], sorry.cancelled],
      [status, [run('timedOut', blue)], sorry.timedOut],
      [status, [run('unknown', blue)], sorry.unknown],
      [status, [run('running', blue)], sorry.unknown],
      [status, [clean, run('failed')], `It is clean. ${sorry.failed}`],
      [status, [clean, run('succeeded', blue)], `It is clean. ${done(status, 'Your house is blue.')}`],
    ]),
  ])('%s, without words of the model, with the runs %j', (status, runs, expected) => {
    expect(told(status, runs)).toBe(expected);
  });

  test.each([[[]], [[run('succeeded', blue)]], [[run('failed')]]])(
    'the words of the model go first where it came to say some, with the runs %j',
    (runs) => {
      expect(told('done', runs, ' It is blue now. ')).toBe('It is blue now.');
    },
  );

  test('what nobody knows is told behind them, whatever a model made of it', () => {
    expect(told('done', [clean, run('unknown')], 'It is blue now.')).toBe(`It is blue now. ${sorry.unknown}`);
  });

  test('C10: of several side by side, what is done was too late to be stopped, and nothing else', () => {
    const beside = { ...clean, startedAt: 5 };
    const late = (...runs: RunStatus[]) => told('cancelled', runs);
    const blueOne = run('succeeded', blue);
    expect(late(beside, blueOne)).toBe('It was too late to stop that. It is clean. Your house is blue.');
    expect(late(beside, run('failed'))).toBe(`It was too late to stop that. It is clean. ${sorry.failed}`);
    expect(late(run('failed'), beside)).toBe(`${sorry.failed} It was too late to stop that. It is clean.`);
    expect(late(clean, beside, blueOne)).toBe(
      'It is clean. It was too late to stop that. It is clean. Your house is blue.',
    );
    expect(late(run('failed'), run('unknown'))).toBe(`${sorry.failed} ${sorry.unknown}`);
  });

  test('words from before it failed or was cancelled are none', () => {
    expect(told('failed', [run('succeeded', blue)], 'I am about to paint.')).toBe('Your house is blue.');
    expect(told('cancelled', [run('cancelled')], 'I am about to paint.')).toBe(sorry.cancelled);
  });

  test('no blank words', () => {
    for (const status of statuses) expect(told(status, [], ' \n ').trim()).not.toBe('');
  });

  test('never what is for the logs', () => {
    for (const status of statuses) {
      for (const ended of ['succeeded', 'failed', 'cancelled', 'timedOut', 'unknown', 'running'] as const) {
        expect(told(status, [run(ended)])).not.toMatch(/E_|paint\.ts|operation-1|call-1|blue/);
      }
    }
  });
});

describe('A10: what the user is asked at the end is not part of it', () => {
  const offer = { callId: 'call-1', tool: 'buy', args: {}, preview: 'It costs 5. Shall I?', session: {} };
  const asking = (outcome: Partial<OperationOutcome>) =>
    plainReply(
      {
        operationId: 'operation-1',
        status: 'done',
        text: '',
        runs: [],
        offer,
        mayHaveChanged: false,
        doubtful: [],
        ...outcome,
      },
      DEFAULT_PHRASES,
    );

  test('and may be all there is to say', () => {
    expect(asking({})).toBe('');
    expect(asking({ text: ' You have 27.5 GB left. ' })).toBe('You have 27.5 GB left.');
  });

  test('and long work is told all the same, and nothing is said to be half done', () => {
    expect(asking({ runs: [run('succeeded', blue)] })).toBe('Your house is blue.');
    expect(asking({ mayHaveChanged: true })).toBe('');
  });

  test('and a doubt is told all the same, once', () => {
    expect(asking({ mayHaveChanged: true, doubtful: ['order'] })).toBe(DEFAULT_PHRASES.partly);
    const unknown = { ...run('unknown'), tool: 'paint' };
    expect(asking({ runs: [unknown], doubtful: ['paint'] })).toBe(DEFAULT_PHRASES.ended.unknown(unknown.label));
  });
});
