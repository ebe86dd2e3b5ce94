import { askedBesideOffer } from './asked-beside.ts';
import { type Decision, decideFrom } from './decision.ts';
import { labelOf } from './label-of.ts';
import { isSmallTalk, smallTalk, talkInFront } from './small-talk.ts';
import { steps } from './steps.ts';
import { callOnce, type Move } from './steps/step.ts';
import { takeOffList } from './steps/stop-work.ts';
import type { Turn } from './turn.ts';
import { type Wish, wishesOf } from './wishes.ts';

/** The main operation: picks tools for all that is wanted, asks for what is missing, tells the results. */
export function speakInFront(turn: Turn, tools: ReadonlySet<string>): Decision {
  const wishes = wishesFor(turn);
  const moves = (some: readonly Wish[]) => some.map((wish) => move(wish, turn, tools));
  const beside = askedBesideOffer(wishes, turn);
  if (beside) return decideFrom(turn, [...moves(beside), lookBeside(turn)]);
  const onlyTells =
    turn.results.length > 0 ? wishes.filter(({ intent }) => !isSmallTalk(intent) || intent === 'joke') : wishes;
  return decideFrom(turn, moves(onlyTells));
}

/** Where a call that needs a yes is the only one, its question is told without another word: with a look there are two. */
function lookBeside(turn: Turn): Move {
  const look = 'get_current_package_tool';
  return { ...callOnce(turn, { name: look, args: {} }), told: [look] };
}

/** Of a request that had to wait, the rest has been answered; what is stopped beside a wish is not the wish. */
function wishesFor(turn: Turn): Wish[] {
  const wishes = wishesOf(turn);
  const wanted = wishes.filter((wish) => labelOf(wish) === turn.wanted);
  if (wanted.length > 0) return wanted;
  const others = wishes.filter(({ intent }) => intent !== 'stop' || takeOffList(turn) !== undefined);
  return others.length > 0 ? others : wishes;
}

function move(wish: Wish, turn: Turn, tools: ReadonlySet<string>): Move {
  const offList = wish.intent === 'stop' ? takeOffList(turn) : undefined;
  if (offList) return offList;
  if (isSmallTalk(wish.intent)) return { says: smallTalk(talkInFront, wish.intent, turn) };
  const next = steps[wish.intent](wish, turn);
  const isPossible = (next.calls ?? []).every(({ name }) => tools.has(name));
  return isPossible ? next : { says: 'I am sorry, I have no tool for that here.' };
}
