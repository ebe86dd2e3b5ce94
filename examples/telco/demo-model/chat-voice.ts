import { type Decision, decideFrom } from './decision.ts';
import { isSmallTalk, smallTalk, talkMeanwhile } from './small-talk.ts';
import { steps } from './steps.ts';
import { noteRequest } from './steps/note-request.ts';
import { lookUp, type Move } from './steps/step.ts';
import { namesWork, offerToStop, stopWork } from './steps/stop-work.ts';
import { tellResult } from './telling/tell-result.ts';
import { needsLogin } from './telling/trouble.ts';
import type { ToolResult, Turn } from './turn.ts';
import { type Wish, wishesOf } from './wishes.ts';

const lookUps: readonly Wish['intent'][] = [
  'balance',
  'currentPackage',
  'addons',
  'catalog',
  'recommendation',
  'roamingInfo',
];
const tellsHowFar = lookUp('check_status');

/** Company while a long tool runs: looks things up, says how far the work is, notes what comes next, stops what is no longer wanted. */
export function speakMeanwhile(turn: Turn, tools: ReadonlySet<string>): Decision {
  if (namesWork(turn)) return decideFrom(turn, [stopWork(turn)], tell);
  return decideFrom(
    turn,
    wishesOf(turn).map((wish) => move(wish, turn, tools)),
    tell,
  );
}

function move(wish: Wish, turn: Turn, tools: ReadonlySet<string>): Move {
  const { intent } = wish;
  if (intent === 'status') return tellsHowFar(wish, turn);
  if (intent === 'stop') return stopWork(turn);
  if (intent === 'neverMind') return offerToStop(turn);
  if (isSmallTalk(intent)) return { says: smallTalk(talkMeanwhile, intent, turn) };
  if (!lookUps.includes(intent)) return noteRequest(wish, turn);
  const next = steps[intent](wish, turn);
  const isPossible = (next.calls ?? []).every(({ name }) => tools.has(name));
  return isPossible ? next : { says: 'I cannot look that up right now. Please ask me again right after.' };
}

function tell(result: ToolResult): string {
  return needsLogin(result) ? 'For that you have to be signed in. Let us do that right after.' : tellResult(result);
}
