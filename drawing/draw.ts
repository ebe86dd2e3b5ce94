import { writeFileSync } from 'node:fs';
import { drawnPages } from './drawn-pages.ts';

for (const { file, text } of await drawnPages()) {
  writeFileSync(file, text);
}
