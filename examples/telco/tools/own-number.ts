import type { ToolCallContext } from 'meanwhile';
import { z } from 'zod';
import { maskMsisdn, parseMsisdn } from '../operator/msisdn.ts';
import type { Operator } from '../operator/operator.ts';
import { refuse, type Refusal } from '../operator/refusal.ts';

/** The argument by which a model may name the customer's number; it need not. */
export const ownNumberArgument = z
  .string()
  .nullish()
  .describe(
    'The phone number of the signed-in customer, as in +12125550142. Leave it out: it is known from the login.',
  );

/**
 * The number of the customer who is signed in, always from the session.
 *
 * A number that the model names is only compared with it: any other one is refused, and the operator counts it (A8).
 * What models read in its place is taken for it.
 */
export async function ownNumber(
  operator: Pick<Operator, 'noteForeignNumber'>,
  { session, conversationId }: Pick<ToolCallContext, 'session' | 'conversationId'>,
  named: string | null | undefined,
): Promise<string | Refusal> {
  const { verified, msisdn } = session;
  if (!verified || typeof msisdn !== 'string') return refuse('not_verified');
  if (!named?.trim() || named.trim() === maskMsisdn(msisdn)) return msisdn;
  const number = parseMsisdn(named);
  if (!number) return refuse('invalid_msisdn');
  if (number === msisdn) return msisdn;
  await operator.noteForeignNumber(conversationId);
  return refuse('not_verified');
}
