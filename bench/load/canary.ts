/** A word that only one conversation knows. */
export function canaryOf(index: number): string {
  return `canary${index}end`;
}

/** All that stand in something, each once. */
export function canariesIn(anything: unknown): string[] {
  return [...new Set(JSON.stringify(anything).match(/canary\d+end/g) ?? [])];
}
