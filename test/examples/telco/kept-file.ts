import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openRecords, type RecordsParts } from '../../../examples/telco/operator/records.ts';
import { temporaryFolder } from '../../kit/temporary-folder.ts';
import { openCounter, today } from './counter.ts';

/** A file for the operator's records, and counters that are opened on it, one after the other or side by side. */
export function keptFile(file = join(temporaryFolder(), 'kept', 'operator.sqlite')) {
  function openKept(parts: Partial<RecordsParts> = {}) {
    const records = openRecords({
      file,
      today,
      wait: () => Promise.reject(new Error('nobody else is at it')),
      ...parts,
    });
    let isOpen = true;
    const close = () => {
      if (isOpen) records.database.close();
      isOpen = false;
    };
    onTestFinished(close);
    return { records, close };
  }

  function open({ random, ...parts }: Partial<RecordsParts> & { random?: () => number } = {}) {
    const { records, close } = openKept(parts);
    return { ...openCounter({ records, ...(random && { random }) }), close };
  }
  return { file, openKept, open };
}
