import { tool } from '@langchain/core/tools';
import { readOnly, requires, toolCall, traits } from 'meanwhile';
import { z } from 'zod';
import type { Operator } from '../operator/operator.ts';
import { isRefusal } from '../operator/refusal.ts';
import { ownNumber, ownNumberArgument } from './own-number.ts';

/** The customer's add-ons, expired ones included. */
export function listAddonsTool({ operator }: { operator: Operator }) {
  return tool(
    async ({ msisdn }, config) => {
      const own = await ownNumber(operator, toolCall(config), msisdn);
      return isRefusal(own) ? own : operator.listAddons(own);
    },
    {
      name: 'list_addons_tool',
      description: 'List the add-ons of the customer, such as roaming passes, including expired ones.',
      schema: z.object({ msisdn: ownNumberArgument }),
      metadata: traits(readOnly(), requires('verified')),
    },
  );
}
