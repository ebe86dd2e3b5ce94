import {
  currentRun,
  etaOf,
  type Conversation,
  type ConversationEmitted,
  type Delta,
  type Entry,
  type RunStatus,
} from 'meanwhile';
import type { Line, News, Piece, Question, Waiting, Work } from './wire.ts';

/** All that was said, what is at work, what comes next, and what waits for a yes; `now` is in milliseconds since the epoch. */
export function talkOf(conversation: Conversation, now = Date.now()): News {
  const { transcript, operation, queue, confirmation } = conversation.getSnapshot().context;
  const run = operation && currentRun(operation.runs);
  return {
    type: 'talk',
    lines: transcript.map(lineOf),
    work: operation && run ? workOf(operation.operationId, run, etaOf(run, now)) : null,
    queue: queue.map(waitingOf),
    question: confirmation && questionOf(confirmation),
  };
}

/** What the page is told of something the conversation emitted; undefined for what is none of its business. */
export function newsOf(event: ConversationEmitted): News | undefined {
  if (event.type === 'reply') {
    return { type: 'line', line: { id: event.id, by: 'bakery', kind: event.kind, text: event.text } };
  }
  if (event.type === 'progress') return { type: 'work', work: workOf(event.operationId, event.run, event.etaMs) };
  if (event.type === 'operation' && event.status !== 'running') return { type: 'work', work: null };
  if (event.type === 'queue') return { type: 'queue', queue: event.requests.map(waitingOf) };
  if (event.type === 'confirmation.requested') return { type: 'question', question: questionOf(event) };
  if (event.type === 'confirmation.closed') return { type: 'question', question: null };
  return undefined;
}

/** A piece of a reply that is being written. */
export function pieceOf({ replyId, from, text }: Delta): Piece {
  return { type: 'piece', id: replyId, from, text };
}

/** An id that came from the page is `user/…` in the transcript. */
function lineOf({ id, role, kind, content }: Entry): Line {
  return role === 'user'
    ? { id: id.replace('user/', ''), by: 'you', text: content }
    : { id, by: 'bakery', ...(kind && { kind }), text: content };
}

/** A run that succeeded stays in sight until its result is told. */
function workOf(operationId: string, run: RunStatus, etaMs: number | null): Work | null {
  if (!['running', 'succeeded'].includes(run.status)) return null;
  const { label, percent, message } = run;
  return { operationId, label, percent, message, etaMs };
}

function waitingOf({ operationId, label }: Waiting): Waiting {
  return { operationId, label };
}

function questionOf({ token, operationId, preview }: Question): Question {
  return { token, operationId, preview };
}
