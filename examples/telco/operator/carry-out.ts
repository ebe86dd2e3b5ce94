import type { Customer } from './customer.ts';
import { findCustomer, type Receipts, type Records } from './records.ts';
import { isRefusal, refuse, type Refusal } from './refusal.ts';

/** What a command makes of a customer: the customer after it, and what is answered. */
export type Outcome<Result> = { customer: Customer; result: Result };

/** A command for one customer. The same key with the same request is carried out once; with another request it is a conflict. */
export type Command<Request> = { msisdn: string; idempotencyKey: string } & Request;

/**
 * Carries out a command once: the same key again gets the same answer.
 *
 * Runs in one go, so that commands for a customer never mix; a `decide` that awaits would break that.
 */
export function carryOut<Request, Result>(
  records: Records,
  receipts: Receipts<Result>,
  { idempotencyKey, ...request }: Command<Request>,
  decide: (customer: Customer) => Outcome<Result> | Refusal,
): Result | Refusal {
  const asked = JSON.stringify(request);
  const receipt = receipts.get(idempotencyKey);
  if (receipt) return receipt.request === asked ? receipt.result : refuse('conflict');

  const customer = findCustomer(records, request.msisdn);
  const outcome = isRefusal(customer) ? customer : decide(customer);
  if (!isRefusal(outcome)) records.customers.set(outcome.customer.msisdn, outcome.customer);
  const result = isRefusal(outcome) ? outcome : outcome.result;
  receipts.set(idempotencyKey, { request: asked, result });
  return result;
}
