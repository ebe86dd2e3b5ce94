import type { Json } from '../../machines/json.ts';
import { kindOf } from '../effects/error.ts';
import { isPlainObject } from '../is-facts.ts';

/** The fields of a record, without the version of their shape. */
export type Fields = { [field: string]: Json };

/** A record as it is stored: its fields, and the version of their shape. */
export type StoredRecord = { version: number; [field: string]: Json };

/** Makes the fields of one version those of the next. It must be pure, and throw rather than guess. */
export type Migration = (older: Fields) => Fields;

/** A kind of record: what it is called, and how its shape became what it is. */
export type Schema = { name: string; version: number; migrations: readonly Migration[] };

/**
 * The schema of a kind of record. The first version is 1; whoever changes the shape adds a migration behind the others,
 * and takes none away.
 *
 * @example schema('journal', ({ tries = 1, ...others }) => ({ ...others, attempts: tries }))
 */
export function schema(name: string, ...migrations: Migration[]): Schema {
  return { name, version: migrations.length + 1, migrations };
}

/** The record of these fields, in the schema's own version. */
export function stamped({ version }: Schema, fields: Fields): StoredRecord {
  const { version: _, ...others } = fields;
  return { version, ...others };
}

/**
 * What is kept can't be read: it is damaged, another program's, or of another version. To try again helps only with the
 * program that wrote it; else begin another conversation, under a new id. What was found stays as it is.
 *
 * `openConversation` throws it. Its message is of the record's name and version, and quotes nothing of what is in it.
 */
export class UnreadableRecord extends Error {
  override readonly name = 'UnreadableRecord';
}

/**
 * What was found in the store, as a record of the schema's own version: an older one is led there.
 *
 * @throws UnreadableRecord for what is no record, for a version that the schema does not know, and for one that can't be
 * led there.
 */
export function upgraded(ours: Schema, found: unknown): StoredRecord {
  const its = `The record '${ours.name}'`;
  if (!isPlainObject(found)) throw new UnreadableRecord(`${its} is no object of plain JSON: ${NOT_OURS}`);

  const { version, ...fields } = found;
  if (!isVersion(version)) {
    throw new UnreadableRecord(`${its} has no version, a whole number from 1 on: ${NOT_OURS}`);
  }
  if (version > ours.version) {
    const known = `version ${version}, and this program knows versions up to ${ours.version}`;
    throw new UnreadableRecord(`${its} is of ${known}: update the program, or delete the record to do without it.`);
  }
  try {
    return stamped(
      ours,
      ours.migrations.slice(version - 1).reduce((older, migrate) => migrate(older), fields),
    );
  } catch (cause) {
    const way = `from version ${version} to version ${ours.version}`;
    const advice = 'use the program that wrote it, or delete the record to do without it.';
    throw new UnreadableRecord(`${its} can't be brought ${way}${kindOf(cause)}: ${advice}`, { cause });
  }
}

const NOT_OURS = 'it is damaged, or another program writes there. Delete it to do without it.';

function isVersion(version: Json | undefined): version is number {
  return typeof version === 'number' && Number.isInteger(version) && version >= 1;
}
