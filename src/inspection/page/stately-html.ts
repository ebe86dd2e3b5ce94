import { escaped } from '../escaped.ts';

/** A page that holds Stately's own inspector, which comes from the internet, and hands the redacted events to it. */
export function statelyHtml(inspectorUrl: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Meanwhile in Stately’s inspector</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="stately.css">
<p>Stately’s inspector comes from ${escaped(new URL(inspectorUrl).host)}, so this page needs the internet. <a href="./">The local page</a> does not.</p>
<iframe data-src="${escaped(inspectorUrl)}" title="Stately’s inspector" referrerpolicy="no-referrer"></iframe>
<script src="stately.js"></script>
</html>
`;
}

/** How that page looks. */
export const statelyStyle = `* { margin: 0; }
html, body { height: 100%; }
body { display: flex; flex-direction: column; font: 13px system-ui, sans-serif; color-scheme: light dark; }
p { padding: 6px 12px; }
iframe { flex: 1; border: 0; }
`;

/** The inspector is fetched once somebody listens: it says when it is there, and what was told until then waits. */
export const statelyScript = `'use strict';
const frame = document.querySelector('iframe');
const { contentWindow } = frame;
let origin;
let waiting = [];

function tell(event) {
  if (origin === undefined) waiting.push(event);
  else contentWindow.postMessage(event, origin);
}

addEventListener('message', ({ source, origin: from, data }) => {
  if (source !== contentWindow || data?.type !== '@statelyai.connected') return;
  origin = from;
  waiting.splice(0).forEach(tell);
});
frame.src = frame.dataset.src;
new EventSource('stately/events').onmessage = ({ data }) => tell(JSON.parse(data));
`;
