import type { Json } from '../../machines/json.ts';
import type { Reconciled } from '../../machines/tool-run-protocol.ts';
import { kindOf } from '../effects/error.ts';
import type { Report } from '../effects/report.ts';
import type { KnownTool } from './catalog.ts';

/** What a tool has to say of a result: its own sentence, and the facts that any other wording must keep. */
export type Announced = Pick<Reconciled, 'announcement' | 'facts'>;

/**
 * Asks a tool what it has to say of its result. What can't be made is no reason to lose a result: there is no sentence
 * then; and of facts that can't be found the whole sentence is the fact.
 */
export function announced({ tool, traits: { longRunning } }: KnownTool, result: Json, report: Report): Announced {
  const announcement = sentenceOf(() => longRunning?.announce?.(result));
  try {
    const facts = longRunning?.facts ? texts(longRunning.facts(result)) : [];
    return { announcement, facts };
  } catch (error) {
    report('operation', `the facts of ${tool.name} can't be found${kindOf(error)}: let facts() give a list of texts`);
    return { announcement, facts: announcement === '' ? [] : [announcement] };
  }
}

function sentenceOf(announce: () => unknown): string {
  try {
    const sentence = announce();
    return typeof sentence === 'string' ? sentence : '';
  } catch {
    return '';
  }
}

/** @throws for what is no list of texts with words in them. */
function texts(facts: unknown): string[] {
  const given: unknown[] = Array.isArray(facts) ? facts : [undefined];
  return given.map((fact) => {
    if (typeof fact !== 'string' || fact.trim() === '') throw new TypeError('a fact is no text');
    return fact.trim();
  });
}
