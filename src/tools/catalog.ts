import type { StructuredToolInterface } from '@langchain/core/tools';
import type { Lane } from '../../machines/messages.ts';
import { isWaitable } from '../effects/bounds.ts';
import { checkStatus } from './check-status.ts';
import type { Traits } from './traits.ts';

/** A LangChain tool of any kind; its traits are in its metadata. */
export type ConversationTool = Pick<StructuredToolInterface, 'name' | 'description' | 'invoke'> & {
  schema: unknown;
  metadata?: Record<string, unknown> | undefined;
};

/** A tool with its traits. */
export type KnownTool = { tool: ConversationTool; traits: Traits };

/** Which tools each lane may use, by name. */
export type Catalog = Record<Lane, ReadonlyMap<string, KnownTool>>;

/**
 * Sorts the tools of a conversation: the main operation may use all, the secondary chat those that are quick
 * and only look things up, and `check_status`, which is the library's.
 *
 * @throws for the first tool whose definition can't be right.
 */
export function catalogOf(tools: readonly ConversationTool[]): Catalog {
  const main = new Map<string, KnownTool>();
  for (const tool of tools) {
    if (!isNamed(tool)) throw new Error(`tools holds ${describe(tool)}, not a LangChain tool: make tools with tool().`);
    if (tool.name === checkStatus.name) throw new Error(`${tool.name} is the library's own tool: leave yours out.`);
    if (main.has(tool.name)) throw new Error(`There are two tools named ${tool.name}: give each a name of its own.`);
    main.set(tool.name, { tool, traits: traitsOf(tool) });
  }
  const safe = [...main].filter(([, { traits }]) => traits.readOnly && !traits.longRunning);
  return { main, chat: new Map([[checkStatus.name, { tool: checkStatus, traits: { readOnly: true } }], ...safe]) };
}

function traitsOf(tool: ConversationTool): Traits {
  const traits: unknown = tool.metadata?.['meanwhile'] ?? {};
  const wrong = isTraits(traits) ? contradiction(traits) : 'its traits are no object; build them with traits(…)';
  if (wrong !== undefined) throw new Error(`The tool ${tool.name} can't be used: ${wrong}.`);
  return isTraits(traits) ? traits : {};
}

/** What can't be true together, or no use. */
function contradiction({ longRunning, readOnly, requires, establishes }: Traits): string | undefined {
  if (readOnly && establishes) return 'it is readOnly(), so it establishes nothing';
  if (requires === '') return 'requires() names no fact';
  if (!longRunning) return undefined;

  const { expectedMs, timeoutMs = expectedMs } = longRunning;
  if (!isWaitable(expectedMs) || expectedMs === 0) return `expectedMs is ${expectedMs}; give milliseconds over 0`;
  if (!isWaitable(timeoutMs) || timeoutMs === 0) return `timeoutMs is ${timeoutMs}; give milliseconds over 0`;
  if (establishes) return 'it is longRunning(), and only quick tools establish facts';
  return undefined;
}

function isNamed(tool: unknown): tool is ConversationTool {
  return typeof tool === 'object' && tool !== null && 'name' in tool && 'invoke' in tool && 'schema' in tool;
}

function isTraits(value: unknown): value is Traits {
  return typeof value === 'object' && value !== null;
}

function describe(value: unknown): string {
  return typeof value === 'object' && value !== null ? `an object of ${Object.keys(value).join(', ')}` : String(value);
}
