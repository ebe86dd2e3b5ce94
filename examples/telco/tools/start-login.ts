import { tool } from '@langchain/core/tools';
import { effect, toolCall, traits } from 'meanwhile';
import { z } from 'zod';
import type { Operator } from '../operator/operator.ts';

const schema = z.object({
  msisdn: z.string().describe('The phone number the customer said, with country code, as in +12125550142.'),
});

/** Sends a one-time code to the customer's phone. The code itself is in no result: no model ever sees it. */
export function startLoginTool({ operator }: { operator: Operator }) {
  return tool(
    async ({ msisdn }, config) => operator.startLogin({ sessionId: toolCall(config).conversationId, msisdn }),
    {
      name: 'start_login_tool',
      description: 'Send a one-time login code by SMS to the phone number of the customer. Then ask for the code.',
      schema,
      metadata: traits(effect('unsafe')), // each time another code, by another message
    },
  );
}
