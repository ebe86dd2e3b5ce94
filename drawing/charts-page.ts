import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { withStatesBelow } from '../src/chart/state-tree.ts';
import { drawChart } from './draw-chart.ts';
import { eventLabel } from '../src/inspection/chart/transition-label.ts';

/** A chart and the file it stands in. */
export type ChartFile = { file: string; machine: AnyStateMachine };

/** The file a chart is drawn to. */
export function svgOf(file: string): string {
  return file.replace(/ts$/, 'svg');
}

/** The text of `machines/README.md`: what the charts are, how to open one, and every chart drawn. */
export function chartsPage(charts: ChartFile[]): string {
  return [introduction(charts), ...charts.map(section)].join('\n\n') + '\n';
}

function introduction(charts: ChartFile[]): string {
  return `<!-- Written by \`npm run draw\` from the charts; a test fails when it is stale. -->

# The charts

What may happen in a conversation is said here, and only here. What is done at each step (asking a model, running
a tool, keeping time) is a name in these files and a function in \`src\`, plugged in by \`.provide()\`.

| chart | |
| --- | --- |
${charts.map(({ file, machine }) => `| [${machine.id}](#${machine.id.toLowerCase()}) in [\`${file}\`](${file}) | ${cell(machine.root.description)} |`).join('\n')}

**To see one move**, paste its file into [Stately Sketch](https://sketch.stately.ai), import it in
[Stately Studio](https://stately.ai/editor), or open it in VS Code with the Stately extension. Each file opens alone:
it needs nothing but \`xstate\`, its children are placeholders, and its actions only change the context. Or watch
your own conversation move in them: [inspection](../docs/inspection.md).

**To read a drawing:** \`event [guard]\`, a guard alone where no event is needed, \`after\` a delay, \`done\` or \`error\`
of a child. A slash joins several ways between the same two states. An event that is handled without leaving the
state is not drawn; the table below each drawing names it.`;
}

function section({ file, machine }: ChartFile): string {
  const heard = heardIn(machine.root);
  return `## ${machine.id}

${machine.root.description ?? ''} ([\`${file}\`](${file}), and [drawn as SVG](${svgOf(file)}))

\`\`\`mermaid
${drawChart(machine)}
\`\`\`
${heard === '' ? '' : `\nIn every state it hears ${heard}.\n`}
| state | meaning | hears without leaving |
| --- | --- | --- |
${withStatesBelow(machine.root).slice(1).map(row).join('\n')}`;
}

function row(state: AnyStateNode): string {
  return `| \`${state.path.join('.')}\` | ${cell(state.description)} | ${heardIn(state)} |`;
}

function heardIn(state: AnyStateNode): string {
  const handlers = [...state.transitions.values()].flat().filter(({ target }) => target === undefined);
  return [...new Set(handlers.map(({ eventType }) => `\`${eventLabel(eventType)}\``))].join(', ');
}

function cell(text: string | undefined): string {
  return (text ?? '').replace(/\s+/g, ' ').replaceAll('|', '\\|').trim();
}
