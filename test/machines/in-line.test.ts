import fc from 'fast-check';
import type { Priority, QueuedRequest } from 'meanwhile';
import { expect, test } from 'vitest';
import { inLine } from '../../machines/conversation.ts';

const HEAD_START_MS = { low: -120_000, normal: 0, high: 120_000 };

const arrivals = fc.array(
  fc.record({ after: fc.nat(200_000), priority: fc.constantFrom<Priority>('low', 'normal', 'high') }),
  { maxLength: 30 },
);

function requestsOf(given: readonly { after: number; priority: Priority }[]): QueuedRequest[] {
  let at = 0;
  return given.map(({ after, priority }, index) => {
    at += after;
    return { operationId: `operation-${index + 1}`, label: 'it', messages: [], turnId: null, priority, at };
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
