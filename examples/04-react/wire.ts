/** A line of the talk, as the page shows it. */
export type Line = { id: string; by: 'you' | 'bakery'; kind?: string; text: string };

/**
 * What is being written: of the draft with this id stays what stands before `from`, and then comes the text. The line with
 * this id takes its place.
 */
export type Piece = { type: 'piece'; id: string; from: number; text: string };

/** The long tool that is at work; `etaMs` is how much longer it probably takes, null when nobody can tell. */
export type Work = { operationId: string; label: string; percent: number; message: string; etaMs: number | null };

/** What is done next, when the work before it is told. */
export type Waiting = { operationId: string; label: string };

/** What the customer has to say yes or no to; it stands at the end of the latest line. */
export type Question = { token: string; operationId: string; preview: string };

/**
 * What the server tells the page. `talk` comes first on every connection and holds all that was said, so that a page
 * that was away shows nothing twice and misses nothing.
 */
export type News =
  | { type: 'talk'; lines: Line[]; work: Work | null; queue: Waiting[]; question: Question | null }
  | { type: 'line'; line: Line }
  | Piece
  | { type: 'work'; work: Work | null }
  | { type: 'queue'; queue: Waiting[] }
  | { type: 'question'; question: Question | null }
  | { type: 'gone' };

/** What the user says; the id is the page's own, and the same when it is sent again. */
export type Words = { id: string; text: string };
