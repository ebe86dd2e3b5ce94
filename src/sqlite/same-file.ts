import { statSync } from 'node:fs';
import { movedFile } from './file-error.ts';

/**
 * Makes a check that an open file, and the journal beside it, are still where they were: what is written into one that was
 * moved or deleted is lost, and who opens the file now writes into another.
 */
export function sameFile(file: string): () => void {
  const inodes = () =>
    [file, `${file}-wal`].map((path) => statSync(path, { throwIfNoEntry: false })?.ino ?? 'none').join();
  const opened = inodes();
  return () => {
    if (inodes() !== opened) throw movedFile(file);
  };
}
