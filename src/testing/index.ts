export { grammarViolations, type GrammarMessage } from './provider-grammar.ts';
export { scriptedModel, type Asked, type Line, type Script, type ScriptedModel } from './scripted-model.ts';
export { stage, type Cast, type Scene, type Told } from './stage.ts';
export { settle, virtualClock, type VirtualClock } from './virtual-clock.ts';
