import { tool } from '@langchain/core/tools';
import { convertToOpenAITool } from '@langchain/core/utils/function_calling';
import fc from 'fast-check';
import { requestViolations } from 'meanwhile/testing';
import { expect, test } from 'vitest';
import { z } from 'zod';

const messages = [{ role: 'user', content: 'hello' }];
const schema = { type: 'object', properties: {} };
const toolOf = (own: object = {}) => ({
  type: 'function',
  function: { name: 'look', description: 'Looks.', parameters: schema, ...own },
});
const body = (own: object = {}) => ({ model: 'm', messages, tools: [toolOf()], stream: true, ...own });
const asking = (call: object) => [
  { role: 'assistant', content: '', tool_calls: [{ id: 'a', ...call }] },
  { role: 'tool', content: 'x', tool_call_id: 'a' },
];
const inSchema = "tools[0].function.parameters: Invalid schema for function 'look': ";

test.each<[string, unknown]>([
  ['a request with tools', body()],
  ['one without', body({ tools: undefined })],
  ['a warm one', body({ temperature: 2 })],
  ['a cold one', body({ temperature: 0 })],
  ['one that asks for its usage', body({ stream_options: { include_usage: true } })],
  ['one that chooses a tool', body({ tool_choice: 'auto', parallel_tool_calls: false })],
  ['a tool that is not described', body({ tools: [toolOf({ description: undefined })] })],
  ['a tool that is described by nothing', body({ tools: [toolOf({ description: '' })] })],
  [
    'all that a message may have',
    body({ messages: [...messages, { role: 'assistant', content: 'hi', name: 'Ada', refusal: null, audio: null }] }),
  ],
  ['128 tools', body({ tools: Array.from({ length: 128 }, (_, index) => toolOf({ name: `look-${index}` })) })],
  [
    'a deep schema',
    body({
      tools: [
        convertToOpenAITool(
          tool(() => '', {
            name: 'look',
            description: '',
            schema: z.object({
              at: z.array(z.union([z.string(), z.object({ deep: z.array(z.number()) })])),
              of: z.record(z.string(), z.string()),
            }),
          }),
        ),
      ],
    }),
  ],
  [
    'a call as it stands on the wire',
    body({ messages: asking({ type: 'function', function: { name: 'look', arguments: '{}' } }) }),
  ],
])('OpenAI takes %s', (_, request) => {
  expect(requestViolations(request)).toEqual([]);
});

const listsOfNothing: [object, string][] = [
  [{ type: 'array' }, "'properties', 'of'"],
  [{ type: 'array', items: { type: 'array' } }, "'properties', 'of', 'items'"],
  [{ anyOf: [{ type: 'string' }, { type: 'array' }] }, "'properties', 'of', 'anyOf', '1'"],
];

