import { isRecord } from '../../shape.ts';

/** What is wrong with the schema of a tool's arguments; `place` is where it stands. */
export function schemaFlaws(schema: unknown, tool: string, place: string): string[] {
  const refuse = (reason: string) => `${place}: Invalid schema for function '${tool}': ${reason}`;
  if (!isRecord(schema)) return [refuse(`${JSON.stringify(schema)} is not of type 'object', 'boolean'.`)];
  const { type, properties } = schema;
  if (type !== 'object') {
    const got = typeof type === 'string' ? type : 'None';
    return [refuse(`schema must be a JSON Schema of 'type: "object"', got 'type: "${got}"'.`)];
  }
  if (!isRecord(properties)) return [refuse('In context=(), object schema missing properties.')];
  return listsWithoutItems(schema, []).map(refuse);
}

/** `path` is the way into the schema, as OpenAI writes it: 'properties', 'a', 'items'. */
function listsWithoutItems(schema: unknown, path: readonly string[]): string[] {
  if (!isRecord(schema)) return [];
  const { type, properties, items, anyOf } = schema;
  const context = path.map((step) => `'${step}'`).join(', ');
  const own = type === 'array' && items === undefined ? [`In context=(${context}), array schema missing items.`] : [];
  return [
    ...own,
    ...Object.entries(properties ?? {}).flatMap(([name, one]) => listsWithoutItems(one, [...path, 'properties', name])),
    ...listsWithoutItems(items, [...path, 'items']),
    ...Object.entries(anyOf ?? {}).flatMap(([nth, one]) => listsWithoutItems(one, [...path, 'anyOf', nth])),
  ];
}
