import { PassThrough, Writable } from 'node:stream';
import xterm from '@xterm/headless';
import { virtualClock } from 'meanwhile/testing';
import { openLiveScreen } from '../../../examples/telco/terminal/live-screen.ts';

/** A terminal without a window: keys go in, and what stands on its screen comes out. */
export function virtualTerminal({ columns = 40, rows = 12, reflowCursorLine = true } = {}) {
  const terminal = new xterm.Terminal({
    cols: columns,
    rows,
    allowProposedApi: true,
    convertEol: true,
    reflowCursorLine,
  });
  let isRaw = false;
  const input = Object.assign(new PassThrough(), { setRawMode: (mode: boolean) => (isRaw = mode) });
  let redraws = 0;
  const output = Object.assign(
    new Writable({
      write(chunk: Buffer, _, done) {
        redraws += 1;
        terminal.write(chunk, done);
      },
    }),
    { columns },
  );
  const done: string[] = [];
  const titles: string[] = [];
  terminal.onTitleChange((title) => titles.push(title));
  const clock = virtualClock();
  let suspended = () => {};
  const { promise: escaped, resolve: hasEscaped } = Promise.withResolvers<void>();
  const screen = openLiveScreen(
    { input, output },
    {
      typed: (line) => done.push(`typed ${line}`),
      interrupted: () => done.push('interrupted'),
      escaped() {
        done.push('escaped');
        hasEscaped();
      },
      ended: () => done.push('ended'),
    },
    {
      now: clock.now,
      later(act, ms) {
        const timer = clock.setTimeout(act, ms);
        return () => clock.clearTimeout(timer);
      },
      suspend(goOn) {
        done.push('suspended');
        suspended = goOn;
      },
    },
  );

  async function settle() {
    for (let round = 0; round < 5; round += 1) await new Promise((resolve) => setImmediate(resolve));
    await new Promise<void>((resolve) => terminal.write('', resolve));
  }

  return {
    ...screen,
    clock,
    /** Until Esc was told: Node waits half a second whether a sequence follows. */
    escaped,
    /** The titles that the window was given. */
    titles,
    /** Whether each key comes in as it is pressed, and not a line at a time. */
    isRaw: () => isRaw,
    /** What the hands did. */
    done,
    /** How often anything was written. */
    redraws: () => redraws,
    /** What a shell does on `fg`, after it has written this. */
    async resume(written: string) {
      output.write(written);
      suspended();
      await settle();
    },
    /** Makes the window so many columns wide: the terminal wraps what stands on it anew, and tells it. */
    async resize(width: number) {
      await settle();
      terminal.resize(width, rows);
      output.columns = width;
      output.emit('resize');
      await settle();
    },
    /** Presses keys, all at once, as when text is pasted. */
    async press(keys: string) {
      input.write(keys);
      await settle();
    },
    /** Presses one key after the other. */
    async type(text: string) {
      for (const key of text) {
        input.write(key);
        await settle();
      }
    },
    /** All that was ever on the screen, with `▮` where the cursor is. */
    async text() {
      await settle();
      const { baseY, cursorX, cursorY, length } = terminal.buffer.active;
      const lines = Array.from(
        { length },
        (_, row) => terminal.buffer.active.getLine(row)?.translateToString(true) ?? '',
      );
      const line = lines[baseY + cursorY]?.padEnd(cursorX) ?? '';
      lines[baseY + cursorY] = `${line.slice(0, cursorX)}▮${line.slice(cursorX)}`;
      return lines.join('\n').trimEnd();
    },
  };
}

export const keys = {
  left: '\u001B[D',
  home: '\u0001',
  enter: '\r',
  escape: '\u001B',
  ctrlC: '\u0003',
  ctrlD: '\u0004',
  ctrlZ: '\u001A',
};
