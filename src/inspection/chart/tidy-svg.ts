import type { AnyStateNode } from 'xstate';
import { escaped } from '../escaped.ts';

/**
 * The SVG of Graphviz without its version, each group marked with the state it draws (`data-state`) and holding that
 * state's description as its title, which browsers show under the mouse. `states` are by the names they were drawn under.
 */
export function tidySvg(svg: string, states: ReadonlyMap<string, AnyStateNode>): string {
  return svg
    .slice(svg.indexOf('<svg'))
    .replace(/<svg width="([\d.]+)pt" height="([\d.]+)pt"/, '<svg width="$1" height="$2"')
    .replace(' xmlns:xlink="http://www.w3.org/1999/xlink"', '')
    .replaceAll(' xml:space="preserve"', '')
    .replaceAll(/<!--[^]*?-->\n/g, '')
    .replaceAll(/<g id="(?:clust|node)\d+" class="[a-z]+ state ([^"]*)">\n<title>(.*)<\/title>\n([^]*?)<\/g>/g, drawn)
    .replaceAll(/<g id="edge\d+" class="edge transition">\n<title>.*<\/title>/g, '<g class="transition">')
    .replace(/<title>state transitions<\/title>\n/, '');

  function drawn(_: string, kind: string, title: string, shapes: string): string {
    const state = states.get(title.replace(/^cluster_/, ''));
    if (state === undefined) return `<g class="${kind.trim()}">\n${shapes}</g>`;
    const path = escaped(state.path.join('.'));
    const description = escaped(state.description ?? '');
    return `<g class="state ${kind.trim()}" data-state="${path}">\n<title>${description}</title>\n${wordsLast(shapes)}</g>`;
  }
}

/** Graphviz draws a state's outline over its name, which would hide the name once the outline is filled. */
function wordsLast(shapes: string): string {
  const lines = shapes.split('\n').filter((line) => line !== '');
  const isText = (line: string) => line.startsWith('<text');
  return [...lines.filter((line) => !isText(line)), ...lines.filter(isText)].map((line) => `${line}\n`).join('');
}
