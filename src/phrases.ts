import type { Outcome } from '../machines/tool-run-protocol.ts';

/** The sentences that no model says: what the user hears where a model can't speak or must not be trusted to. */
export type Phrases = {
  /** A long tool begins, and neither the model nor the tool said anything. */
  begins(label: string): string;
  /** The chat could not answer now; the question is answered after the result. */
  putOff: string;
  /** The operation broke before any long tool came to an end. */
  broke: string;
  /** Said after that, when nothing can have been changed. */
  askAgain: string;
  /** Said when an operation broke or was cancelled after a quick tool that may have changed something. */
  partly: string;
  /** How a tool run ended, for each outcome. */
  ended: Record<Outcome, (label: string) => string>;
  /** The user cancelled before anything long had begun. */
  cancelled: string;
  /** The app brought a no to what needs a yes. */
  declined: string;
  /** The user said more at once than is heard. */
  tooLong: string;
};

/** English, fit for speech. */
export const DEFAULT_PHRASES: Phrases = {
  begins: (label) => `I am on it: ${label}. This takes a moment, and you can go on talking to me.`,
  putOff: 'Let me come back to that in a moment.',
  broke: 'I am sorry, something went wrong on my side and I could not finish that.',
  askAgain: 'Please ask me again.',
  partly: 'Part of what you asked for may already be done, so please check before you ask again.',
  ended: {
    succeeded: (label) => `Done: ${label}.`,
    failed: (label) => `I am sorry, that did not work: ${label}.`,
    cancelled: (label) => `I have stopped it before it changed anything: ${label}.`,
    timedOut: (label) => `I am sorry, it took too long and I have stopped it: ${label}.`,
    unknown: (label) =>
      `I am sorry, I cannot tell whether it went through: ${label}. Please check before you try again.`,
  },
  cancelled: 'All right, I have stopped.',
  declined: 'All right, I leave it as it is.',
  tooLong: 'That was too much at once for me, and I have not taken it in. Please say it in fewer words.',
};

/** The phrases of an app's own; those it leaves out are the defaults. */
export type OwnPhrases = Partial<Omit<Phrases, 'ended'>> & { ended?: Partial<Phrases['ended']> };

/**
 * The defaults with the app's own phrases in place.
 *
 * A phrase that throws must not keep a result from being told: the default is said instead.
 */
export function phrasesWith({ ended, ...own }: OwnPhrases = {}): Phrases {
  const { begins, ended: endings, ...fixed } = DEFAULT_PHRASES;
  return {
    ...fixed,
    ...texts(own),
    begins: sure(own.begins, begins),
    ended: {
      succeeded: sure(ended?.succeeded, endings.succeeded),
      failed: sure(ended?.failed, endings.failed),
      cancelled: sure(ended?.cancelled, endings.cancelled),
      timedOut: sure(ended?.timedOut, endings.timedOut),
      unknown: sure(ended?.unknown, endings.unknown),
    },
  };
}

/** What of the options is a text: one that was left undefined is the default. */
export function texts<Texts extends object>(own: Texts): Partial<Texts> {
  const given: Partial<Texts> = {};
  for (const [name, text] of Object.entries(own)) if (typeof text === 'string') Object.assign(given, { [name]: text });
  return given;
}

type Phrase = (label: string) => string;

function sure(own: Phrase | undefined, usual: Phrase): Phrase {
  if (!own) return usual;
  return (label) => {
    try {
      const said: unknown = own(label);
      return typeof said === 'string' && said.trim() !== '' ? said : usual(label);
    } catch {
      return usual(label);
    }
  };
}
