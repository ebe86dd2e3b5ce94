import type { Facts } from 'meanwhile';
import { z } from 'zod';
import { parseMsisdn } from '../operator/msisdn.ts';
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
 * A number that the model names is only compared with it: any other one is refused.
 */
export function ownNumber(session: Facts, named: string | null | undefined): string | Refusal {
  const { verified, msisdn } = session;
  if (!verified || typeof msisdn !== 'string') return refuse('not_verified');
  if (!named?.trim()) return msisdn;
  const number = parseMsisdn(named);
  if (!number) return refuse('invalid_msisdn');
  return number === msisdn ? msisdn : refuse('not_verified');
}
