import type { ModelServer } from '../chat-models.ts';

const LONGEST = 300;

/** The server that failed, as far as it may be named: without its key. */
export type NamedServer = Pick<ModelServer, 'baseURL' | 'model'>;

/** What went wrong, in one line that names what to look at. */
export function failureLine(error: string, { baseURL, model }: NamedServer): string {
  const line = error.replaceAll(/\s+/g, ' ').trim().slice(0, LONGEST);
  if (/\bno such model\b/.test(line)) return `${line} (model ${model}, OPENAI_MODEL sets another; address ${baseURL})`;
  if (/\baddress\b/.test(line)) return `${line} (${baseURL})`;
  return /\bAPI key\b/.test(line) ? `${line} (OPENAI_API_KEY)` : line;
}
