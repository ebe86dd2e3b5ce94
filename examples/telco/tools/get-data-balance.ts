import { tool } from '@langchain/core/tools';
import { readOnly, requires, toolCall, traits } from 'meanwhile';
import { z } from 'zod';
import type { Operator } from '../operator/operator.ts';
import { isRefusal } from '../operator/refusal.ts';
import { ownNumber, ownNumberArgument } from './own-number.ts';

/** The data the customer has used and has left in this cycle. */
export function getDataBalanceTool({ operator }: { operator: Operator }) {
  return tool(
    async ({ msisdn }, config) => {
      const own = await ownNumber(operator, toolCall(config), msisdn);
      return isRefusal(own) ? own : operator.dataBalance(own);
    },
    {
      name: 'get_data_balance_tool',
      description:
        'Look up how much data the customer has used and has left in this cycle, in GB, and on which day of the month it resets.',
      schema: z.object({ msisdn: ownNumberArgument }),
      metadata: traits(readOnly(), requires('verified')),
    },
  );
}
