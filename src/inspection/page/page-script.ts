/** What runs in the local page: it marks active states and puts in what the server has made. */
export const pageScript = `'use strict';
const [line, picker, charts, heard, waiting] =
  ['#line', 'select', '#charts', '#heard', '#waiting'].map((selector) => document.querySelector(selector));
const drawings = new Map();
let source;
let chosen = '';

function listen() {
  source?.close();
  source = new EventSource('events?of=' + encodeURIComponent(chosen));
  source.onopen = () => say('live');
  source.onerror = () => say('not connected');
  source.onmessage = ({ data }) => void show(JSON.parse(data));
}

function say(words) {
  line.textContent = words;
  document.body.classList.toggle('lost', words !== 'live');
}

function show({ names, shown }) {
  waiting.hidden = shown !== undefined;
  picker.hidden = names.length < 2;
  if (String([...picker.options].map(({ value }) => value)) !== String(names)) {
    picker.replaceChildren(...names.map((name) => new Option(name)));
  }
  if (!shown) return charts.replaceChildren();
  picker.value = shown.name;
  heard.innerHTML = shown.heard;
  const kept = new Map([...charts.children].map((section) => [section.dataset.path, section]));
  const sections = shown.charts.map((chart) => update(kept.get(chart.path) ?? sectionOf(chart), chart));
  for (const section of kept.values()) if (!sections.includes(section)) section.remove();
  sections.forEach((section, index) => {
    if (charts.children[index] !== section) charts.insertBefore(section, charts.children[index] ?? null);
  });
}

function sectionOf({ path, chart }) {
  const section = document.createElement('section');
  section.dataset.path = path;
  section.innerHTML = '<h2></h2><p></p><button aria-pressed="false">Enlarge</button><div class="drawing"></div><dl></dl>';
  section.querySelector('h2').textContent = path.split('/').at(-1);
  const button = section.querySelector('button');
  button.onclick = () => {
    button.setAttribute('aria-pressed', String(section.classList.toggle('large')));
    mark(section);
  };
  void draw(section, chart);
  return section;
}

async function draw(section, chart) {
  if (!drawings.has(chart)) drawings.set(chart, fetch('charts/' + encodeURIComponent(chart) + '.svg').then((found) => found.text()));
  const text = await drawings.get(chart);
  const { documentElement: svg } = new DOMParser().parseFromString(text, 'image/svg+xml');
  svg.setAttribute('role', 'img');
  section.querySelector('.drawing').replaceChildren(document.importNode(svg, true));
  mark(section);
}

function update(section, { status, active, figures }) {
  section.active = active;
  section.classList.toggle('ended', status !== 'active');
  const innermost = active.filter((state) => !active.some((other) => other.startsWith(state + '.')));
  section.querySelector('p').textContent = innermost.join(', ') + (status === 'active' ? '' : ' (ended)');
  section.querySelector('dl').innerHTML = figures;
  mark(section);
  return section;
}

function mark(section) {
  for (const state of section.querySelectorAll('[data-state]')) {
    state.classList.toggle('active', section.active.includes(state.dataset.state));
  }
  const drawing = section.querySelector('.drawing');
  const innermost = [...section.querySelectorAll('.active')].at(-1)?.getBoundingClientRect();
  if (!innermost) return;
  const { left, width, top, height } = drawing.getBoundingClientRect();
  drawing.scrollLeft += innermost.left + innermost.width / 2 - left - width / 2;
  drawing.scrollTop += innermost.top + innermost.height / 2 - top - height / 2;
}

picker.onchange = () => {
  chosen = picker.value;
  listen();
};
listen();
`;
