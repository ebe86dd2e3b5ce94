import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/**
 * An empty folder, which is gone with all that is in it when the test is over.
 *
 * Tests that run beside each other must say which of them it is, by the `onTestFinished` they are handed.
 */
export function temporaryFolder(whenOver: (remove: () => void) => void = onTestFinished): string {
  const folder = mkdtempSync(join(tmpdir(), 'meanwhile-'));
  whenOver(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
