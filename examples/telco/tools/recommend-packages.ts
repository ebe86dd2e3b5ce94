import { tool } from '@langchain/core/tools';
import { readOnly, requires, toolCall, traits } from 'meanwhile';
import { z } from 'zod';
import type { Operator } from '../operator/operator.ts';
import { isRefusal } from '../operator/refusal.ts';
import { ownNumber, ownNumberArgument } from './own-number.ts';

const schema = z.object({
  msisdn: ownNumberArgument,
  preferences_json: z
    .string()
    .nullish()
    .describe(
      'What the customer wants, as JSON: {"budget": 50, "need_5g": true, "travel_country": "IT"}. Each part may be left out.',
    ),
});

/** Up to three plans that suit what the customer uses and wants. */
export function recommendPackagesTool({ operator }: { operator: Operator }) {
  return tool(
    async ({ msisdn, preferences_json }, config) => {
      const own = await ownNumber(operator, toolCall(config), msisdn);
      return isRefusal(own) ? own : operator.recommendPackages(own, preferences_json ?? null);
    },
    {
      name: 'recommend_packages_tool',
      description:
        'Recommend up to three plans, the best first, by what they would cost with the usage of the customer.',
      schema,
      metadata: traits(readOnly(), requires('verified')),
    },
  );
}
