/** The names of a conversation's records: the seed's four, the fifth its code used, and what waits. */
export const RECORD_NAMES = [
  'working-tool-status-update',
  'secondary_status',
  'secondary_abort',
  'secondary_interim_messages',
  'main_operation_complete',
  'request_queue',
] as const;

/** The name of a record for outside readers. */
export type RecordName = (typeof RECORD_NAMES)[number];

/**
 * The key of a conversation's record in the store: `meanwhile:<conversation>:<name>`.
 *
 * Two conversations never share a key, whatever their ids are. All but small letters, digits, `-` and `.` is
 * written as its UTF-16 code, so that stores that fold case or choke on signs keep them apart too.
 *
 * @example await keyv.get(storeKey('customer-42', 'working-tool-status-update'))
 */
export function storeKey(conversationId: string, name: RecordName): string {
  return keyOf(conversationId, name);
}

/** The names of what an opened conversation keeps for itself. */
const OWN_NAMES = ['conversation', 'lease'] as const;

/** The key of any record of a conversation: of those for outside readers, and of its own. */
export function keyOf(conversationId: string, name: RecordName | (typeof OWN_NAMES)[number]): string {
  return `meanwhile:${encoded(conversationId)}:${name}`;
}

/**
 * The keys of all that is kept of a conversation: to forget it, close it and delete them. Its id must not be used again
 * then: the keys that tools give to their back-ends would begin anew.
 *
 * @example await keyv.deleteMany(storeKeys('customer-42'))
 */
export function storeKeys(conversationId: string): string[] {
  return [...OWN_NAMES, ...RECORD_NAMES].map((name) => keyOf(conversationId, name));
}

/** Of small letters, digits, `-`, `.` and `_` alone, and no two texts alike. */
export function encoded(id: string): string {
  return id.replace(/[^a-z0-9.-]/g, (unit) => `_${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
