import type { Entry } from '../../machines/messages.ts';

/** The newest entries of the transcript, `limit` of them, and before them the words of the user that nothing has taken up. */
export function trimmed(transcript: readonly Entry[], limit: number): Entry[] {
  return transcript.filter(
    ({ role, turn }, index) => index >= transcript.length - limit || (role === 'user' && turn === undefined),
  );
}
