import type { RunStatus } from '../../machines/tool-run-protocol.ts';
import type { ConversationCommand, ConversationEmitted } from '../../machines/conversation-protocol.ts';

/** Something that was sent or emitted, or befell the stage, and when: milliseconds since the start. */
export type Happening = { at: number } & ({ event: ConversationCommand | ConversationEmitted } | { remark: string });

/** What happened, a line each, to be read as a play. */
export function screenplay(happened: readonly Happening[]): string {
  return happened
    .flatMap((happening) =>
      linesOf(happening).map((line) => `${(happening.at / 1000).toFixed(1).padStart(5)} s  ${line}`),
    )
    .join('\n');
}

function linesOf(happening: Happening): string[] {
  if ('remark' in happening) return [happening.remark];
  const { event } = happening;
  switch (event.type) {
    case 'user.said':
      return [`user: ${event.text}`];
    case 'reply':
      return [`${event.kind}${event.offer === undefined ? '' : `, offer ${event.offer}`}: ${event.text}`];
    case 'progress':
      return [`[${progressOf(event.run)}]`];
    case 'failure':
      return [`(${event.source}: ${event.error})`];
    case 'confirmation.requested':
      return [`[${event.tool} needs a yes]`];
    case 'confirmation.closed':
      return [event.given ? '[that was a yes]' : '[that was no yes]'];
    case 'queue':
      return [`[waiting: ${event.requests.map(({ label }) => label).join(', ') || 'nothing'}]`];
    case 'request.enqueue':
      return [`app, for afterwards: ${event.text}`];
    case 'announcement.letGo':
      return [`[${event.id} is let go]`];
    case 'operation':
      return [];
    default:
      return [`app: ${event.type}`];
  }
}

function progressOf({ tool, status, percent, attempt, retryAt, stalled }: RunStatus): string {
  if (retryAt !== null) return `${tool} waits at ${percent} % for attempt ${attempt + 1}`;
  return `${tool} ${status} ${percent} %${attempt > 1 ? `, attempt ${attempt}` : ''}${stalled ? ', stalled' : ''}`;
}
