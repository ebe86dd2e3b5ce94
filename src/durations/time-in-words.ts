/**
 * How much longer something takes, as one says it: "about 4 seconds more". Null, or what is no time or without
 * end, is what takes longer than expected.
 */
export function timeInWords(ms: number | null): string {
  if (ms === null || !(ms > 0 && Number.isFinite(ms))) return 'longer than expected, and nobody can tell how long';
  const seconds = Math.max(1, Math.round(ms / 1_000));
  if (seconds < 90) return `about ${seconds === 1 ? 'a second' : `${seconds} seconds`} more`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `about ${minutes} minutes more`;
  return `about ${Math.round(minutes / 60)} hours more`;
}
