/** Money as it is said: `45.00 EUR`. */
export function spokenAmount(euros: number): string {
  return `${euros.toFixed(2)} EUR`;
}

/** Megabytes as they are said: whole gigabytes where they are some. */
export function spokenMegabytes(megabytes: number): string {
  return megabytes % 1024 === 0 ? `${megabytes / 1024} GB` : `${megabytes} MB`;
}

/** "a, b and c". */
export function spokenList(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}

/** A text that begins a sentence. */
export function asSentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
