import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { ConversationEmitted } from 'meanwhile';

/** One thing that an app noted, in which life, of which conversation, and when by the scaled clock. */
export type Note = { life: number; id: string; at: number; what: Noted };

/** What an app notes. */
export type Noted =
  /** The conversation is open, with these lines said; what it says from now on is given. */
  | { type: 'opened'; tookMs: number; found: string[] }
  /** What could not be opened, and why. */
  | { type: 'refused'; error: string }
  /** A line of the play that is behind it: said and saved, or left out because its moment was over. */
  | { type: 'behind'; line: string; wasSaid: boolean }
  /** What the library gave. */
  | { type: 'given'; event: ConversationEmitted }
  /** Its timers, before it was started and after: by the actor's place and state. */
  | { type: 'timers'; before: Record<string, number>; after: Record<string, number> }
  /** It was stopped, and not by the app. */
  | { type: 'stopped'; error: string }
  /** All was said, nobody works, all is saved. */
  | { type: 'rests' }
  /** The process kills itself, at this step. */
  | { type: 'dies'; step: number; name: string }
  /** What nobody should ever see. */
  | { type: 'broke'; error: string };

/** What an app keeps for itself: it outlives the process, as each note is on its way before the next thing happens. */
export function notebook(file: string) {
  const descriptor = openSync(file, 'a');
  return {
    write: (note: Note) => void writeSync(descriptor, `${JSON.stringify(note)}\n`),
    close: () => closeSync(descriptor),
  };
}

/** All that was noted so far, in order. */
export function notesIn(file: string): Note[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Note);
}
