import { writeFileSync } from 'node:fs';
import { drawnPages } from './drawing/drawn-pages.ts';

for (const { file, text } of await drawnPages()) {
  writeFileSync(file, text);
}
