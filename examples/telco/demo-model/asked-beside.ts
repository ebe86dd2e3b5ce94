import { pendingQuestion } from './questions.ts';
import type { Turn } from './turn.ts';
import type { Wish } from './wishes.ts';

/**
 * What is answered to a question that is asked before the yes to an offer, with the offer itself behind it, so that it is made
 * again: as it stands, only a yes to the very last words counts. Undefined where no offer is open, or the words are about more.
 */
export function askedBesideOffer(wishes: readonly Wish[], { said, earlier }: Turn): Wish[] | undefined {
  const pending = pendingQuestion(earlier);
  if (!pending?.question.wantsYes || !offered.includes(pending.question.about)) return undefined;
  const isAnsweredByOffer = said.some((text) => termsAsked.test(text));
  const isBeside = ({ intent }: Wish) => beside.includes(intent) || (intent === 'unknown' && isAnsweredByOffer);
  if (wishes.length === 0 || !wishes.every(isBeside)) return undefined;

  const { question, details } = pending;
  const answers = wishes.flatMap((wish): Wish[] => {
    if (wish.intent === 'status')
      return said.some((text) => timeAsked.test(text)) ? [{ ...wish, intent: 'duration' }] : [];
    return saysNothing.includes(wish.intent) ? [] : [wish];
  });
  return [...answers, { intent: question.about, details }];
}

/** What is done only after a yes. */
const offered: readonly Wish['intent'][] = ['packageChange', 'roamingPass', 'contractClosing'];

/** The offer made again is answer enough. */
const saysNothing: readonly Wish['intent'][] = ['presence', 'unknown'];

/** Asked in between, it takes nothing back. */
const beside: readonly Wish['intent'][] = [
  'status',
  'presence',
  'weather',
  'joke',
  'whoAreYou',
  'balance',
  'addons',
  'catalog',
];

/** The price, and from when to when. */
const termsAsked = /\bhow (much|long)|\bcosts?\b|\bprice|\bexpensive|\bwhen\b/i;
const timeAsked = /\bhow (much )?long(er)?\b.*\b(takes?|taking|needs?)\b/i;
