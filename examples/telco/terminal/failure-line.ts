const LONGEST = 300;

/** What went wrong, in one line that names what to look at. */
export function failureLine(error: string, { baseURL }: { baseURL: string }): string {
  const line = error.replaceAll(/\s+/g, ' ').trim().slice(0, LONGEST);
  if (/\baddress\b/.test(line)) return `${line} (${baseURL})`;
  return /\bAPI key\b/.test(line) ? `${line} (OPENAI_API_KEY)` : line;
}
