/** How the local page looks, by day and by night, wide and narrow. */
export const pageStyle = `:root {
  color-scheme: light dark;
  --back: light-dark(#f6f7f9, #14171c);
  --card: light-dark(#ffffff, #1c2027);
  --edge: light-dark(#dfe3e8, #2d333d);
  --text: light-dark(#1c2430, #e4e8ee);
  --faint: light-dark(#687385, #97a1b0);
  --line: light-dark(#7b8696, #717c8c);
  --live: light-dark(#0b7a4b, #4ad295);
  --live-back: light-dark(#d5f3e4, #123f2c);
  font: 14px/1.45 system-ui, sans-serif;
  background: var(--back);
  color: var(--text);
}
* { box-sizing: border-box; margin: 0; }
header { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 14px; padding: 10px 16px; }
h1 { font-size: 16px; }
h2 { font-size: 14px; }
a { color: inherit; margin-left: auto; }
select { font: inherit; }
#line { color: var(--live); }
#line::before { content: '● '; }
.lost #line { color: light-dark(#b3261e, #ff8a80); }
.lost #charts { opacity: 0.5; }
main { display: grid; grid-template-columns: minmax(0, 1fr) 250px; gap: 12px; padding: 0 16px 16px; }
#waiting { grid-column: 1; color: var(--faint); }
#charts { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 12px; align-items: start; }
section, aside { background: var(--card); border: 1px solid var(--edge); border-radius: 8px; padding: 10px 12px; }
section { display: flex; flex-wrap: wrap; gap: 2px 10px; align-items: baseline; }
section:first-child { grid-column: 1 / -1; }
section > p { color: var(--live); font-family: ui-monospace, monospace; font-size: 13px; overflow-wrap: anywhere; }
.ended > p { color: var(--faint); }
.drawing { width: 100%; overflow: auto; padding-bottom: 6px; }
button { font: inherit; font-size: 12px; margin-left: auto; }
.large { grid-column: 1 / -1; }
.large .drawing { max-height: 80vh; }
.large svg { max-width: none; max-height: none; }
svg { display: block; max-width: 100%; height: auto; max-height: 640px; }
.graph > polygon { fill: none; }
svg text { fill: var(--text); paint-order: stroke; stroke: var(--card); stroke-width: 3px; }
.transition text { fill: var(--faint); }
.transition path, .transition polygon, .initial ellipse { stroke: var(--line); }
.transition polygon, .initial ellipse { fill: var(--line); }
.state path, .state polygon[stroke='black'] { stroke: var(--line); }
.state path, .state polygon { transition: fill 0.25s, stroke 0.25s; }
.state.final path { stroke-width: 4; }
.active > path, .active > polygon[stroke='black'] { stroke: var(--live); fill: color-mix(in srgb, var(--live-back) 35%, transparent); }
.active:has(polygon[stroke='none']) > path { fill: var(--live-back); }
.active > text { fill: var(--live); font-weight: 600; stroke: none; }
.ended .active > path, .ended .active > polygon[stroke='black'] { stroke: var(--faint); }
.ended .active:has(polygon[stroke='none']) > path { fill: var(--edge); }
.ended .active > text { fill: var(--text); }
dl { display: flex; flex-wrap: wrap; gap: 2px 14px; font-size: 12px; }
dl div { display: flex; gap: 4px; }
dd dl { padding-left: 8px; border-left: 2px solid var(--edge); }
dt { color: var(--faint); }
dd { font-variant-numeric: tabular-nums; }
progress { width: 70px; height: 8px; accent-color: var(--live); vertical-align: middle; }
aside { align-self: start; font-size: 12px; }
aside p { color: var(--faint); padding-top: 8px; }
ol { list-style: none; padding: 0; margin-top: 6px; max-height: 640px; overflow: auto; }
li { padding: 3px 0; border-top: 1px solid var(--edge); overflow-wrap: anywhere; }
li small { display: block; color: var(--faint); font-size: inherit; }
@media (width < 900px) {
  main, #charts { grid-template-columns: minmax(0, 1fr); }
  svg { min-width: 560px; }
  ol { max-height: 260px; }
}
@media (prefers-reduced-motion: reduce) { .state path, .state polygon { transition: none; } }
`;
