import { openRecords, type Records } from '../operator/records.ts';
import { UnusableFile } from '../operator/unusable-file.ts';
import type { Complaint } from './complaint.ts';

/** Where the operator's data is kept, seen from the folder in which the chat is started. */
export const KEPT_IN = '.telco/operator.sqlite';

/** Opens the operator's records, which outlive the chat; `fresh` begins anew. A file that cannot be used is a complaint. */
export function keptRecords({ fresh }: { fresh: boolean }): Records | Complaint {
  try {
    return openRecords({ today: Date.now(), file: KEPT_IN, fresh });
  } catch (error) {
    if (error instanceof UnusableFile) return { complaint: error.message };
    throw error;
  }
}
