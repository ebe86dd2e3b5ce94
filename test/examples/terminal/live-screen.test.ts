import { expect, test } from 'vitest';
import { runOf } from '../../kit/run-of.ts';
import { keys, virtualTerminal } from './virtual-terminal.ts';

/** It should have been over long ago; forty columns have no room to say so. */
const run = runOf({ label: 'your bill', percent: 33 });
const wrapping = 'This is a rather long question that wraps over two rows, is it not?';

test('lines appear above what is being typed, and the cursor stays where it is', async () => {
  const { print, press, type, text } = virtualTerminal();
  await type('How much dta');
  await press(keys.left + keys.left);
  print('interim', 'Good progress. The work is at 33 percent.');
  await type('a');
  expect(await text()).toBe(['│ Good progress. The work is at 33', '│ percent.', '› How much da▮ta'].join('\n'));
});

test('the bar moves in the prompt while somebody types', async () => {
  const { show, type, text } = virtualTerminal();
  show({ ...run, percent: 0 });
  await type('How ');
  show(run);
  await type('far?');
  expect(await text()).toBe(['your bill ━━━━━━━╌╌╌╌╌╌╌╌╌╌╌╌╌  33 %', '› How far?▮'].join('\n'));
  show(undefined);
  expect(await text()).toBe('› How far?▮');
});

test('only what was said stays on the screen, not the bar', async () => {
  const { show, type, press, done, text } = virtualTerminal();
  show(run);
  await type('How far?');
  await press(keys.enter);
  expect(done).toEqual(['typed How far?']);
  expect(await text()).toBe(['› How far?', 'your bill ━━━━━━━╌╌╌╌╌╌╌╌╌╌╌╌╌  33 %', '› ▮'].join('\n'));
});

test.each([
  ['typed', async (terminal: ReturnType<typeof virtualTerminal>, words: string) => terminal.type(words)],
  ['pasted', async (terminal: ReturnType<typeof virtualTerminal>, words: string) => terminal.press(words)],
])('a text of several rows, %s, survives a bar that moves and lines that appear', async (_, write) => {
  const terminal = virtualTerminal();
  const { show, print, press, text } = terminal;
  show(run);
  await write(terminal, wrapping);
  await press(keys.left.repeat(40));
  show({ ...run, percent: 66 });
  print('note', 'Something happened.');
  await press(keys.home);
  print('note', 'And something else.');
  await terminal.type('X');
  expect(await text()).toBe(
    [
      '  Something happened.',
      '  And something else.',
      'your bill ━━━━━━━━━━━━━╌╌╌╌╌╌╌  66 %',
      '› X▮This is a rather long question that w',
      'raps over two rows, is it not?',
    ].join('\n'),
  );
});

test.each(Array.from({ length: 9 }, (_, index) => 34 + index))(
  'a text that ends at the edge is drawn right, with %i characters',
  async (length) => {
    const { show, print, press, text } = virtualTerminal();
    show(run);
    await press('x'.repeat(length));
    print('note', 'Something happened.');
    show(undefined);
    const [note, ...rest] = (await text()).split('\n');
    expect(note).toBe('  Something happened.');
    expect(rest.join('').replace('▮', '')).toBe(`› ${'x'.repeat(length)}`);
  },
);

test('at the foot of the screen everything moves up, and nothing is lost', async () => {
  const { show, print, press, text } = virtualTerminal({ rows: 5 });
  show(run);
  await press(wrapping);
  for (let line = 1; line <= 9; line += 1) print('note', `line ${line}`);
  const lines = (await text()).split('\n');
  expect(lines.slice(0, 9).map((line) => line.trim())).toEqual(Array.from({ length: 9 }, (_, i) => `line ${i + 1}`));
  expect(lines.slice(9)).toEqual([
    'your bill ━━━━━━━╌╌╌╌╌╌╌╌╌╌╌╌╌  33 %',
    '› This is a rather long question that wr',
    'aps over two rows, is it not?▮',
  ]);
});

test('several lines that are pasted at once are all said', async () => {
  const { show, press, done, text } = virtualTerminal();
  show(run);
  await press('one\r\ntwo\r\nthr');
  expect(done).toEqual(['typed one', 'typed two']);
  expect(await text()).toBe(['› one', '› two', 'your bill ━━━━━━━╌╌╌╌╌╌╌╌╌╌╌╌╌  33 %', '› thr▮'].join('\n'));
});

test('nothing is drawn when nothing has changed', async () => {
  const { show, text, redraws } = virtualTerminal();
  show(run);
  await text();
  const before = redraws();
  show({ ...run });
  await text();
  expect(redraws()).toBe(before);
});

