import { z } from 'zod';

/** A refusal, as it is kept. */
export const refusalSchema = z.object({
  error: z.enum([
    'not_found',
    'invalid_msisdn',
    'invalid_pass',
    'invalid_package',
    'invalid_threshold',
    'not_verified',
    'contract_closed',
    'unknown_country',
    'conflict',
  ]),
});

/** The result of a call that was refused. */
export type Refusal = z.infer<typeof refusalSchema>;

/** Why the operator says no. A refusal is a value, never thrown: the model reads it and tells the customer. */
export type RefusalCode = Refusal['error'];

/** The refusal with this code. */
export function refuse(error: RefusalCode): Refusal {
  return { error };
}

/** Whether a result is a refusal; what remains is what was asked for. */
export function isRefusal(result: unknown): result is Refusal {
  return typeof result === 'object' && result !== null && 'error' in result;
}
