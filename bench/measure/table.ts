/** Prints a title and a table as Markdown has it, the first column to the left, the others to the right. */
export function printTable(title: string, head: readonly string[], lines: readonly (readonly string[])[]): void {
  const widths = head.map((cell, column) =>
    Math.max(3, cell.length, ...lines.map((line) => (line[column] ?? '').length)),
  );
  const row = (cells: readonly string[]) =>
    cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)));
  const ruler = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  console.log(`\n${title}\n`);
  for (const cells of [row(head), ruler, ...lines.map(row)]) console.log(`| ${cells.join(' | ')} |`);
}

/** Milliseconds, as a table shows them. */
export function inMs(ms: number): string {
  return `${ms.toFixed(ms < 10 ? 3 : 0)} ms`;
}

/** How many times another, as a table shows it. */
export function inTimes(ratio: number): string {
  return `${ratio.toFixed(1)} x`;
}
