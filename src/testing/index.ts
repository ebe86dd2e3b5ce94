export { atOnce, type Arrival, type Bot, type MakeBot, type OwnMove } from './explore/bot.ts';
export type { Coverage } from './explore/coverage.ts';
export { explore, type Exploration, type ExploreOptions } from './explore/explore.ts';
export type { Call } from './explore/moves.ts';
export { brokenInvariants, INVARIANTS, type Invariant } from './invariants.ts';
export { grammarViolations, type GrammarMessage } from './provider-grammar.ts';
export { scriptedModel, type Asked, type Line, type Script, type ScriptedModel } from './scripted-model.ts';
export { stage, type Cast, type Scene, type Told } from './stage.ts';
export { settle, virtualClock, type VirtualClock } from './virtual-clock.ts';