test.each<[string, unknown, string]>([
  ['no object', 'hello', "body: Invalid type for 'body': expected an object, but got a string instead."],
  ['no model', body({ model: undefined }), 'model: you must provide a model parameter'],
  ['a model without a name', body({ model: '' }), 'model: you must provide a model parameter'],
  ['no messages', body({ messages: undefined }), "messages: Missing required parameter: 'messages'."],
  [
    'messages that are no list',
    body({ messages: {} }),
    "messages: Invalid type for 'messages': expected an array of objects, but got an object instead.",
  ],
  [
    'an empty list of messages',
    body({ messages: [] }),
    "messages: Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.",
  ],
  [
    'what the grammar refuses',
    body({ messages: [{ role: 'user', content: null }] }),
    "messages[0].content: Invalid value for 'content': expected a string, got null.",
  ],
  [
    'what a message has of ours alone',
    body({ messages: [{ role: 'user', content: 'hello', status: 'error' }] }),
    "messages[0].status: Unknown parameter: 'messages[0].status'.",
  ],
  [
    'a call as we have it',
    body({ messages: asking({ name: 'look', args: {} }) }),
    "messages[0].tool_calls[0].type: Missing required parameter: 'messages[0].tool_calls[0].type'.",
  ],
  [
    'a call as LangChain has it',
    body({ messages: asking({ type: 'tool_call', name: 'look', args: {} }) }),
    "messages[0].tool_calls[0].type: Invalid value: 'tool_call'. Supported values are: 'function'.",
  ],
  [
    'tools that are no list',
    body({ tools: {} }),
    "tools: Invalid type for 'tools': expected an array of objects, but got an object instead.",
  ],
  [
    'an empty list of tools',
    body({ tools: [] }),
    "tools: Invalid 'tools': empty array. Expected an array with minimum length 1, but got an empty array instead.",
  ],
  [
    '129 tools',
    body({ tools: Array.from({ length: 129 }, (_, index) => toolOf({ name: `look-${index}` })) }),
    "tools: Invalid 'tools': array too long. Expected an array with maximum length 128, but got an array with length 129 instead.",
  ],
  [
    'a tool that is no object',
    body({ tools: ['look'] }),
    "tools[0]: Invalid type for 'tools[0]': expected an object, but got a string instead.",
  ],
  [
    'a tool of no type',
    body({ tools: [{ ...toolOf(), type: undefined }] }),
    "tools[0].type: Missing required parameter: 'tools[0].type'.",
  ],
  [
    'a tool without a function',
    body({ tools: [{ type: 'function' }] }),
    "tools[0].function: Missing required parameter: 'tools[0].function'.",
  ],
  [
    'a tool with a dot in its name',
    body({ tools: [toolOf({ name: 'a.b' })] }),
    "tools[0].function.name: Invalid 'tools[0].function.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.",
  ],
  [
    'two tools of one name',
    body({ tools: [toolOf(), toolOf()] }),
    'tools[1].function.name: tool names must be unique.',
  ],
  [
    'a description of 1025 characters',
    body({ tools: [toolOf({ description: 'x'.repeat(1025) })] }),
    "tools[0].function.description: Invalid 'tools[0].function.description': string too long. Expected a string with maximum length 1024, but got a string with length 1025 instead.",
  ],
  [
    'a tool without a schema',
    body({ tools: [toolOf({ parameters: undefined })] }),
    "tools[0].function.parameters: Missing required parameter: 'tools[0].function.parameters'.",
  ],
  [
    'a schema that is a list',
    body({ tools: [toolOf({ parameters: [] })] }),
    `${inSchema}[] is not of type 'object', 'boolean'.`,
  ],
  [
    'an empty schema',
    body({ tools: [toolOf({ parameters: {} })] }),
    `${inSchema}schema must be a JSON Schema of 'type: "object"', got 'type: "None"'.`,
  ],
  [
    'a schema of another type',
    body({ tools: [toolOf({ parameters: { type: 'string' } })] }),
    `${inSchema}schema must be a JSON Schema of 'type: "object"', got 'type: "string"'.`,
  ],
  [
    'a schema without properties',
    body({ tools: [toolOf({ parameters: { type: 'object' } })] }),
    `${inSchema}In context=(), object schema missing properties.`,
  ],
  ...listsOfNothing.map(([of, context]): [string, unknown, string] => [
    `a list of nothing at ${context}`,
    body({ tools: [toolOf({ parameters: { type: 'object', properties: { of } } })] }),
    `${inSchema}In context=(${context}), array schema missing items.`,
  ]),
  [
    'a choice of tools without any',
    body({ tools: undefined, tool_choice: 'auto' }),
    "tool_choice: 'tool_choice' is only allowed when 'tools' are specified.",
  ],
  [
    'a word on parallel calls without any',
    body({ tools: undefined, parallel_tool_calls: true }),
    "parallel_tool_calls: 'parallel_tool_calls' is only allowed when 'tools' are specified.",
  ],
  [
    'a temperature that is a text',
    body({ temperature: '1' }),
    "temperature: Invalid type for 'temperature': expected a decimal, but got a string instead.",
  ],
  [
    'a temperature over 2',
    body({ temperature: 2.5 }),
    "temperature: Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got 2.5 instead.",
  ],
  [
    'a temperature under 0',
    body({ temperature: -1 }),
    "temperature: Invalid 'temperature': decimal below minimum value. Expected a value >= 0, but got -1 instead.",
  ],
  [
    'options of a stream that is none',
    body({ stream: false, stream_options: {} }),
    "stream_options: The 'stream_options' parameter is only allowed when 'stream' is enabled.",
  ],
])('OpenAI refuses %s', (_, request, violation) => {
  expect(requestViolations(request)).toEqual([violation]);
});

test('whatever is in a request, it is refused in words', () => {
  const odd = fc.jsonValue();
  const fields = (...names: string[]) =>
    fc.record(Object.fromEntries(names.map((name) => [name, odd])), { requiredKeys: [] });
  const call = fc.oneof(odd, fields('id', 'type', 'function', 'name', 'args'));
  const message = fc.oneof(
    odd,
    fields('role', 'content', 'tool_calls', 'tool_call_id', 'name'),
    fc.record({ role: fc.constantFrom('user', 'assistant', 'tool'), content: odd, tool_calls: fc.array(call) }),
  );
  const request = fc.record({ messages: fc.oneof(odd, fc.array(message)), tools: fc.oneof(odd, fc.array(odd)) });
  fc.assert(
    fc.property(fc.oneof(odd, request), (body) => {
      expect(requestViolations(body)).not.toEqual([]);
      for (const violation of requestViolations(body)) expect(violation).toMatch(/^[a-z_]+.*: ./s);
    }),
    { numRuns: 1000 },
  );
});

test.each([
  ['a type of a call that cannot be put into words', { tool_calls: [{ id: 'call-1', type: { toString: false } }] }],
  ['an id, asked twice, that cannot be', { tool_calls: [{ id: { toString: false } }, { id: { toString: false } }] }],
  ['a role of a name that all objects have', { role: 'constructor' }],
  ['a role that cannot be put into words', { role: { toString: false } }],
])('refused in words is %s', (_, odd) => {
  const found = requestViolations(body({ messages: [{ role: 'assistant', content: 'Well.', ...odd }] }));
  expect(found).not.toEqual([]);
});

test('what is wrong twice is said once', () => {
  const odd = asking({ type: 'tool', function: { name: 'look', arguments: '{}' } });
  expect(requestViolations(body({ messages: odd }))).toHaveLength(1);
  expect(requestViolations(body({ tools: [{ type: 'function' }, { type: 'function' }] }))).toHaveLength(2);
});
