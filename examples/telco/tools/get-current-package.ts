import { tool } from '@langchain/core/tools';
import { readOnly, requires, toolCall, traits } from 'meanwhile';
import { z } from 'zod';
import type { Operator } from '../operator/operator.ts';
import { isRefusal } from '../operator/refusal.ts';
import { ownNumber, ownNumberArgument } from './own-number.ts';

/** The customer's plan, contract and add-ons. */
export function getCurrentPackageTool({ operator }: { operator: Operator }) {
  return tool(
    async ({ msisdn }, config) => {
      const own = await ownNumber(operator, toolCall(config), msisdn);
      return isRefusal(own) ? own : operator.currentPackage(own);
    },
    {
      name: 'get_current_package_tool',
      description: 'Look up the current plan of the customer, the contract with any pending change, and the add-ons.',
      schema: z.object({ msisdn: ownNumberArgument }),
      metadata: traits(readOnly(), requires('verified')),
    },
  );
}
