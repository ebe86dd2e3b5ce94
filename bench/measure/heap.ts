/** Bytes of the heap that are in use, once everything is swept that nobody holds. */
export async function heapInUse(): Promise<number> {
  if (!globalThis.gc) throw new Error('The heap is measured with --expose-gc: start this with `npm run bench`.');
  for (let sweep = 0; sweep < 4; sweep++) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, 20)); // lets finalizers and timers run out
  }
  return process.memoryUsage().heapUsed;
}
