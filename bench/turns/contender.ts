/** One conversation with a framework's agent. */
export type Talk = {
  /** Says a line and waits for the whole reply. */
  say(text: string): Promise<string>;
  close?(): Promise<void>;
};

/** A way to hold conversations. All have the same tools, the same instructions and the same pretended model. */
export type Contender = {
  name: string;
  open(): Talk | Promise<Talk>;
};
