import type { ConversationTool, Traits } from 'meanwhile';
import { type Cast, stage, virtualClock } from 'meanwhile/testing';
import { maskNumber } from '../../examples/telco/agent.ts';
import { createOperator, type Operator } from '../../examples/telco/operator/operator.ts';
import { exampleNumbers } from '../../examples/telco/operator/seed-customers.ts';
import { createTelcoTools } from '../../examples/telco/tools/telco-tools.ts';

/** Customer A's number, and the session of an app that signed him in itself. */
export const CUSTOMER_A = exampleNumbers.a;
const SIGNED_IN = { verified: true, msisdn: CUSTOMER_A };

/**
 * Stages the telco agent with customer A signed in, and the operator at hand to see what was done.
 *
 * What models say is scripted in few words; only where `guardsFacts` is set they must keep the facts of the tools.
 */
export function stageTelco({
  guardsFacts = false,
  ...cast
}: Omit<Cast, 'tools' | 'clock'> & { guardsFacts?: boolean }) {
  const clock = virtualClock();
  const texts: string[] = [];
  const operator = createOperator({
    now: clock.now,
    random: () => 0.5,
    sendSms: ({ text }) => {
      texts.push(text);
    },
  });
  const commands: string[] = [];
  const all = createTelcoTools({ operator: noting(operator, commands), wait: clock.wait });
  const tools = guardsFacts ? all : all.map(withoutFacts);
  const scene = stage({ mask: maskNumber, ...cast, clock, tools, input: { session: SIGNED_IN, ...cast.input } });
  return {
    ...scene,
    operator,
    texts,
    /** What was done that costs the customer something, in words. */
    commands,
    /** The customer asks for something, and says yes at once if he is asked whether it shall be. */
    async request(text: string) {
      await scene.say(text);
      if (scene.actor.getSnapshot().matches('awaitingConfirmation')) await scene.say('Yes.');
    },
  };
}

/** The tool as it is, but for the facts it declares. */
function withoutFacts(tool: ConversationTool): ConversationTool {
  const { longRunning, ...traits } = (tool.metadata?.['meanwhile'] ?? {}) as Traits;
  if (!longRunning) return tool;
  const { facts: _, ...rest } = longRunning;
  return Object.create(tool, { metadata: { value: { meanwhile: { ...traits, longRunning: rest } } } });
}

/** An operator that notes the commands it is given which cost the customer something, in words. */
export function noting(operator: Operator, commands: string[]): Operator {
  return {
    ...operator,
    purchasePass(command) {
      commands.push(`bought ${command.passId} for ${command.countryCode}`);
      return operator.purchasePass(command);
    },
    changePackage(command) {
      commands.push(`changed to ${command.packageId} ${command.effective}`);
      return operator.changePackage(command);
    },
    closeContract(command) {
      commands.push('closed the contract');
      return operator.closeContract(command);
    },
  };
}
