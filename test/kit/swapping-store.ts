/** A store in memory that has a compare-and-set, and answers as soon as it can. */
export function swappingStore() {
  const texts = new Map<string, string>();
  return {
    texts,
    async get(key: string): Promise<string | undefined> {
      return texts.get(key);
    },
    async set(key: string, value: unknown): Promise<boolean> {
      texts.set(key, String(value));
      return true;
    },
    async delete(key: string): Promise<boolean> {
      return texts.delete(key);
    },
    async compareAndSet(key: string, expected: string | undefined, text: string | undefined): Promise<boolean> {
      if (texts.get(key) !== expected) return false;
      if (text === undefined) texts.delete(key);
      else texts.set(key, text);
      return true;
    },
  };
}
