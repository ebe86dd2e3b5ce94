import type { ModelServer } from '../chat-models.ts';
import type { Complaint } from './complaint.ts';

/** The variables that say which model answers. */
export type ModelEnv = { OPENAI_API_KEY?: string; OPENAI_BASE_URL?: string; OPENAI_MODEL?: string };

/**
 * The model server of the environment; undefined if it names none.
 *
 * A base URL needs no key: servers on one's own machine often have none. An empty variable is none.
 */
export function modelServerIn(env: ModelEnv): ModelServer | Complaint | undefined {
  const [key, url, name] = [env.OPENAI_API_KEY, env.OPENAI_BASE_URL, env.OPENAI_MODEL].map((value) => value?.trim());
  if (!key && !url) return undefined;
  if (/[^\x20-\x7E]/.test(key ?? '')) {
    return {
      complaint:
        'OPENAI_API_KEY holds a sign that cannot be sent: look for line breaks, foreign letters and curly quotes in it.',
    };
  }
  const baseURL = url || 'https://api.openai.com/v1';
  if (!/^https?:\/\//i.test(baseURL) || !URL.canParse(baseURL)) {
    return { complaint: `OPENAI_BASE_URL is '${baseURL}': give an address as in http://localhost:11434/v1.` };
  }
  return { baseURL, apiKey: key || 'none', model: name || 'gpt-4o' };
}
