import { tool } from '@langchain/core/tools';
import type { Json } from '../../machines/json.ts';
import type { Priority } from '../../machines/queue-protocol.ts';
import { asLabel } from '../messages/label.ts';
import type { Desk } from './desk.ts';
import { deskOf } from './tool-call.ts';

/** What the model says of a request; the words of the user stay where they are. */
type Wanted = { label: string; priority?: Priority | null };

/**
 * The library's own tool by which the chat takes on what it can't do itself, for afterwards.
 *
 * It only notes it: the chat tells the conversation together with its answer, and the user is told the place behind it.
 */
export const queueRequest = tool((wanted: Wanted, config) => noted(wanted, deskOf(config)), {
  name: 'queue_request',
  description:
    'Notes something the user wants done that you cannot do yourself. It is done when the work before it is told. ' +
    'Once for each thing; not for what runs or waits already.',
  schema: {
    type: 'object',
    properties: {
      label: { type: 'string', description: 'What the user would call it, in a few words: "your bill".' },
      priority: { enum: ['low', 'normal', 'high', null], description: 'high only if the user says that it is urgent.' },
    },
    required: ['label'],
    additionalProperties: false,
  },
});

/** What `queue_request` answers. */
function noted({ label, priority }: Wanted, desk: Desk): Json {
  const name = asLabel(label);
  if (name === '') throw new Error('the label is empty: say what the user wants, in a few words');
  if (desk.requests.length >= desk.room) {
    return { error: 'queue_full', message: 'So much is waiting already that this cannot be noted. Say so.' };
  }
  desk.requests.push({ label: name, priority: priority ?? 'normal' });
  const message =
    'Right after your words the user is told that it is noted, and its place. Say something short before it.';
  return { queued: name, message };
}
