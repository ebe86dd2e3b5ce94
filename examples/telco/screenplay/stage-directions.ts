import type { ConversationContext } from 'meanwhile';
import { matchesState, type StateValue } from 'xstate';
import { lockedTurn } from '../locked-turn.ts';

type Moment = { context: ConversationContext; value: StateValue };

/** Where it is told, and how long the chat is waited for. */
type StageDirections = { patienceMs: number; tell(text: string): void };

/** Tells what happens behind the scenes, once each time it happens. */
export function stageDirections({ patienceMs, tell }: StageDirections): (moment: Moment) => void {
  const patience = `${patienceMs / 1000} s`;
  let told = '';
  return (moment) => {
    const direction = directionFor(moment, patience);
    if (direction !== told && direction !== '') tell(direction);
    told = direction;
  };
}

function directionFor({ context, value }: Moment, patience: string): string {
  const isIn = (state: StateValue) => matchesState(state, value);
  if (isIn({ engaged: { accompanied: 'aborting' } })) return `(${patience} are over: the chat is told to stop)`;
  if (isIn({ engaged: { accompanied: 'settling' } }) && lockedTurn(context)) {
    return `(the result is there; the chat has ${patience} to finish its sentence)`;
  }
  if (isIn({ awaitingConfirmation: 'listening' })) return '(nothing runs until the customer says yes to exactly this)';
  return isIn('synthesizing') ? '(the result and the talk become one reply)' : '';
}
