/** What of an app's own options is there: one that is undefined is as if it had been left out. */
export function defined<Options extends object>(own: Options): Partial<Options> {
  const entries: [string, unknown][] = Object.entries(own);
  const given: Partial<Options> = {};
  for (const [name, value] of entries) if (value !== undefined) Object.assign(given, { [name]: value });
  return given;
}
