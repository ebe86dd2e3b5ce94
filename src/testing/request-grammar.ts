import { isRecord } from '../shape.ts';
import { isOurs, kindFlaws } from './grammar/call-flaws.ts';
import { listFlaws, missing, named, nameFlaws, textFlaws, unknownParameter, wrongType } from './grammar/complaints.ts';
import { schemaFlaws } from './grammar/schema-flaws.ts';
import { grammarViolations } from './provider-grammar.ts';

const MOST_TOOLS = 128;
const LONGEST_DESCRIPTION = 1024;
const OF_A_MESSAGE = new Set(['role', 'content', 'name', 'tool_calls', 'tool_call_id', 'refusal', 'audio']);

/**
 * What OpenAI would refuse in the body of a request for a chat completion, with 400: the place and a sentence each.
 *
 * The messages are looked at by `grammarViolations`, but as they stand on the wire. Of stricter servers of its kind are
 * two rules: each tool has a schema, and a name of its own.
 *
 * @example requestViolations({ model: 'gpt-4o', messages: [] }) // ["messages: Invalid 'messages': empty array. …"]
 */
export function requestViolations(body: unknown): string[] {
  if (!isRecord(body)) return [wrongType('body', 'an object', body)];
  const { model, messages, tools, temperature } = body;
  return [
    ...(typeof model === 'string' && model !== '' ? [] : ['model: you must provide a model parameter']),
    ...messagesFlaws(messages),
    ...(tools === undefined ? needlessFlaws(body) : toolsFlaws(tools)),
    ...(temperature === undefined ? [] : temperatureFlaws(temperature)),
    ...('stream_options' in body && body['stream'] !== true
      ? ["stream_options: The 'stream_options' parameter is only allowed when 'stream' is enabled."]
      : []),
  ];
}

function messagesFlaws(messages: unknown): string[] {
  if (messages === undefined) return [missing('messages')];
  if (!Array.isArray(messages)) return [wrongType('messages', 'an array of objects', messages)];
  return [
    ...listFlaws(messages, 'messages', Number.MAX_SAFE_INTEGER),
    ...messages.flatMap(strayFlaws),
    ...grammarViolations(messages),
  ];
}

/** What the grammar takes in our own messages, and OpenAI does not. */
function strayFlaws(message: unknown, index: number): string[] {
  if (!isRecord(message)) return [];
  const strays = Object.keys(message).filter((name) => !OF_A_MESSAGE.has(name));
  const calls: unknown[] = Array.isArray(message['tool_calls']) ? message['tool_calls'] : [];
  return [
    ...strays.map((name) => unknownParameter(`messages[${index}].${name}`)),
    ...calls.flatMap((call, nth) =>
      isRecord(call) && isOurs(call) ? kindFlaws(call['type'], `messages[${index}].tool_calls[${nth}].type`) : [],
    ),
  ];
}

function needlessFlaws(body: Record<string, unknown>): string[] {
  return ['tool_choice', 'parallel_tool_calls']
    .filter((name) => body[name] !== undefined)
    .map((name) => `${name}: '${name}' is only allowed when 'tools' are specified.`);
}

function toolsFlaws(tools: unknown): string[] {
  const each: unknown[] = Array.isArray(tools) ? tools : [];
  const names = each.map((tool) =>
    isRecord(tool) && isRecord(tool['function']) ? tool['function']['name'] : undefined,
  );
  return [
    ...listFlaws(tools, 'tools', MOST_TOOLS),
    ...each.flatMap((tool, nth) => toolFlaws(tool, `tools[${nth}]`)),
    ...names.flatMap((name, nth) =>
      name !== undefined && names.indexOf(name) < nth
        ? [`tools[${nth}].function.name: tool names must be unique.`]
        : [],
    ),
  ];
}

function toolFlaws(tool: unknown, place: string): string[] {
  if (!isRecord(tool)) return [wrongType(place, 'an object', tool)];
  const { type, function: asked } = tool;
  const kind = kindFlaws(type, `${place}.type`);
  if (!isRecord(asked)) return [...kind, missing(`${place}.function`)];
  const { name, description, parameters } = asked;
  return [
    ...kind,
    ...nameFlaws(name, `${place}.function.name`),
    ...(description === undefined || description === ''
      ? []
      : textFlaws(description, `${place}.function.description`, LONGEST_DESCRIPTION)),
    ...(parameters === undefined
      ? [missing(`${place}.function.parameters`)]
      : schemaFlaws(parameters, named(name), `${place}.function.parameters`)),
  ];
}

function temperatureFlaws(temperature: unknown): string[] {
  if (typeof temperature !== 'number') return [wrongType('temperature', 'a decimal', temperature)];
  if (temperature > 2) {
    return [
      `temperature: Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got ${temperature} instead.`,
    ];
  }
  if (temperature >= 0) return [];
  return [
    `temperature: Invalid 'temperature': decimal below minimum value. Expected a value >= 0, but got ${temperature} instead.`,
  ];
}
