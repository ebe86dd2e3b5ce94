import fc from 'fast-check';
import { toolCall } from 'meanwhile';
import { expect, test } from 'vitest';
import { configurableOf } from '../../src/tools/tool-call.ts';

/** Ids made of what keys are made of. */
const conversationId = fc
  .array(fc.constantFrom('operation-1', 'turn-1', 'call-1', '/', '', 'a', '1', '-', ':', '\ud800'), { maxLength: 5 })
  .map((parts) => parts.join(''));
/** As operations, chat turns and calls are named. */
const turnId = fc
  .tuple(fc.constantFrom('operation', 'turn'), fc.integer({ min: 1, max: 20 }))
  .map((parts) => parts.join('-'));
const callId = fc.integer({ min: 1, max: 20 }).map((count) => `call-${count}`);
const call = fc.record({ conversationId, turnId, callId });

test('A1, D6: conversation, turn and call can be read back from the key that a back-end gets', () => {
  fc.assert(
    fc.property(call, ({ callId: id, ...site }) => {
      const context = { ...site, runId: `${site.turnId}/${id}`, attempt: 1, session: {} };
      const { idempotencyKey } = toolCall({ configurable: configurableOf(context) });
      const [, ...parts] = /^(.*)\/((?:operation|turn)-\d+)\/(call-\d+)$/s.exec(idempotencyKey) ?? [];
      expect(parts).toEqual([site.conversationId, site.turnId, id]);
    }),
  );
});
