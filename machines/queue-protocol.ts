/** How much a request matters. Each step is worth two minutes of waiting, so nothing waits for ever. */
export type Priority = 'low' | 'normal' | 'high';

/** Something that is to be done later, as the secondary chat asks for it. */
export type RequestDraft = {
  /** What the user would call it. */
  label: string;
  priority: Priority;
};

/** A request that waits until the work before it is told. */
export type QueuedRequest = RequestDraft & {
  /** The id its operation will have. */
  operationId: string;
  /** The ids of the messages that ask for it: its words stand in the transcript alone. */
  messages: string[];
  /** The chat turn that took it; null when the app did. */
  turnId: string | null;
  /** Since when it waits, in milliseconds since the epoch. */
  at: number;
};
