/** The local page. Nothing in it comes from elsewhere. */
export function pageHtml({ hasStately }: { hasStately: boolean }): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Meanwhile: the live chart</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="page.css">
<header>
  <h1>Meanwhile</h1>
  <select aria-label="Conversation" hidden></select>
  <span id="line" role="status">connecting</span>
  ${hasStately ? '<a href="stately" target="_blank" rel="noreferrer">Stately’s inspector ↗</a>' : ''}
</header>
<main>
  <p id="waiting">Nothing runs yet. Start a conversation with this page’s <code>inspect</code>.</p>
  <div id="charts"></div>
  <aside>
    <h2>Events</h2>
    <ol id="heard"></ol>
    <p>What anybody said, asked for or got is not shown here, and neither is who they are.</p>
  </aside>
</main>
<script src="page.js"></script>
</html>
`;
}
