import { z } from 'zod';
import { questions } from '../questions.ts';
import type { ToolResult } from '../turn.ts';

const reported = z.union([
  z.string().transform((text) => ({ code: text, reason: text })),
  z
    .object({ error: z.string(), message: z.string().optional() })
    .transform(({ error, message }) => ({ code: error, reason: message ?? error })),
  z
    .object({ status: z.string(), error: z.string().optional(), message: z.string().optional() })
    .transform(({ status, error, message }) => ({ code: status, reason: error ?? message ?? '' })),
]);

const refusals: Record<string, string> = {
  not_found: 'I could not find your number with us.',
  invalid_msisdn: 'That is not a phone number I can use.',
  invalid_pass: 'That pass is not on sale for that country.',
  invalid_package: 'There is no such plan.',
  invalid_threshold: 'Those alert values are not possible: use 1 to 100 percent, or at least 0.1 GB.',
  not_verified: `For that I need to know who you are. ${questions.phoneNumber.begins}, with the country code?`,
  contract_closed: 'Your contract is closed, so that is not possible any more.',
  already_closed: 'Your contract was already closed, so nothing has changed.',
  unknown_country: 'I do not know that country, I am sorry.',
  not_available: 'I am sorry, I have no tool for that here.',
  conflict: 'The same request was already made with other details, so I left it as it is.',
};

/** Ends without a result, by the words in which the library reports them; the first that fits is told. */
const ends: { word: RegExp; tell(work: string, reason: string): string }[] = [
  {
    word: /unknown|not known|no_answer/i,
    tell: (work) => `I do not know whether ${work} went through, so please let us check before we try again.`,
  },
  {
    word: /not_confirmed/,
    tell: (work) => `One thing at a time: please ask me again for ${work} afterwards.`,
  },
  { word: /not.run/i, tell: (work, reason) => `I have not started ${work}${becauseOf(reason)}.` },
  { word: /cancel/i, tell: (work) => `As you wished, ${work} is cancelled.` },
  { word: /tim(e|ed) ?out/i, tell: (work) => `I am sorry, ${work} took too long and was stopped.` },
];

const works: Record<string, string> = {
  get_billing_summary_tool: 'your bill',
  change_package_tool: 'the change of your plan',
  purchase_roaming_pass_tool: 'your roaming pass',
  close_contract_tool: 'the closing of your contract',
};

/** Tells a result that is no success: a refusal, or an end without a result. */
export function tellTrouble({ tool, value }: ToolResult): string {
  const { code, reason } = reported.safeParse(value).data ?? { code: '', reason: '' };
  const refusal = refusals[code];
  if (refusal !== undefined) return refusal;
  const work = works[tool] ?? 'what you asked for';
  const end = ends.find(({ word }) => word.test(code));
  return end ? end.tell(work, reason) : `I am sorry, ${work} did not work.`;
}

/** Whether the tool refused because nobody is signed in. */
export function needsLogin({ value }: ToolResult): boolean {
  return reported.safeParse(value).data?.code === 'not_verified';
}

/** Whether it did not run for want of the user's yes. */
export function needsYes({ value }: ToolResult): boolean {
  return reported.safeParse(value).data?.code === 'not_confirmed';
}

function becauseOf(reason: string): string {
  const [, because] = /because,? (.+?)\.?$/i.exec(reason) ?? [];
  return because === undefined ? '' : `, because ${because}`;
}
