import type { Line, Script } from '../scripted-model.ts';
import type { Arrival } from './bot.ts';

/** A voice that says nothing until it is told what. */
export type HeldVoice = {
  script: Script;
  /** Whether somebody waits for its word. */
  isAsked(): boolean;
  answer(line: Line): void;
  /** Whoever asked is gone. */
  forget(): void;
};

/** Makes a voice that is held. What it says is on its way until `arrival` lets it arrive. */
export function heldVoice(arrival: Arrival): HeldVoice {
  let answerAsker: ((line: Promise<Line>) => void) | undefined;
  return {
    script() {
      const { promise, resolve } = Promise.withResolvers<Line>();
      answerAsker = resolve;
      return promise;
    },
    isAsked: () => answerAsker !== undefined,
    answer(line) {
      answerAsker?.(arrival(Promise.resolve(line)));
      answerAsker = undefined;
    },
    forget() {
      answerAsker = undefined;
    },
  };
}
