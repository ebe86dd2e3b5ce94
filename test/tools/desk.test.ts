import { describe, expect, test } from 'vitest';
import type { LookUpInput } from '../../machines/secondary-chat-protocol.ts';
import { catalogOf } from '../../src/tools/catalog.ts';
import { lookUp } from '../../src/tools/look-up.ts';
import { runOf } from '../kit/run-of.ts';

const running = runOf({ label: 'the painting' });
const waiting = (operationId: string, label: string) => ({
  operationId,
  label,
  messages: [],
  turnId: null,
  priority: 'normal' as const,
  at: 0,
});
const bill = waiting('operation-2', 'your bill');

/** What the library's own tools of the chat answer, and what they leave for the conversation. */
async function asked(calls: { name: string; args: Record<string, string> }[], given: Partial<LookUpInput> = {}) {
  const input: LookUpInput = {
    conversationId: 'customer-1',
    operationId: 'operation-1',
    turnId: 'turn-1',
    session: {},
    runs: [running],
    queue: [],
    requests: [],
    calls: calls.map((call, index) => ({ id: `call-${index + 1}`, ...call })),
    ...given,
  };
  const cancels: string[] = [];
  const cancel = (ids: string[]) => void cancels.push(...ids);
  const { signal } = new AbortController();
  const found = await lookUp(catalogOf([]), { now: () => 0 }, 2)({ input, signal, cancel });
  return { ...found, cancels, answers: found.results.map(({ content }) => content) };
}

describe('C10: cancel_operation', () => {
  const cancelled = async (id: string | undefined, given: Partial<LookUpInput> = {}) =>
    asked([{ name: 'cancel_operation', args: id === undefined ? {} : { id } }], given);

  test('without an id stops the only work there is, running or waiting', async () => {
    expect((await cancelled(undefined)).cancels).toEqual(['operation-1']);
    expect((await cancelled(undefined, { runs: [] })).cancels).toEqual(['operation-1']);
  });

  test('without an id stops none of several, and asks which', async () => {
    const { cancels, answers } = await cancelled(undefined, { queue: [bill] });
    expect(cancels).toEqual([]);
    expect(answers[0]).toContain('which_one');
    expect(answers[0]).toContain('your bill');
  });

  test('counts what has no run yet as work, too', async () => {
    const { cancels, answers } = await cancelled(undefined, { runs: [], queue: [bill] });
    expect(cancels).toEqual([]);
    expect(answers[0]).toContain('"running":[{"id":"operation-1","label":"what they are waiting for"}');
  });

  test.each(['operation-1', 'operation-2'])('stops the one of several that is named: %s', async (id) => {
    expect((await cancelled(id, { queue: [bill] })).cancels).toEqual([id]);
  });

  test('stops nothing under the id of something else, and says what there is', async () => {
    const { cancels, answers } = await cancelled('operation-7', { queue: [bill] });
    expect(cancels).toEqual([]);
    expect(answers[0]).toContain('not_found');
    expect(answers[0]).toContain('the painting');
  });

  test('does not stop what can’t be stopped, and says so', async () => {
    const { cancels, answers } = await cancelled(undefined, { runs: [{ ...running, unstoppable: true }] });
    expect(cancels).toEqual([]);
    expect(answers[0]).toContain('not_cancellable');
  });

  test('tells the conversation so where nobody would hear how it went', async () => {
    const silent = { ...running, unstoppable: true as const, delivery: 'silent' as const };
    const { cancels, answers } = await cancelled(undefined, { runs: [silent] });
    expect(cancels).toEqual(['operation-1']);
    expect(answers[0]).toContain('not_cancellable');
  });
});

describe('B8: queue_request', () => {
  const wanted = (label: string) => ({ name: 'queue_request', args: { label } });

  test('notes what the user would call it, shortened, as a normal request', async () => {
    const { requests } = await asked([wanted(` ${'x'.repeat(200)} `)]);
    expect(requests).toEqual([{ label: 'x'.repeat(100), priority: 'normal' }]);
  });

  test('notes it on one line', async () => {
    const { requests } = await asked([wanted('\u0000my\r\n\tbill\u2028\u0085and\u0007data\u202e')]);
    expect(requests.map(({ label }) => label)).toEqual(['my bill and data']);
  });

  test.each(['  ', '\u0000\n\u0007', '\u202e\u200b'])('notes nothing without a name: %j', async (label) => {
    const { requests, answers } = await asked([wanted(label)]);
    expect(requests).toEqual([]);
    expect(answers[0]).toContain('the label is empty');
  });

  test.each([
    ['what waits', { queue: [bill] }],
    ['what the same turn has noted before', { requests: [{ label: 'your data', priority: 'normal' as const }] }],
  ])('counts %s: when there is no more room it says so, and notes no more', async (_, given) => {
    const { requests, answers } = await asked([wanted('a'), wanted('b')], given);
    expect(requests.map(({ label }) => label)).toEqual(['a']);
    expect(answers[1]).toContain('queue_full');
  });
});
