import { existsSync, readFileSync } from 'node:fs';
import { chartSvg } from '../../src/inspection/chart/chart-svg.ts';
import { conversationMachine } from '../conversation.ts';
import { chartFiles } from './chart-files.ts';
import { chartsPage, svgOf, type ChartFile } from './charts-page.ts';
import { drawChart } from './draw-chart.ts';
import { putDrawing } from './put-drawing.ts';

/** A file that is a drawing or holds some, as it should read. */
export type DrawnPage = { name: string; file: URL; text: string };

/** The charts as SVG, their own page, and the front page once there is one. */
export async function drawnPages(): Promise<DrawnPage[]> {
  const svgs = await Promise.all(chartFiles.map(drawnSvg));
  const charts = {
    name: 'machines/README.md',
    file: new URL('../README.md', import.meta.url),
    text: chartsPage(chartFiles),
  };
  const front = new URL('../../README.md', import.meta.url);
  if (!existsSync(front)) {
    return [...svgs, charts];
  }
  const text = putDrawing(readFileSync(front, 'utf8'), 'conversation', drawChart(conversationMachine));
  return [...svgs, charts, { name: 'README.md', file: front, text }];
}

async function drawnSvg({ file, machine }: ChartFile): Promise<DrawnPage> {
  const name = svgOf(file);
  return { name: `machines/${name}`, file: new URL(`../${name}`, import.meta.url), text: await chartSvg(machine) };
}
