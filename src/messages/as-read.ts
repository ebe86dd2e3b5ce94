import type { Entry } from '../../machines/messages.ts';

/**
 * What was said, as a model reads it: what the user did not hear stands in brackets behind what he heard. So a model knows
 * a result that has yet to be told, and does not take for known what was cut off.
 */
export function asRead({ content, unheard }: Pick<Entry, 'content' | 'unheard'>): string {
  if (unheard === undefined) return content;
  if (content.trim() === '') return `[The user has not heard this yet: ${unheard}]`;
  return `${content} [The user heard no more of this: ${unheard}]`;
}