test('Ctrl-C is told, and leaves what is typed alone', async () => {
  const { type, press, done, text } = virtualTerminal();
  await type('How');
  await press(keys.ctrlC);
  expect(done).toEqual(['interrupted']);
  expect(await text()).toBe('› How▮');
});

test('what is typed can be taken away, wherever the cursor is and however many rows it takes', async () => {
  const { type, press, show, clearLine, done, text } = virtualTerminal({ columns: 30 });
  expect(clearLine()).toBe(false);
  show(run);
  await type('How much data have I left on my plan');
  await press(keys.left + keys.left);
  expect(clearLine()).toBe(true);
  expect(await text()).toMatch(/^your bill .*\n› ▮$/);
  await type('Hm');
  await press(keys.enter);
  expect(done).toEqual(['typed Hm']);
});

test('Esc alone is told, and leaves what is typed alone', async () => {
  const { type, press, escaped, done, text } = virtualTerminal();
  await type('How');
  await press(keys.escape);
  await escaped;
  expect(done).toEqual(['escaped']);
  expect(await text()).toBe('› How▮');
});

test.each([
  ['an arrow', keys.left],
  ['a word to the left', '\u001Bb'],
  ['F1', '\u001BOP'],
  ['delete', '\u001B[3~'],
  ['what encloses a paste', '\u001B[200~words\u001B[201~'],
])('%s is no Esc, though its sequence begins with one', async (_, sequence) => {
  const { press, done, escaped } = virtualTerminal();
  await press(sequence);
  await press(sequence + keys.escape);
  await escaped;
  expect(done).toEqual(['escaped']);
});

test('how much longer it takes grows less by the second, while somebody types', async () => {
  const { show, type, clock, text } = virtualTerminal({ columns: 60 });
  show({ ...run, startedAt: clock.now(), expectedMs: 2000 });
  await type('How ');
  const bars = [];
  for (const at of [0, 999, 1000, 2000]) {
    await clock.goTo(at);
    bars.push((await text()).split('\n')[0]?.slice(38));
  }
  expect(bars).toEqual(['about 2 s', 'about 2 s', 'about 1 s', 'longer than expected']);
  await type('far?');
  show(undefined);
  expect(await text()).toBe('› How far?▮');
});

test('who shows nothing any more, or closes the screen, leaves no timer behind', async () => {
  const { show, close, clock } = virtualTerminal();
  for (const stop of [() => show(undefined), close]) {
    show(run);
    show({ ...run, percent: 66 });
    await clock.goTo(clock.elapsed() + 3000);
    expect(clock.armed()).toBe(1);
    stop();
    expect(clock.armed()).toBe(0);
  }
});

test('what waits stands below what runs, and below nothing when nothing does', async () => {
  const { show, print, type, text } = virtualTerminal();
  show(run, ['your roaming pass', 'the change of your plan']);
  await type('How far?');
  print('note', 'Something happened.');
  expect(await text()).toBe(
    [
      '  Something happened.',
      'your bill ━━━━━━━╌╌╌╌╌╌╌╌╌╌╌╌╌  33 %',
      'next: your roaming pass, then the chan…',
      '› How far?▮',
    ].join('\n'),
  );
  show(undefined, ['the change of your plan']);
  expect(await text()).toBe('  Something happened.\nnext: the change of your plan\n› How far?▮');
  show(undefined);
  expect(await text()).toBe('  Something happened.\n› How far?▮');
});

test.each([
  ['narrower', 80, 50, wrapping],
  ['much narrower', 80, 21, wrapping],
  ['wider', 50, 80, wrapping],
  ['much wider', 21, 80, wrapping],
  ['narrower, and leaves the line of the cursor alone,', 80, 50, 'How far?'],
  ['wider, and leaves the line of the cursor alone,', 50, 80, 'How far?'],
])('a window that gets %s keeps no row of what was drawn before', async (_, before, after, words) => {
  const drawnAt = async (columns: number) => {
    const terminal = virtualTerminal({ columns, reflowCursorLine: words === wrapping });
    terminal.print('note', 'Hello.');
    terminal.show({ ...run, percent: 66 }, [
      'the change of your plan',
      'a roaming pass for France',
      'your data alerts',
    ]);
    await terminal.type(words);
    return terminal;
  };
  const { resize, print, text } = await drawnAt(before);
  await resize(after);
  expect(await text()).toBe(await (await drawnAt(after)).text());
  print('note', 'Bye.');
  expect((await text()).split('\n').slice(0, 2)).toEqual(['  Hello.', '  Bye.']);
});

test('a window that gets narrower step by step keeps one bar and all that is typed', async () => {
  const { show, press, resize, text } = virtualTerminal({ columns: 80 });
  show(run, ['the change of your plan', 'a roaming pass for France', 'your data alerts']);
  await press(wrapping);
  for (let width = 79; width >= 30; width -= 1) await resize(width);
  expect((await text()).match(/your bill/g)).toHaveLength(1);
  expect((await text()).match(/next:/g)).toHaveLength(1);
  expect((await text()).replaceAll(/\n|▮/g, '')).toContain(wrapping);
});

