import type { StructuredToolInterface } from '@langchain/core/tools';
import type { Lane } from '../../machines/messages.ts';
import { shown } from '../flaw.ts';
import { cancelOperation } from './cancel-operation.ts';
import { checkStatus } from './check-status.ts';
import { queueRequest } from './queue-request.ts';
import { traitFlaw } from './trait-flaw.ts';
import type { Traits } from './traits.ts';
import { isObject } from '../shape.ts';

/** The names that all providers take; a model's calls are read under no other. */
const USABLE_NAME = /^[\w-]{1,64}$/;

/** A LangChain tool of any kind; its traits are in its metadata. */
export type ConversationTool = Pick<StructuredToolInterface, 'name' | 'description' | 'invoke'> & {
  schema: unknown;
  metadata?: Record<string, unknown> | undefined;
};

/** A tool with its traits; the library's own work on the desk. */
export type KnownTool = { tool: ConversationTool; traits: Traits; isOurs?: true };

/** The library's own tools: all of them change nothing but what the conversation is told. */
const OURS = [checkStatus, cancelOperation, queueRequest];

/** Which tools each lane may use, by name. */
export type Catalog = Record<Lane, ReadonlyMap<string, KnownTool>>;

/**
 * Sorts the tools of a conversation: the main operation may use all, and take what waits off the list; the secondary chat
 * those that are quick and only look things up, and the library's own.
 *
 * @throws for the first tool whose definition can't be right.
 */
export function catalogOf(tools: readonly ConversationTool[]): Catalog {
  const main = new Map<string, KnownTool>();
  for (const tool of tools) {
    if (!isNamed(tool)) throw new Error(`tools holds ${shown(tool)}, not a LangChain tool: make tools with tool().`);
    if (OURS.some(({ name }) => name === tool.name))
      throw new Error(`${tool.name} is the library's own tool: leave yours out.`);
    if (!USABLE_NAME.test(tool.name)) {
      throw new Error(`There is a tool named '${tool.name}': name it with letters, digits, _ and -, 64 at most.`);
    }
    if (main.has(tool.name)) throw new Error(`There are two tools named ${tool.name}: give each a name of its own.`);
    main.set(tool.name, { tool, traits: traitsOf(tool) });
  }
  const safe = [...main].filter(([, { traits }]) => traits.readOnly && !traits.longRunning);
  const ours = OURS.map((tool): [string, KnownTool] => [tool.name, { tool, traits: { readOnly: true }, isOurs: true }]);
  const cancelling = ours.filter(([name]) => name === cancelOperation.name);
  return { main: new Map([...main, ...cancelling]), chat: new Map([...ours, ...safe]) };
}

/** The tools without the library's own: for where nothing waits. */
export function withoutOurs(tools: ReadonlyMap<string, KnownTool>): ReadonlyMap<string, KnownTool> {
  return new Map([...tools].filter(([, { isOurs }]) => !isOurs));
}

function traitsOf(tool: ConversationTool): Traits {
  const flaw = Array.isArray(tool.metadata)
    ? 'its metadata is a list; build it with traits(…)'
    : traitFlaw(tool.metadata);
  if (flaw !== undefined) throw new Error(`The tool ${tool.name} can't be used: ${flaw}.`);
  const traits: unknown = tool.metadata?.['meanwhile'];
  return isTraits(traits) ? kept(traits) : {};
}

/** The traits as they are now: what is done to a tool later changes nothing. */
function kept({ longRunning, confirm, effect, ...others }: Traits): Traits {
  return {
    ...others,
    ...(longRunning && {
      longRunning: { ...longRunning, ...(longRunning.retry && { retry: { ...longRunning.retry } }) },
    }),
    ...(confirm && { confirm: { ...confirm } }),
    ...(effect && { effect: { ...effect } }),
  };
}

function isNamed(tool: unknown): tool is ConversationTool {
  return isObject(tool) && 'name' in tool && 'invoke' in tool && 'schema' in tool;
}

function isTraits(value: unknown): value is Traits {
  return isObject(value);
}
