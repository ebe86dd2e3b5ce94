import { expect, test } from 'vitest';
import { figuresHtml, heardHtml } from '../../src/inspection/page/fragments.ts';

test('figures are listed, nested ones within; what is not there yet is left out', () => {
  const runs = [{ tool: 'paint', percent: 20 }];
  expect(figuresHtml({ rounds: 2, long: false, outcome: null, told: [], runs })).toBe(
    '<div><dt>rounds</dt><dd>2</dd></div>' +
      '<div><dt>long</dt><dd>false</dd></div>' +
      '<div><dt>runs</dt><dd><dl><div><dt>tool</dt><dd>paint</dd></div>' +
      '<div><dt>percent</dt><dd><progress max="100" value="20"></progress> 20</dd></div></dl></dd></div>',
  );
});

test('events are listed, the newest first, with who told whom', () => {
  const at = new Date(2026, 0, 5, 9, 30).getTime();
  const heard = [
    { at, by: 'conversation-1', from: '', label: 'user.said' },
    { at: at + 1000, by: 'conversation-1', from: 'chat', label: 'chat.locked' },
  ];
  expect(heardHtml(heard)).toBe(
    '<li>chat.locked<small>09:30:01 chat → conversation-1</small></li>' +
      '<li>user.said<small>09:30:00 conversation-1</small></li>',
  );
});

test('signs that mean something in HTML are words', () => {
  const sign = '<img src="x">&';
  const html = figuresHtml({ [sign]: sign }) + heardHtml([{ at: 0, by: sign, from: sign, label: sign }]);
  expect(html).not.toContain('<img');
  expect(html.match(/&lt;img src=&quot;x&quot;&gt;&amp;/g)).toHaveLength(5);
});
