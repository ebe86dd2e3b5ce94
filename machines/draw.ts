import { writeFileSync } from 'node:fs';
import { drawnPages } from './drawing/drawn-pages.ts';

for (const { file, text } of drawnPages()) {
  writeFileSync(file, text);
}
