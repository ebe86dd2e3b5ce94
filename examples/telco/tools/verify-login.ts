import { tool } from '@langchain/core/tools';
import { effect, establishes, toolCall, traits } from 'meanwhile';
import { z } from 'zod';
import type { VerifyLoginResult } from '../operator/login.ts';
import type { Operator } from '../operator/operator.ts';

const schema = z.object({
  msisdn: z.string().describe('The phone number the code was sent to.'),
  otp: z.string().describe('The six-digit code, exactly as the customer said it.'),
});

/** Checks the one-time code; the right one signs the customer in for the rest of the conversation. */
export function verifyLoginTool({ operator }: { operator: Operator }) {
  return tool(
    async ({ msisdn, otp }, config) =>
      operator.verifyLogin({ sessionId: toolCall(config).conversationId, msisdn, otp }),
    {
      name: 'verify_login_tool',
      description:
        'Check the one-time code that the customer received by SMS. The customer has three tries within five minutes.',
      schema,
      metadata: traits(
        effect('unsafe'), // a code is good once, and each try counts
        establishes((result: VerifyLoginResult) => (result.verified ? { verified: true, msisdn: result.msisdn } : {})),
      ),
    },
  );
}
