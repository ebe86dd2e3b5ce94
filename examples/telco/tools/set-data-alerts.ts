import { tool } from '@langchain/core/tools';
import { effect, requires, toolCall, traits } from 'meanwhile';
import { z } from 'zod';
import type { Operator } from '../operator/operator.ts';
import { isRefusal } from '../operator/refusal.ts';
import { ownNumber, ownNumberArgument } from './own-number.ts';

const schema = z.object({
  msisdn: ownNumberArgument,
  threshold_percent: z
    .int()
    .nullish()
    .describe('Warn at this share of the included data, 1 to 100. Left out, it stays as it is.'),
  threshold_gb: z.number().nullish().describe('Warn at this many GB used, 0.1 or more. Left out, it stays as it is.'),
});

/** Sets from what usage on the customer is warned. */
export function setDataAlertsTool({ operator }: { operator: Operator }) {
  return tool(
    async ({ msisdn, threshold_percent, threshold_gb }, config) => {
      const call = toolCall(config);
      const own = await ownNumber(operator, call, msisdn);
      if (isRefusal(own)) return own;
      return operator.setAlerts({
        msisdn: own,
        thresholdPercent: threshold_percent ?? null,
        thresholdGb: threshold_gb ?? null,
        idempotencyKey: call.idempotencyKey,
      });
    },
    {
      name: 'set_data_alerts_tool',
      description: 'Set usage alerts for the customer, by percent, by GB or both. Name at least one.',
      schema,
      metadata: traits(requires('verified'), effect('idempotent')),
    },
  );
}
