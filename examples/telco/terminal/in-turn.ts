/** Lines that are handled one after the other. */
export type Lines = {
  take(line: string): void;
  /** Goes on if it may: to be called whenever that can have changed. */
  goOn(): void;
  /** Whether no line waits or is being handled. */
  isDone(): boolean;
};

/** Handles lines in turn, each when the one before is handled and it may go on; tells whenever it has stopped. */
export function inTurn({
  mayGoOn,
  handle,
  onStopped,
}: {
  mayGoOn: () => boolean;
  handle: (line: string) => Promise<void>;
  onStopped: () => void;
}): Lines {
  const waiting: string[] = [];
  let isBusy = false;

  const next = () => (mayGoOn() ? waiting.shift() : undefined);

  async function goOn() {
    if (isBusy) return;
    isBusy = true;
    for (let line = next(); line !== undefined; line = next()) await handle(line);
    isBusy = false;
    onStopped();
  }

  return {
    take(line) {
      waiting.push(line);
      void goOn();
    },
    goOn: () => void goOn(),
    isDone: () => waiting.length === 0 && !isBusy,
  };
}
