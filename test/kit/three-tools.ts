import { tool, type ToolRunnableConfig } from '@langchain/core/tools';
import { longRunning, readOnly, toolCall, traits } from 'meanwhile';

const schema = { type: 'object', properties: {} } as const;
const label = 'your bill';

/**
 * A tool of each kind: `balance` looks up, `order` has an effect, and `bill` is long, until it is told its amount.
 *
 * `ran` holds the ids of the calls that ran.
 */
export function threeTools() {
  const ran: string[] = [];
  const amount = Promise.withResolvers<number>();
  const noting =
    <Result>(name: string, work: () => Result) =>
    (_: object, config: ToolRunnableConfig): Result => {
      ran.push(`${name} ${toolCall(config).runId}`);
      return work();
    };
  const announce = (result: { amount: number }) => `Your bill is ${result.amount} EUR.`;
  const bill = traits(
    longRunning<Record<string, unknown>, { amount: number }>({ expectedMs: 60_000, label, announce }),
  );
  return {
    ran,
    /** Lets the bill be done. */
    finish: (euros: number) => amount.resolve(euros),
    tools: [
      tool(
        noting('balance', () => ({ gb: 27.5 })),
        { name: 'balance', description: 'b', schema, metadata: traits(readOnly()) },
      ),
      tool(
        noting('order', () => 'ordered'),
        { name: 'order', description: 'o', schema },
      ),
      tool(
        noting('bill', async () => ({ amount: await amount.promise })),
        { name: 'bill', description: 'b', schema, metadata: bill },
      ),
    ],
  };
}
