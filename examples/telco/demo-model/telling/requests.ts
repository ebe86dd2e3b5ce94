import { z } from 'zod';
import { teller } from './teller.ts';

/** Says something before the place that the user is told; or that nothing more can wait. */
export const tellQueued = teller(
  z.union([z.object({ queued: z.string() }), z.object({ error: z.literal('queue_full') })]),
  (result) =>
    'queued' in result
      ? 'Of course.'
      : 'So much is waiting already that I cannot note that as well. Please ask me again later.',
);

/** Says that something is being stopped, but not what was taken off the list, which is told already; and never that it was in time: the user is told how that went. */
export const tellStopping = teller(
  z.union([
    z.object({ cancelling: z.string() }).transform(() => 'I am stopping it. You hear in a moment how that went.'),
    z.object({ cancelled: z.string() }).transform(() => 'Done.'),
    z
      .object({ error: z.literal('not_cancellable') })
      .transform(() => 'I am sorry, that cannot be stopped any more. I tell you how it went.'),
    z.object({ error: z.literal('not_found') }).transform(() => 'That has ended already, so there is nothing to stop.'),
  ]),
  (words) => words,
);
