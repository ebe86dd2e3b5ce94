import { readFileSync } from 'node:fs';
import { chartSvg } from '../src/inspection/chart/chart-svg.ts';
import { conversationMachine } from '../machines/conversation.ts';
import { chartFiles } from './chart-files.ts';
import { chartsPage, svgOf, type ChartFile } from './charts-page.ts';
import { drawChart } from './draw-chart.ts';
import { putDrawing } from './put-drawing.ts';

/** A file that is a drawing or holds some, as it should read. */
export type DrawnPage = { name: string; file: URL; text: string };

/** The charts as SVG, their own page, and the front page. */
export async function drawnPages(): Promise<DrawnPage[]> {
  const svgs = await Promise.all(chartFiles.map(drawnSvg));
  const charts = {
    name: 'machines/README.md',
    file: new URL('../machines/README.md', import.meta.url),
    text: chartsPage(chartFiles),
  };
  const front = new URL('../README.md', import.meta.url);
  const text = putDrawing(readFileSync(front, 'utf8'), 'conversation', drawChart(conversationMachine));
  return [...svgs, charts, { name: 'README.md', file: front, text }];
}

async function drawnSvg({ file: chart, machine }: ChartFile): Promise<DrawnPage> {
  const name = svgOf(chart);
  const file = new URL(`../machines/${name}`, import.meta.url);
  return { name: `machines/${name}`, file, text: await chartSvg(machine) };
}
