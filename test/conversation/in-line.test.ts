import fc from 'fast-check';
import type { Priority, QueuedRequest } from 'meanwhile';
import { expect, test } from 'vitest';
import { inLine } from '../../src/conversation/queue.ts';

const HEAD_START_MS = { low: -120_000, normal: 0, high: 120_000 };

const arrivals = fc.array(
  fc.record({ after: fc.nat(200_000), priority: fc.constantFrom<Priority>('low', 'normal', 'high') }),
  { maxLength: 30 },
);

const waiting = { label: 'it', messages: [], turnId: null };

function requestsOf(given: readonly { after: number; priority: Priority }[]): QueuedRequest[] {
  let at = 0;
  return given.map(({ after, priority }, index) => {
    at += after;
    return { ...waiting, operationId: `operation-${index + 1}`, priority, at };
  });
}

test('B8: nothing is lost in the queue or twice in it, and of the same priority who came first goes first', () => {
  fc.assert(
    fc.property(arrivals, (given) => {
      const requests = requestsOf(given);
      const queue = requests.reduce(inLine, []);
      expect(queue.toSorted((one, other) => one.at - other.at).map(({ at }) => at)).toEqual(
        requests.map(({ at }) => at),
      );
      for (const priority of ['low', 'normal', 'high']) {
        const alike = (list: QueuedRequest[]) => list.filter((request) => request.priority === priority);
        expect(alike(queue)).toEqual(alike(requests));
      }
    }),
  );
});

test('of two of one priority that came in the same moment, who was heard first goes first', () => {
  const requests = requestsOf([
    { after: 0, priority: 'normal' },
    { after: 0, priority: 'normal' },
  ]);
  expect(requests.reduce(inLine, [])).toEqual(requests);
});

test('nothing starves: a request is overtaken only by what comes within the head start of more priority', () => {
  fc.assert(
    fc.property(arrivals, (given) => {
      const queue = requestsOf(given).reduce(inLine, []);
      queue.forEach((request, place) => {
        for (const before of queue.slice(0, place)) {
          const head = HEAD_START_MS[before.priority] - HEAD_START_MS[request.priority];
          expect(before.at - request.at).toBeLessThanOrEqual(head);
        }
      });
    }),
  );
});

test('the order of two requests never changes while they wait', () => {
  fc.assert(
    fc.property(arrivals, (given) => {
      let queue: QueuedRequest[] = [];
      for (const request of requestsOf(given)) {
        const next = inLine(queue, request);
        expect(next.filter((one) => one !== request)).toEqual(queue);
        queue = next;
      }
    }),
  );
});

test('nothing is lost where times or priorities are none, as a broken clock or an older version leaves them', () => {
  const odd = fc.array(
    fc.record({
      at: fc.constantFrom(0, 1, Number.NaN, Number.POSITIVE_INFINITY),
      priority: fc.constantFrom('low', 'high', {}) as fc.Arbitrary<Priority>,
    }),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(odd, (given) => {
      const requests = given.map((one, index) => ({ ...waiting, ...one, operationId: `operation-${index + 1}` }));
      expect(new Set(requests.reduce(inLine, []))).toEqual(new Set(requests));
      expect(requests.reduce(inLine, [])).toHaveLength(requests.length);
    }),
  );
});
