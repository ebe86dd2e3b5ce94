/** Prints a title and lines of cells, the first column to the left, the others to the right. */
export function printTable(title: string, head: readonly string[], lines: readonly (readonly string[])[]): void {
  const widths = head.map((cell, column) => Math.max(cell.length, ...lines.map((line) => (line[column] ?? '').length)));
  const row = (cells: readonly string[]) =>
    cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)));
  console.log(`\n${title}`);
  for (const cells of [head, ...lines]) console.log(`  ${row(cells).join('  ')}`);
}

/** Milliseconds, as a table shows them. */
export function inMs(ms: number): string {
  return `${ms.toFixed(ms < 10 ? 3 : 0)} ms`;
}

/** How many times another, as a table shows it. */
export function inTimes(ratio: number): string {
  return `${ratio.toFixed(1)} x`;
}
