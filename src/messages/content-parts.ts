import type { Json } from '../../machines/json.ts';
import { isRecord } from '../shape.ts';

/** Parts that are words, by their type. */
const TEXTS = new Set<unknown>(['text', 'input_text', 'output_text']);

/** Parts that are none, and how a model is told of them: as `[image]`. */
const NAMES = new Map<unknown, string>([
  ...['image', 'image_url', 'input_image'].map((type) => [type, 'image'] as const),
  ...['audio', 'input_audio'].map((type) => [type, 'audio'] as const),
  ...['video', 'resource'].map((type) => [type, type] as const),
  ...['file', 'input_file', 'document', 'text-plain'].map((type) => [type, 'file'] as const),
]);

/** Where such a part has its content. */
const CONTENTS = ['data', 'url', 'image_url', 'input_audio', 'file', 'fileId', 'file_id', 'source', 'resource', 'text'];
const MARKS = ['type', 'id', 'index', 'mimeType', 'mime_type', 'source_type', 'detail'];
const NOTES = ['annotations', 'metadata', 'extras', 'cache_control', '_meta'];
const FIELDS = new Set([...CONTENTS, ...MARKS, ...NOTES]);

/**
 * A tool's result, of a content in parts, as LangChain and MCP have them, the text.
 *
 * A list with anything else in it is data of a tool's own, even if its items have a type, and stays as it is.
 */
export function readable(result: Json): Json {
  const isInParts = Array.isArray(result) && result.length > 0 && result.every(isPart);
  return isInParts ? textOfParts(result, '\n') : result;
}

/**
 * What a content in parts says: its texts, `between` two of which something may stand, and each picture or file by its
 * name, `[image]`, with its address if it has one.
 *
 * What is neither is left out: a model's reasoning, its calls.
 */
export function textOfParts(parts: readonly unknown[], between: string): string {
  let said = '';
  let isBehindText = true;
  for (const part of parts) {
    const text = textOf(part);
    const piece = text ?? nameOf(part);
    if (piece === '') continue;
    if (said !== '') said += isBehindText && text !== undefined ? between : spaceBetween(said, piece);
    said += piece;
    isBehindText = text !== undefined;
  }
  return said;
}

/** Another field than those would be lost: such a list is no content. */
function isPart(part: unknown): boolean {
  if (!isRecord(part) || !Object.keys(part).every((field) => FIELDS.has(field))) return false;
  if (TEXTS.has(part['type'])) return typeof part['text'] === 'string';
  return NAMES.has(part['type']) && CONTENTS.some((field) => field in part);
}

/** Undefined for what is no text; a file may be one. */
function textOf(part: unknown): string | undefined {
  if (typeof part === 'string') return part;
  if (!isRecord(part) || !(TEXTS.has(part['type']) || NAMES.has(part['type']))) return undefined;
  const { text, resource } = part;
  if (typeof text === 'string') return text;
  return isRecord(resource) && typeof resource['text'] === 'string' ? resource['text'] : undefined;
}

function nameOf(part: unknown): string {
  const { type, url }: Record<string, unknown> = isRecord(part) ? part : {};
  const name = NAMES.get(type);
  if (name === undefined) return '';
  return typeof url === 'string' && /^https?:/.test(url) ? `[${name}: ${url}]` : `[${name}]`;
}

function spaceBetween(before: string, after: string): string {
  return /\s$/.test(before) || /^\s/.test(after) ? '' : ' ';
}
