import { type Cast, stage, virtualClock } from 'meanwhile/testing';
import { maskNumber } from '../../examples/telco/agent.ts';
import { createOperator } from '../../examples/telco/operator/operator.ts';
import { exampleNumbers } from '../../examples/telco/operator/seed-customers.ts';
import { createTelcoTools } from '../../examples/telco/tools/telco-tools.ts';

/** Customer A's number, and the session of an app that signed him in itself. */
export const CUSTOMER_A = exampleNumbers.a;
const SIGNED_IN = { verified: true, msisdn: CUSTOMER_A };

/** Stages the telco agent with customer A signed in, and the operator at hand to see what was done. */
export function stageTelco(cast: Omit<Cast, 'tools' | 'clock'>) {
  const clock = virtualClock();
  const texts: string[] = [];
  const operator = createOperator({
    now: clock.now,
    random: () => 0.5,
    sendSms: ({ text }) => {
      texts.push(text);
    },
  });
  const tools = createTelcoTools({ operator, wait: clock.wait });
  const scene = stage({ mask: maskNumber, ...cast, clock, tools, input: { session: SIGNED_IN, ...cast.input } });
  return { ...scene, operator, texts };
}
