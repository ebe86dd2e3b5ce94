import type { Readable, Writable } from 'node:stream';
import type { Reply, RunStatus } from 'meanwhile';

/** Who speaks: the user, the agent in one of its four ways, a phone, the terminal itself, or something that went wrong. */
export type Voice = 'you' | Reply['kind'] | 'sms' | 'note' | 'failure';

/** What is going on: a long tool, or the model that thinks before any runs. */
export type Shown = RunStatus | 'thinking';

/** Where the conversation appears. */
export type Screen = {
  /** Whether somebody sits at it: then what they type is on the screen already, and they need not be waited for. */
  live: boolean;
  print(voice: Voice, text: string): void;
  /** Shows what is going on, undefined if nothing is, and what waits behind it, the next first. */
  show(shown: Shown | undefined, waiting?: readonly string[]): void;
  /** Takes away what is typed and not entered; tells whether there was something. */
  clearLine(): boolean;
  close(): void;
};

/** What somebody does at the terminal. */
export type Hands = {
  typed(line: string): void;
  /** Ctrl-C. */
  interrupted(): void;
  /** Esc. */
  escaped(): void;
  /** There will be no more lines. */
  ended(): void;
};

/** What a screen is opened on: `columns` is how wide it is, as far as it is known. */
export type Streams = {
  input: Readable & { setRawMode?(isRaw: boolean): unknown };
  output: Writable & { columns?: number };
};
