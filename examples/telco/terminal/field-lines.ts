/** A value in lines, one for each field, what is deeper further in: JSON for people who read it on a narrow screen. */
export function fieldLines(value: unknown): string[] {
  if (!isNested(value)) return [JSON.stringify(value)];
  if (Array.isArray(value)) return value.flatMap((item) => hanging('- ', fieldLines(item)));
  return Object.entries(value).flatMap(([name, inner]) =>
    isNested(inner) ? [`${name}:`, ...hanging('  ', fieldLines(inner))] : [`${name}: ${fieldLines(inner).join('')}`],
  );
}

function hanging(sign: string, lines: readonly string[]): string[] {
  return lines.map((line, index) => (index === 0 ? sign : ' '.repeat(sign.length)) + line);
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}
