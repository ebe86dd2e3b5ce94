/** What an error says. Tools throw anything, things that can't be put into words too: this never throws. */
export function messageOf(error: unknown): string {
  try {
    return String(error instanceof Error ? error.message : error);
  } catch {
    return 'an error that cannot be put into words';
  }
}

/**
 * What kind of error it is, in brackets, for logs: its code or its class. What it says is not in it: stores quote keys and
 * values, models whole requests, and both quote users. Empty where there is no such name.
 */
export function kindOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const names: unknown[] = [valueOf(error, 'code'), valueOf(error, 'name')];
  const name = names.find((one) => typeof one === 'string' && one !== 'Error' && /^[A-Za-z]\w{1,39}$/.test(one));
  return typeof name === 'string' ? ` (${name})` : '';
}

function valueOf(error: object, name: string): unknown {
  try {
    return Reflect.get(error, name);
  } catch {
    return undefined;
  }
}
