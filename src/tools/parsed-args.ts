import { Validator } from '@langchain/core/utils/json_schema';
import { interopParseAsync, isInteropZodSchema } from '@langchain/core/utils/types';
import type { Json } from '../../machines/json.ts';
import { isRecord } from '../shape.ts';
import type { ConversationTool } from './catalog.ts';

/**
 * The arguments as the tool will read them: checked against its schema, defaults filled in.
 *
 * Only the schema is asked. The tool is not, not even in part: an app may have wrapped its `invoke`, and it would run.
 *
 * @throws for arguments that do not fit, with what is wrong.
 */
export async function parsedArgs(
  { schema }: ConversationTool,
  args: { [name: string]: Json },
): Promise<Record<string, unknown>> {
  const given = plainArgs(args);
  if (isInteropZodSchema(schema)) {
    const parsed: unknown = await interopParseAsync(schema, given);
    return isRecord(parsed) ? parsed : given;
  }
  if (isRecord(schema)) {
    const { valid, errors } = new Validator(schema).validate(given);
    const flaws = errors.map(({ instanceLocation, error }) => `${instanceLocation}: ${error}`);
    if (!valid) throw new Error(`the arguments do not fit the schema: ${flaws.join(' ')}`);
  }
  return given;
}

/**
 * The arguments, for the tool alone: what it does to them stays with it.
 *
 * @throws for arguments of a shape that LangChain takes for a whole call; the real ones inside would go unchecked.
 */
export function plainArgs(args: { [name: string]: Json }): { [name: string]: Json } {
  if (args['type'] === 'tool_call') throw new Error("the arguments must not be a call: their type is 'tool_call'");
  return structuredClone(args);
}
