import { asks, type PendingQuestion, pendingQuestion, type Question, questions } from './questions.ts';
import { readTurn, resultOf, type Turn } from './turn.ts';
import { type Details, detailsOf, joinDetails } from './understanding/details.ts';
import type { Intent } from './understanding/intents.ts';
import { isReasonFor, understand } from './understanding/understand.ts';

/** Something the user wants, with what is known of it: `duration` is how long an offer would take, `unknown` was not understood. */
export type Wish = {
  intent: Intent | 'duration' | 'unknown';
  details: Details;
};

/** All the user wants in this turn. Whoever has just signed in wants again what the sign-in was for. */
export function wishesOf(turn: Turn): Wish[] {
  const wishes = wishesIn(turn);
  return hasSignedIn(turn) ? [...wishes, ...wishesBeforeLogin(turn)] : wishes;
}

function wishesIn({ said, earlier }: Turn): Wish[] {
  const pending = pendingQuestion(earlier);
  const details = detailsOf(said.join('. '));
  return said.filter((text) => text.trim() !== '').flatMap((text) => wishesInText(text, details, pending));
}

function wishesInText(text: string, details: Details, pending: PendingQuestion | undefined): Wish[] {
  const intents = understand(text);
  const answer = pending && answerTo(pending, text, details);
  const others = answer ? besides(pending.question, text) : withoutIdleYes(intents);
  const wishes = others.map((intent): Wish => ({ intent, details }));
  if (answer) return [answer, ...wishes];
  if ((details.phone ?? details.code) !== undefined && !intents.includes('login'))
    return [{ intent: 'login', details }, ...wishes];
  return wishes.length > 0 ? wishes : [{ intent: 'unknown', details }];
}

/** A yes to nothing adds nothing to what else is said. */
function withoutIdleYes(intents: readonly Intent[]): readonly Intent[] {
  return intents.length > 1 ? intents.filter((intent) => intent !== 'yes') : intents;
}

function answerTo({ question, details: named }: PendingQuestion, text: string, said: Details): Wish | undefined {
  const intents = understand(text);
  const isAbout = besides(question, text).length === 0;
  const given = question.takes.filter((name) => said[name] !== undefined);
  const joined: Wish = { intent: question.about, details: joinDetails(named, said) };
  if (isAbout && given.some((name) => said[name] !== named[name])) return joined;

  const refuses = intents.some((intent) => refusals.includes(intent));
  if (question.wantsYes && intents.includes('yes') && !refuses) return { intent: question.about, details: named };
  return isAbout && given.length > 0 && !refuses ? joined : undefined;
}

/** What a text means that has nothing to do with the question. */
function besides({ about, wantsYes }: Question, text: string): Intent[] {
  const isStatement = !text.includes('?');
  return understand(text).filter(
    (intent) =>
      intent !== about && !manners.includes(intent) && !(isStatement && !wantsYes && isReasonFor(intent, about)),
  );
}

/** Said with a yes, these take it back. */
const refusals: readonly Intent[] = ['no', 'neverMind', 'stop', 'goOn', 'later'];

/** Said with an answer, these add nothing to it. */
const manners: readonly Intent[] = ['yes', 'no', 'greeting', 'thanks'];

function hasSignedIn(turn: Turn): boolean {
  const value = resultOf(turn, 'verify_login_tool')?.value;
  return typeof value === 'object' && value !== null && 'verified' in value && value.verified === true;
}

function wishesBeforeLogin({ earlier }: Turn): Wish[] {
  const asked = earlier.flatMap((message, index) => (asks(message, questions.phoneNumber) ? [index] : []));
  const before = asked
    .toReversed()
    .map((index) => wishesIn(readTurn(earlier.slice(0, index))).filter(({ intent }) => needsLogin.includes(intent)));
  return before.find((wishes) => wishes.length > 0) ?? [];
}

const needsLogin: readonly Wish['intent'][] = [
  'bill',
  'balance',
  'currentPackage',
  'addons',
  'recommendation',
  'roamingInfo',
  'roamingPass',
  'packageChange',
  'contractClosing',
  'closingFee',
  'dataAlerts',
];
