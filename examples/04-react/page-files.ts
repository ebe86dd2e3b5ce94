import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { build } from 'vite';

/** A file of the built page. */
export type PageFile = { headers: Record<string, string>; content: Buffer };

const policy = "default-src 'self'; img-src data:";
const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

/** Builds the page into a folder. */
export async function buildPage(folder: string): Promise<void> {
  const root = join(import.meta.dirname, 'page');
  await build({ root, configFile: false, logLevel: 'warn', build: { outDir: folder, emptyOutDir: true } });
}

/** The files of a built page, by the path they are asked for. */
export async function readPage(folder: string): Promise<Map<string, PageFile>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return new Map(await Promise.all(files.map(async (file) => [pathOf(folder, file), await pageFile(file)] as const)));
}

function pathOf(folder: string, file: string): string {
  return `/${relative(folder, file).split(sep).join('/')}`;
}

async function pageFile(file: string): Promise<PageFile> {
  const type = types[extname(file)] ?? 'application/octet-stream';
  const headers = { 'content-type': `${type}; charset=utf-8`, 'content-security-policy': policy };
  return { headers, content: await readFile(file) };
}
