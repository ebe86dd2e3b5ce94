/** A scene for the screenplay: who says what when, in seconds of the story. */
export type Scenario = {
  title: string;
  lines: readonly { at: number; says: string }[];
  /** Whether the model of the secondary chat never answers. */
  chatHangs: boolean;
};

/** The three scenes of the demo. */
export const scenarios: readonly Scenario[] = [
  {
    title: 'A long operation, with status checks and small talk',
    lines: [
      { at: 0, says: 'Move me to the unlimited plan.' },
      { at: 3, says: 'Yes, please.' },
      { at: 6, says: 'How far are you?' },
      { at: 8, says: 'Tell me a joke.' },
      { at: 10, says: 'How much data have I left?' },
      { at: 12, says: 'And how far is it now?' },
    ],
    chatHangs: false,
  },
  {
    title: 'A quick query',
    lines: [{ at: 0, says: 'Which plan am I on?' }],
    chatHangs: false,
  },
  {
    title: 'A chat that hangs: timeout and abort',
    lines: [
      { at: 0, says: 'Draw up my bill, please.' },
      { at: 4, says: 'How much data have I left?' },
    ],
    chatHangs: true,
  },
];
