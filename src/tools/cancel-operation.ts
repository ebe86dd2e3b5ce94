import { tool } from '@langchain/core/tools';
import type { Json } from '../../machines/json.ts';
import type { Desk } from './desk.ts';
import { deskOf } from './tool-call.ts';

/**
 * The library's own tool by which the user stops in words what runs or waits.
 *
 * It only notes the id: who uses it tells the conversation at once, and what becomes of it the user hears from there.
 */
export const cancelOperation = tool(
  ({ id }: { id?: string | null }, config) => cancelled(id || undefined, deskOf(config)),
  {
    name: 'cancel_operation',
    description: 'Stops work that runs for the user, or takes what waits off the list. Only when the user wants that.',
    schema: {
      type: 'object',
      properties: {
        id: { type: ['string', 'null'], description: 'Which work, as your instructions name it: operation-1.' },
      },
      additionalProperties: false,
    },
  },
);

/**
 * What `cancel_operation` answers. Without an id it means the work that runs, if nothing waits; never what waits, as
 * the words may be about what has ended meanwhile.
 */
function cancelled(id: string | undefined, desk: Desk): Json {
  const { operationId, runs, queue, cancels } = desk;
  const running = runs.find(({ status }) => status === 'running');
  // one that has no run yet is at work, too
  const label = (running ?? runs.at(-1))?.label ?? 'what they are waiting for';
  const atWork = operationId ? [{ id: operationId, label }] : [];
  const all = [...atWork, ...queue.map((request) => ({ id: request.operationId, label: request.label }))];
  const meant = id ?? (queue.length === 0 ? operationId : null);
  if (meant === null && all.length > 0) {
    const message = 'Name one of these if it is clear that the user means it; otherwise ask the user.';
    return { error: 'which_one', message, running: all };
  }
  if (meant !== null && queue.some((request) => request.operationId === meant)) {
    cancels.push(meant);
    return { cancelled: meant, message: 'It is off the list, and the user is being told so. Do not repeat it.' };
  }
  if (operationId === null || meant !== operationId) return { error: 'not_found', running: all };
  if (running?.unstoppable && running.delivery === 'silent') {
    // nobody would hear how it went: the conversation is told that they want to, and says so
    cancels.push(operationId);
    const message = `This cannot be stopped any more, and the user is being told so: ${running.label}. Do not repeat it.`;
    return { error: 'not_cancellable', message };
  }
  if (running?.unstoppable) {
    return { error: 'not_cancellable', message: `This cannot be stopped any more: ${running.label}. Say so.` };
  }
  cancels.push(operationId);
  const message = running
    ? 'It is being stopped. Whether that was in time is told in a moment: do not say that it was.'
    : 'What it did until now is done, and nothing more is begun. How it went is told in a moment.';
  return { cancelling: operationId, message };
}
