import { conversationMachine } from 'meanwhile/machines';
import { expect, test } from 'vitest';
import { initialTransition } from 'xstate';
import type { Fact } from '../../src/telemetry/fact.ts';
import { factsOf } from '../../src/telemetry/facts.ts';

test('the requests that wait are counted by what comes and goes, and none is left at the end', () => {
  const told: Fact[] = [];
  const facts = factsOf({ now: () => 0, tools: new Set(), tell: (fact) => told.push(fact) });
  const [snapshot] = initialTransition(conversationMachine, { id: 'customer-1' });
  const waiting = (count: number) =>
    facts.stepped('', { ...snapshot, context: { ...snapshot.context, queue: Array(count).fill('request') } } as never);
  for (const count of [0, 1, 3, 3, 2]) waiting(count);
  facts.close();
  expect(told).toEqual([1, 2, -1, -2].map((more) => ({ type: 'queued', more })));
});

test('of announcements that nobody speaks of, the latest are remembered', () => {
  const told: Fact[] = [];
  const facts = factsOf({ now: () => 0, tools: new Set(), tell: (fact) => told.push(fact) });
  for (let count = 1; count <= 30; count += 1) {
    const operationId = `operation-${count}`;
    facts.emitted({ type: 'reply', id: `${operationId}!`, text: '', lane: 'main', kind: 'announcement', operationId });
  }
  for (const id of ['operation-1!', 'operation-30!']) facts.heard('', { type: 'reply.delivered', id }, undefined);
  expect(told.filter(({ type }) => type === 'announcement')).toEqual([{ type: 'announcement', became: 'delivered' }]);
});
