import { z } from 'zod';
import type { Decision } from './decision.ts';
import { tellResult } from './telling/tell-result.ts';
import { type Turn, valueOf } from './turn.ts';
import type { Intent } from './understanding/intents.ts';
import { understand } from './understanding/understand.ts';

const parts = z.object({
  reply: z.string().catch(''),
  runs: z.array(z.object({ tool: z.string(), result: z.unknown() })).catch([]),
  interim: z.array(z.object({ user: z.array(z.string()), assistant: z.string() })).catch([]),
});

const bridges: Partial<Record<Intent, string>> = {
  status: 'And there it is.',
  presence: 'I am still here, and now I have news for you.',
  thanks: 'You are welcome, and here is the rest.',
  joke: 'And now back to business.',
  weather: 'Back from the weather to your request.',
  howAreYou: 'Now that we have talked a little, here is your result.',
  whoAreYou: 'Demo model or not, here is your result.',
  no: 'All right, then here is your result.',
  neverMind: 'All right. In the meantime this was finished.',
};

/** Joins the result of a long operation with what was said meanwhile; undefined if there is nothing of that shape to join. */
export function joinInOneReply(turn: Turn): Decision | undefined {
  const value = valueOf(turn.said.at(-1) ?? '');
  const { success, data } = parts.safeParse(value);
  if (!success) return undefined;
  const result =
    data.reply.trim() ||
    data.runs.map(({ tool, result: told }) => tellResult({ tool, args: {}, value: told })).join(' ');
  return { content: `${bridgeFrom(data.interim.at(-1)?.user ?? [])} ${result}`.trim() };
}

function bridgeFrom(lastWords: readonly string[]): string {
  if (lastWords.length === 0) return 'Thank you for waiting.';
  const bridge = lastWords
    .flatMap(understand)
    .flatMap((intent) => bridges[intent] ?? [])
    .at(-1);
  return bridge ?? 'And now to what we were waiting for.';
}
