import { clearScreenDown, createInterface, cursorTo, emitKeypressEvents, moveCursor, type Key } from 'node:readline';
import { barOf } from './bar.ts';
import { later as inRealTime, type Later } from './later.ts';
import { lookOn } from './look.ts';
import { queueLine } from './queue-line.ts';
import type { Hands, Screen, Shown, Streams } from './screen.ts';
import { suspend as suspendCommand, type Suspend } from './suspend.ts';

const USUAL_COLUMNS = 80;
const THOUGHT_WORTH_SHOWING_MS = 1000;
const SECOND_MS = 1000;

/** What a live screen needs from outside. `now` is in milliseconds since the epoch. */
export type Surroundings = { later: Later; now(): number; suspend: Suspend };

const inReality: Surroundings = { later: inRealTime, now: Date.now, suspend: suspendCommand };

/**
 * A terminal in which one can go on typing while lines appear above and the bar in the prompt moves.
 *
 * The bar is the first row of readline's own prompt, so that readline alone knows where the cursor is. It is
 * left out of what stays on the screen, by taking it away just before a line is entered.
 */
export function openLiveScreen(
  { input, output }: Streams,
  hands: Hands,
  { later, now, suspend }: Surroundings = inReality,
): Screen {
  const look = lookOn(output);
  // without this call of its own, readline loses count of the rows of a text that is pasted
  emitKeypressEvents(input);
  const reader = createInterface({ input, output, terminal: true, prompt: look.prompt, historySize: 200 });
  let shown: Shown | undefined;
  let waiting: readonly string[] = [];
  let isLongThought = false;
  let stopWaiting = () => {};
  let stopTicking = () => {};
  let prompt = look.prompt;
  let rowsDown = 0;
  let isOpen = true;

  const columns = () => output.columns ?? USUAL_COLUMNS;

  function promptNow() {
    const next = waiting.length > 0 ? [look.dim(queueLine(waiting, columns()))] : [];
    return [...courseNow(), ...next, look.prompt].join('\n');
  }

  function courseNow(): string[] {
    if (shown === 'thinking') return isLongThought ? [look.thinking] : [];
    return shown ? [barOf(shown, { columns: columns(), now: now() }, look.bar)] : [];
  }

  function draw(next: string, above = '') {
    if (!isOpen) return;
    output.cork();
    if (above !== '') writeAbove(above);
    prompt = next;
    reader.setPrompt(next);
    reader.prompt(true);
    noteRows();
    output.uncork();
  }

  function noteRows() {
    rowsDown = reader.getCursorPos().rows;
  }

  /**
   * What was drawn is wrapped anew by the terminal: gone with as many rows as it takes now, before readline goes up as many
   * as it took before.
   */
  function fit() {
    if (!isOpen) return;
    output.cork();
    erase();
    output.write('\n'.repeat(rowsDown));
    draw(promptNow());
    output.uncork();
  }

  /** Readline goes up as many rows as the cursor was down: so it has to be that many rows down again. */
  function writeAbove(text: string) {
    const { rows } = reader.getCursorPos();
    erase(rows);
    output.write(`${text}\n${'\n'.repeat(rows)}`);
  }

  function erase(rows = reader.getCursorPos().rows) {
    moveCursor(output, 0, -rows);
    cursorTo(output, 0);
    clearScreenDown(output);
  }

  function refresh() {
    if (promptNow() !== prompt) draw(promptNow());
  }

  /** A thought that is over within a moment is not shown at all, so that nothing flickers. */
  function waitForLongThought(thinks: boolean) {
    stopWaiting();
    isLongThought = false;
    if (!thinks) return;
    stopWaiting = later(() => {
      isLongThought = true;
      refresh();
    }, THOUGHT_WORTH_SHOWING_MS);
  }

  /** How much longer something takes grows less while nothing happens. */
  function tick() {
    stopTicking = later(() => {
      refresh();
      tick();
    }, SECOND_MS);
  }

  /** The terminal is the shell's meanwhile; readline, left alone, would stop nothing but this process. */
  function standBy() {
    const { rows } = reader.getCursorPos();
    erase(rows);
    reader.pause();
    input.setRawMode?.(false);
    suspend(() => {
      if (!isOpen) return;
      input.setRawMode?.(true);
      output.write('\n'.repeat(rows));
      draw(promptNow());
    });
  }

  input.prependListener('keypress', (_, key: Key) => {
    // readline inserts these as they are, and terminals obey them: as a control key it passes them over
    if (/^[\u0080-\u009F]/.test(key.sequence ?? '')) key.ctrl = true;
    const { name } = key;
    if (name === 'escape') return hands.escaped(); // alone: the keys whose sequences begin with it have names of their own
    if (name !== 'return' && name !== 'enter') return;
    if (prompt !== look.prompt) draw(look.prompt);
    setImmediate(refresh);
  });
  input.on('keypress', noteRows); // readline has moved the cursor by then
  output.prependListener('resize', fit);
  reader.on('line', (line) => {
    draw(look.prompt);
    hands.typed(line);
  });
  reader.on('SIGINT', () => hands.interrupted());
  reader.on('SIGTSTP', standBy);
  reader.on('close', () => {
    if (!isOpen) return;
    isOpen = false;
    erase();
    hands.ended();
  });
  draw(look.prompt);

  return {
    live: true,
    print(voice, text) {
      const line = look.line(voice, text, columns());
      if (isOpen) draw(prompt, line);
      else output.write(`${line}\n`);
    },
    show(next, behind = []) {
      if (next !== shown) waitForLongThought(next === 'thinking');
      const isTicking = typeof shown === 'object';
      shown = next;
      waiting = behind;
      refresh();
      if (typeof next !== 'object') stopTicking();
      else if (!isTicking) tick();
    },
    clearLine() {
      if (reader.line === '') return false;
      for (const name of ['e', 'u']) reader.write(null, { ctrl: true, name }); // to its end, and away to its beginning
      noteRows();
      return true;
    },
    close() {
      if (!isOpen) return;
      isOpen = false;
      stopTicking();
      erase();
      reader.close();
    },
  };
}
