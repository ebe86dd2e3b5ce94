/**
 * A page with a drawing put between its markers, `<!-- drawing: name -->` and `<!-- /drawing -->`.
 * A page without these markers stays as it is.
 */
export function putDrawing(page: string, name: string, drawing: string): string {
  const between = new RegExp(`(<!-- drawing: ${name} -->)[^]*?(<!-- /drawing -->)`);
  return page.replace(between, (_, open, close) => `${open}\n\n\`\`\`mermaid\n${drawing}\n\`\`\`\n\n${close}`);
}
