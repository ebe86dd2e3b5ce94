import { escaped } from '../escaped.ts';
import type { Figures } from '../figures.ts';
import type { Heard } from '../live.ts';

/** Figures as the lines of a description list; a percentage also as a bar. What is not there yet is left out. */
export function figuresHtml(figures: Figures): string {
  return Object.entries(figures)
    .filter(([, figure]) => figure !== null && !(Array.isArray(figure) && figure.length === 0))
    .map(([name, figure]) => `<div><dt>${escaped(name)}</dt><dd>${valueHtml(name, figure)}</dd></div>`)
    .join('');
}

/** Events as items of a list, the newest first. */
export function heardHtml(heard: readonly Heard[]): string {
  return heard.toReversed().map(heardItem).join('');
}

function heardItem({ at, by, from, label }: Heard): string {
  const way = from === '' ? by : `${from} → ${by}`;
  return `<li>${escaped(label)}<small>${new Date(at).toLocaleTimeString('en-GB')} ${escaped(way)}</small></li>`;
}

function valueHtml(name: string, figure: Figures[string]): string {
  if (Array.isArray(figure)) return figure.map((item) => valueHtml('', item)).join('');
  if (typeof figure === 'object' && figure !== null) return `<dl>${figuresHtml(figure)}</dl>`;
  const text = escaped(String(figure));
  return name === 'percent' ? `<progress max="100" value="${text}"></progress> ${text}` : text;
}
