/** Stops the process, as Ctrl-Z does, until it is told to go on; calls back then. */
export type Suspend = (goOn: () => void) => void;

/**
 * Stops all that the terminal's command has started.
 *
 * Stopped alone, this process would leave the terminal to npm, which waits for it and answers no key.
 */
export const suspend: Suspend = (goOn) => {
  process.once('SIGCONT', goOn);
  process.kill(0, 'SIGTSTP');
};
