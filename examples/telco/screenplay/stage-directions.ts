import type { ConversationContext } from 'meanwhile';
import { matchesState, type StateValue } from 'xstate';
import { lockedTurn } from '../locked-turn.ts';

type Moment = { context: ConversationContext; value: StateValue };

/** Tells what happens behind the scenes, once each time it happens. */
export function stageDirections(tell: (text: string) => void): (moment: Moment) => void {
  let told = '';
  return (moment) => {
    const direction = directionFor(moment);
    if (direction !== told && direction !== '') tell(direction);
    told = direction;
  };
}

function directionFor({ context, value }: Moment): string {
  const isIn = (state: StateValue) => matchesState(state, value);
  if (isIn({ engaged: { accompanied: 'aborting' } })) return '(15 s are over: the chat is told to stop)';
  if (isIn({ engaged: { accompanied: 'settling' } }) && lockedTurn(context)) {
    return '(the result is there; the chat has 15 s to finish its sentence)';
  }
  if (isIn({ awaitingConfirmation: 'listening' })) return '(nothing runs until the customer says yes to exactly this)';
  return isIn('synthesizing') ? '(the result and the talk become one reply)' : '';
}
