/** What an error says. Tools throw anything, things that can't be put into words too: this never throws. */
export function messageOf(error: unknown): string {
  try {
    return String(error instanceof Error ? error.message : error);
  } catch {
    return 'an error that cannot be put into words';
  }
}

/** The error as one whose message is sure to be a text. */
export function asError(error: unknown): Error {
  return new Error(messageOf(error), { cause: error });
}
