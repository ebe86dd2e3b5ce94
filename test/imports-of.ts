import { parseSync } from 'oxc-parser';

/** One import or re-export of a file. */
export type Import = { from: string; isType: boolean };

/** What a TypeScript file imports, static and dynamic, re-exports included. Throws when it does not parse. */
export function importsOf(file: string, text: string): Import[] {
  const { module, errors } = parseSync(file, text);
  if (errors[0] !== undefined) {
    throw new Error(`${file} does not parse: ${errors[0].message}`);
  }
  const imports = module.staticImports.map(({ moduleRequest, entries }) => ({
    from: moduleRequest.value,
    isType: entries.length > 0 && entries.every((entry) => entry.isType),
  }));
  const reexports = module.staticExports
    .flatMap(({ entries }) => entries)
    .flatMap(({ moduleRequest, isType }) => (moduleRequest === null ? [] : [{ from: moduleRequest.value, isType }]));
  const dynamic = module.dynamicImports.map(({ moduleRequest: { start, end } }) => ({
    from: text.slice(start, end).replaceAll(/^['"`]|['"`]$/g, ''),
    isType: false,
  }));
  return [...imports, ...reexports, ...dynamic];
}
