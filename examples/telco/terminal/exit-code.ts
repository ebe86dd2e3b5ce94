import { constants } from 'node:os';

/** The signals that end the chat, in good order: each would else leave the terminal as readline has set it up. */
export const endings = ['SIGHUP', 'SIGQUIT', 'SIGTERM'] as const;

/** The exit code of what a signal ended, as shells count it. */
export function codeAfter(signal: (typeof endings)[number]): number {
  return 128 + constants.signals[signal];
}

/** The exit code when nothing more can be written: a reader who has seen enough, as in `| head`, is no failure. */
export function codeAfterWriting({ code }: NodeJS.ErrnoException): number {
  return code === 'EPIPE' ? 0 : 1;
}
