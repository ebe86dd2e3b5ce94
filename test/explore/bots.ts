import type { Call, MakeBot } from 'meanwhile/testing';
import { createOperator } from '../../examples/telco/operator/operator.ts';
import { exampleNumbers } from '../../examples/telco/operator/seed-customers.ts';
import { createTelcoTools } from '../../examples/telco/tools/telco-tools.ts';
import { PUPPET_CALLS, puppetBot } from '../kit/puppets.ts';
import { noting } from '../kit/telco.ts';

/** Often enough to come while tools work. */
const checkIns = { afterMs: 1_500, againAfterMs: 3_000, most: 2 };

/** A bot to explore, what its models may ask for, and whether its process may die. */
export type Explored = { makeBot: MakeBot; calls?: readonly Call[]; crashes?: true };

/** A bot whose tools do anything at any time, and the agent of the example. */
const sound = {
  puppets: { makeBot: (_, arrival) => puppetBot(arrival), calls: PUPPET_CALLS },
  telco: {
    makeBot(clock) {
      const operator = createOperator({ now: clock.now, random: () => 0.5, sendSms: () => {} });
      const commands: string[] = [];
      let line: 'open' | 'broken' | 'dead' = 'open';
      const wait = async (ms: number, signal?: AbortSignal) => {
        if (line === 'broken') throw new Error('The line to the operator is broken.');
        if (line === 'dead') await new Promise(() => {});
        await clock.wait(ms, signal);
      };
      return {
        tools: createTelcoTools({ operator: noting(operator, commands), wait }),
        moves: {
          'the line to the operator breaks': { when: () => line === 'open', make: () => (line = 'broken') },
          'the line to the operator goes dead': { when: () => line === 'open', make: () => (line = 'dead') },
          'the line to the operator is mended': { when: () => line !== 'open', make: () => (line = 'open') },
        },
        check(scene) {
          const yeses = scene.emitted('confirmation.closed').filter(({ given }) => given).length;
          if (commands.length > yeses) throw new Error(`${commands.join(', ')}, and ${yeses} times a yes to it`);
        },
        input: { session: { verified: true, msisdn: exampleNumbers.a } },
      };
    },
    calls: [
      { name: 'get_billing_summary_tool' },
      { name: 'change_package_tool', args: { package_id: 'P-UNL-B' } },
      { name: 'purchase_roaming_pass_tool', args: { country_code: 'IT', pass_id: 'EU-DAY-1GB' } },
      { name: 'close_contract_tool', args: { confirm: true } },
      { name: 'get_data_balance_tool' },
      { name: 'set_data_alerts_tool', args: { threshold_percent: 80 } },
    ],
  },
} satisfies Record<string, Explored>;

/** A bot whose app says what was heard, and that says by itself how far it is. */
function spoken({ makeBot, ...options }: Explored): Explored {
  return {
    ...options,
    makeBot: (clock, arrival) => ({ ...makeBot(clock, arrival), delivery: 'acknowledged', checkIns }),
  };
}

/** The bots that are explored, each in a process that lives and in one that dies. */
export const bots: Record<string, Explored> = {
  ...sound,
  'puppets-spoken': spoken(sound.puppets),
  'telco-spoken': spoken(sound.telco),
  'puppets-spoken-crash': { ...spoken(sound.puppets), crashes: true },
  'puppets-crash': { ...sound.puppets, crashes: true },
  'telco-crash': { ...sound.telco, crashes: true },
};
