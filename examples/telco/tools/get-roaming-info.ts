import { tool } from '@langchain/core/tools';
import { readOnly, requires, toolCall, traits } from 'meanwhile';
import { z } from 'zod';
import type { Operator } from '../operator/operator.ts';
import { isRefusal } from '../operator/refusal.ts';
import { ownNumber, ownNumberArgument } from './own-number.ts';

const schema = z.object({
  msisdn: ownNumberArgument,
  country_code: z.string().describe('The country as a two-letter ISO code, as in IT.'),
});

/** What the customer pays in a country, and the passes for it. */
export function getRoamingInfoTool({ operator }: { operator: Operator }) {
  return tool(
    async ({ msisdn, country_code }, config) => {
      const own = await ownNumber(operator, toolCall(config), msisdn);
      return isRefusal(own) ? own : operator.roamingInfo(own, country_code);
    },
    {
      name: 'get_roaming_info_tool',
      description:
        'Look up whether the plan of the customer includes roaming in a country, the prices there, and the passes on sale for it.',
      schema,
      metadata: traits(readOnly(), requires('verified')),
    },
  );
}