test('a window that is resized after the screen is closed is left alone', async () => {
  const { show, print, close, resize, text } = virtualTerminal();
  show(run);
  close();
  print('note', 'Bye.');
  await resize(30);
  expect(await text()).toBe('  Bye.\n▮');
});

test('Ctrl-Z gives the terminal back to the shell, and on fg all is there again', async () => {
  const { show, type, press, resume, print, isRaw, done, text } = virtualTerminal();
  show(run);
  await type('How');
  await press(keys.ctrlZ);
  expect(done).toEqual(['suspended']);
  expect(isRaw()).toBe(false);
  await press(' far');
  expect(await text()).toBe('▮');
  await resume('$ fg\n');
  expect(isRaw()).toBe(true);
  await type('?');
  print('interim', 'Good progress.');
  expect(await text()).toBe(
    ['$ fg', '│ Good progress.', 'your bill ━━━━━━━╌╌╌╌╌╌╌╌╌╌╌╌╌  33 %', '› How far?▮'].join('\n'),
  );
});

test('who was told to end while it was suspended draws nothing any more', async () => {
  const { press, resume, close, isRaw, text } = virtualTerminal();
  await press(keys.ctrlZ);
  close();
  await resume('$ ');
  expect(isRaw()).toBe(false);
  expect(await text()).toBe('$ ▮');
});

test('after Ctrl-D the prompt is gone, and what is still said appears', async () => {
  const { show, print, press, done, text } = virtualTerminal();
  show(run);
  await press(keys.ctrlD);
  expect(done).toEqual(['ended']);
  show({ ...run, percent: 66 });
  print('announcement', 'Your last bill was 45.00 EUR.');
  expect(await text()).toBe('● Your last bill was 45.00 EUR.\n▮');
});

test('a closed screen leaves no prompt behind', async () => {
  const { type, print, close, done, text } = virtualTerminal();
  await type('half a');
  print('note', 'Goodbye.');
  close();
  close();
  expect(done).toEqual([]);
  expect(await text()).toBe('  Goodbye.\n▮');
});

test('a thought that takes more than a moment is shown in the prompt until the answer comes', async () => {
  const { show, print, type, clock, text } = virtualTerminal();
  show('thinking');
  await type('How');
  await clock.goTo(999);
  show('thinking');
  expect(await text()).toBe('› How▮');
  await clock.goTo(1000);
  expect(await text()).toBe('thinking …\n› How▮');
  show(undefined);
  print('answer', 'Well.');
  expect(await text()).toBe('• Well.\n› How▮');
});

test.each([
  ['the answer', undefined, '› ▮'],
  ['something that runs', run, 'your bill ━━━━━━━╌╌╌╌╌╌╌╌╌╌╌╌╌  33 %\n› ▮'],
])('a thought that is followed by %s within a moment is never shown', async (_, next, then) => {
  const { show, clock, redraws, text } = virtualTerminal();
  show('thinking');
  await clock.goTo(900);
  show(next);
  await text();
  const before = redraws();
  await clock.goTo(9000);
  expect(await text()).toBe(then);
  expect(redraws()).toBe(before);
});

test('each thought has a moment of its own', async () => {
  const { show, clock, text } = virtualTerminal();
  for (const start of [0, 1500, 2000]) {
    await clock.goTo(start);
    show(undefined);
    show('thinking');
  }
  await clock.goTo(2999);
  expect(await text()).toBe('› ▮');
  await clock.goTo(3000);
  expect(await text()).toBe('thinking …\n› ▮');
});

test('no text of a model, a tool or a keyboard moves the cursor or names the window', async () => {
  const { show, print, press, titles, clock, text } = virtualTerminal({ columns: 100 });
  const evil = (word: string) => `\u001B]0;owned\u0007\u001B[2J\u001B[9A\u009B5;5H${word}\u0090\u001B`;
  show({ ...run, label: evil('your bill'), message: evil('I add\nit up, one by one.'), startedAt: clock.now() });
  print('interim', evil('Good progress.'));
  print('failure', evil('Something broke.'));
  await press('\u001B]0;owned\u0007\u001B[2J\u009B1;1H\u0090words');
  expect(await text()).toBe(
    [
      '│ Good progress.',
      '! Something broke.',
      'your bill ━━━━━━━╌╌╌╌╌╌╌╌╌╌╌╌╌  33 %  about 10 s  I add it up, one by one.',
      '› 0;owned1;1Hwords▮',
    ].join('\n'),
  );
  expect(titles).toEqual([]);
});
