/** OpenAI refuses a call id that is longer. */
const LONGEST = 40;

/**
 * Names calls so that a provider takes them: no id twice, none empty, none over 40 characters.
 *
 * A call keeps its own id if that is usable and no call before it had it; otherwise it gets a new one, which is none of
 * `ids`, the own ids of all calls in the list. Make a new namer for every list: it remembers what it has given.
 */
export function callNamer(ids: readonly string[]): (id: string) => string {
  const own = new Set(ids);
  const given = new Set<string>();
  let made = 0;

  return (id) => {
    let name = id;
    if (!isUsable(id) || given.has(id)) {
      do name = `call-${++made}`;
      while (own.has(name));
    }
    given.add(name);
    return name;
  };
}

function isUsable(id: string): boolean {
  return id !== '' && id.length <= LONGEST;
}
