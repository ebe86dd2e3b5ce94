/** The same reader, which remembers what it made of the last texts: a model is sent the whole conversation each time. */
export function remembered<Made extends object>(read: (text: string) => Made, most = 200): (text: string) => Made {
  const known = new Map<string, Made>();
  return (text) => {
    const made = known.get(text) ?? read(text);
    known.delete(text);
    const [oldest] = known.size < most ? [] : known.keys();
    if (oldest !== undefined) known.delete(oldest);
    known.set(text, made);
    return made;
  };
}
