import { existsSync, readFileSync } from 'node:fs';
import { conversationMachine } from '../conversation.ts';
import { chartFiles } from './chart-files.ts';
import { chartsPage } from './charts-page.ts';
import { drawChart } from './draw-chart.ts';
import { putDrawing } from './put-drawing.ts';

/** A page that holds drawings, as it should read. */
export type DrawnPage = { name: string; file: URL; text: string };

/** The charts' own page, and the front page once there is one. */
export function drawnPages(): DrawnPage[] {
  const charts = {
    name: 'machines/README.md',
    file: new URL('../README.md', import.meta.url),
    text: chartsPage(chartFiles),
  };
  const front = new URL('../../README.md', import.meta.url);
  if (!existsSync(front)) {
    return [charts];
  }
  const text = putDrawing(readFileSync(front, 'utf8'), 'conversation', drawChart(conversationMachine));
  return [charts, { name: 'README.md', file: front, text }];
}
