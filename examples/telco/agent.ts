import { randomInt } from 'node:crypto';
import Keyv from 'keyv';
import { createConversationMachine, type ConversationOptions } from 'meanwhile';
import type { SendSms } from './operator/login.ts';
import { maskMsisdn } from './operator/msisdn.ts';
import { createOperator } from './operator/operator.ts';
import type { Records } from './operator/records.ts';
import { instructions } from './prompts.ts';
import { createTelcoTools } from './tools/telco-tools.ts';

const STEP_MS = 2000;

/** What the agent needs: its two models, a way to a phone, how many times faster than life its long tools work; the operator's records and a store if things are to be kept. */
export type TelcoAgentParts = Pick<ConversationOptions, 'model' | 'chatModel' | 'bounds'> & {
  sendSms: SendSms;
  speed: number;
  records?: Records;
  store?: Keyv;
};

/** The agent of the phone company. */
export type TelcoAgent = ReturnType<typeof createTelcoAgent>;

/**
 * Makes the agent of the phone company: the machine of its conversations, and the store they are kept in.
 *
 * Without records the agent has an operator of its own in memory, whose two customers begin anew.
 */
export function createTelcoAgent({ sendSms, speed, records, store = new Keyv(), ...options }: TelcoAgentParts) {
  const operator = createOperator({ now: Date.now, random: chance, sendSms, ...(records && { records }) });
  const tools = createTelcoTools({ operator, stepMs: STEP_MS / speed });
  return { machine: createConversationMachine({ ...options, tools, instructions, store, mask: maskNumber }), store };
}

/** What its models read instead of the customer's number, the one value that the session knows. */
export function maskNumber(_fact: string, value: string | number): string {
  return maskMsisdn(String(value));
}

/** A number from 0 to below 1 that nobody can foretell: login codes are made of it. */
function chance(): number {
  return randomInt(2 ** 32) / 2 ** 32;
}
