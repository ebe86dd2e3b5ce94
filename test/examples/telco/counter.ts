import type { StructuredToolInterface } from '@langchain/core/tools';
import type { Facts, Traits } from 'meanwhile';
import { createOperator } from '../../../examples/telco/operator/operator.ts';
import type { Records } from '../../../examples/telco/operator/records.ts';
import { exampleNumbers } from '../../../examples/telco/operator/seed-customers.ts';
import type { Wait } from '../../../examples/telco/tools/pace.ts';
import { createTelcoTools } from '../../../examples/telco/tools/telco-tools.ts';

export const { a, b } = exampleNumbers;
export const today = Date.UTC(2026, 10, 22, 12);
const asA: Facts = { verified: true, msisdn: a };

/** What a call may say of itself; the rest is filled in. */
export type Call = {
  session?: Facts;
  idempotencyKey?: string;
  conversationId?: string;
  signal?: AbortSignal;
  hear?: (event: unknown) => void;
};

/** An operator at noon of a fixed day, its tools, and a time that only moves when a tool waits or a test says so. */
export function openCounter({
  random = () => 0.5,
  during = () => {},
  isStubborn = false,
  records,
}: { random?: () => number; during?: (elapsed: number) => void; isStubborn?: boolean; records?: Records } = {}) {
  let now = today;
  const texts: { to: string; text: string }[] = [];
  const operator = createOperator({
    now: () => now,
    random,
    sendSms: (text) => void texts.push(text),
    ...(records && { records }),
  });
  const wait: Wait = async (ms, signal) => {
    during(now - today);
    if (!isStubborn) signal?.throwIfAborted();
    now += ms;
  };
  const tools = createTelcoTools({ operator, wait }) as unknown as (StructuredToolInterface & {
    metadata?: { meanwhile?: Traits };
  })[];

  function find(name: string) {
    const found = tools.find((tool) => tool.name === name);
    if (!found) throw new Error(`there is no tool ${name}`);
    return found;
  }

  return {
    operator,
    tools,
    texts,
    elapsed: () => now - today,
    pass: (ms: number) => void (now += ms),
    lastCode: () => /\d{6}/.exec(texts.at(-1)?.text ?? '')?.[0] ?? 'none',
    traitsOf: (name: string) => find(name).metadata?.meanwhile ?? {},
    call: (
      name: string,
      args: object,
      { session = asA, idempotencyKey = 'key', conversationId = 'session', signal, hear }: Call = {},
    ) =>
      find(name).invoke(args, {
        configurable: {
          meanwhile: {
            conversationId,
            turnId: 'operation-1',
            runId: 'operation-1/c1',
            attempt: 1,
            idempotencyKey,
            session,
          },
        },
        ...(signal && { signal }),
        callbacks: [{ awaitHandlers: true, handleToolEvent: (event: unknown) => hear?.(event) }],
      }),
    check: async (name: string, args: Record<string, unknown>, session: Facts = asA) =>
      find(name).metadata?.meanwhile?.longRunning?.check?.(args, {
        conversationId: 'session',
        session,
        signal: new AbortController().signal,
      }),
    /** What the customer is told before he says yes, or the refusal. */
    preview: async (name: string, args: Record<string, unknown>, session: Facts = asA) =>
      find(name).metadata?.meanwhile?.confirm?.preview(args, {
        conversationId: 'session',
        session,
        signal: new AbortController().signal,
      }),
  };
}

/** The plans, contracts and add-ons of both customers, to see whether something had an effect. */
export async function bookOf({ operator }: Pick<ReturnType<typeof openCounter>, 'operator'>) {
  return JSON.stringify([await operator.currentPackage(a), await operator.currentPackage(b)]);
}
