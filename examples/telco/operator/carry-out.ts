import { z } from 'zod';
import type { Customer } from './customer.ts';
import { findCustomer, type Records } from './records.ts';
import { isRefusal, refusalSchema, refuse, type Refusal } from './refusal.ts';

/** What a command makes of a customer: the customer after it, and what is answered. */
export type Outcome<Result> = { customer: Customer; result: Result };

/** A command for one customer. The same key with the same request is carried out once; with another request it is a conflict. */
export type Command<Request> = { msisdn: string; idempotencyKey: string } & Request;

/** A kind of command: its name on receipts, and what is answered to it. */
export type CommandKind<Result> = { name: string; result: z.ZodType<Result> };

/**
 * Carries out a command once: the same key again gets the same answer, even after a restart.
 *
 * Check, change and receipt are one transaction, so that commands for a customer never mix; a `decide` that awaits would
 * break that.
 */
export function carryOut<Request, Result>(
  { database, ...records }: Records,
  kind: CommandKind<Result>,
  { idempotencyKey, ...request }: Command<Request>,
  decide: (customer: Customer) => Outcome<Result> | Refusal,
): Promise<Result | Refusal> {
  return database.change(() => {
    const asked = JSON.stringify([kind.name, request]);
    const receipt = records.receipts.find(idempotencyKey);
    if (receipt) return receipt.request === asked ? answerOn(receipt.result, kind) : refuse('conflict');

    const customer = findCustomer(records, request.msisdn);
    const outcome = isRefusal(customer) ? customer : decide(customer);
    if (!isRefusal(outcome)) records.customers.keep(outcome.customer);
    const result = isRefusal(outcome) ? outcome : outcome.result;
    records.receipts.keep(idempotencyKey, { request: asked, result: JSON.stringify(result) });
    return result;
  });
}

function answerOn<Result>(json: string, { result }: CommandKind<Result>): Result | Refusal {
  return z.union([refusalSchema, result]).parse(JSON.parse(json));
}
