import type { ConversationTool } from '../../tools/catalog.ts';
import type { Cast } from '../cast.ts';
import type { Scene } from '../scene.ts';
import type { VirtualClock } from '../virtual-clock.ts';

/** Something that may happen to a bot of your own. */
export type OwnMove = {
  /** Whether it may happen now. Default: always. */
  when?(scene: Scene): boolean;
  /** Lets it happen; a promise is waited for, and time does not pass meanwhile. */
  make(scene: Scene): unknown;
};

/** A bot to be explored. */
export type Bot = Pick<Cast, 'input' | 'instructions' | 'phrases' | 'bounds' | 'limits' | 'delivery' | 'checkIns'> & {
  /** The tools; what they wait for must be the clock, or an arrival: real time does not pass. */
  tools: readonly ConversationTool[];
  /** What else may happen, by its name in words: a back-end that fails, a customer who is locked out. */
  moves?: Record<string, OwnMove>;
  /** Throws, or rejects, when something of your own is not as it must be. Called after each move and at the end. */
  check?(scene: Scene): unknown;
};

/**
 * Lets a value arrive at a moment that the exploration chooses: what a back-end answers, for one.
 *
 * The value must come without the clock, which stands still until it is there.
 */
export type Arrival = <Value>(value: Promise<Value>) => Promise<Value>;

/** Makes a bot anew, with a back-end that begins anew. */
export type MakeBot = (clock: VirtualClock, arrival: Arrival) => Bot;
