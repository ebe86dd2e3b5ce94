import type { WireMessage } from './chat-completion-request.ts';
import { talkInFront } from './small-talk.ts';
import { type Details, detailsOf } from './understanding/details.ts';
import type { Intent } from './understanding/intents.ts';

/** A question to the user, recognised later by how it begins: the model keeps nothing but the talk itself. */
export type Question = {
  begins: string;
  about: Intent;
  /** Whether a yes to the sentence before it is the answer; else a detail is. */
  wantsYes: boolean;
  /** The details that answer it, or correct it. */
  takes: readonly (keyof Details)[];
};

/** A question that waits for its answer, and the details it named: what it asks for is open, whichever choices it listed. */
export type PendingQuestion = { question: Question; details: Details };

/** All questions: the first three end the previews of the tools, so that the model need not ask them; the others are its own. */
export const questions = {
  switchPlan: {
    begins: 'Shall I switch you to it',
    about: 'packageChange',
    wantsYes: true,
    takes: ['plan', 'effective'],
  },
  buyPass: {
    begins: 'Shall I buy it for you',
    about: 'roamingPass',
    wantsYes: true,
    takes: ['period', 'country'],
  },
  closeContract: {
    begins: 'Shall I close it now',
    about: 'contractClosing',
    wantsYes: true,
    takes: [],
  },
  whichPlan: {
    begins: 'Which plan would you like',
    about: 'packageChange',
    wantsYes: false,
    takes: ['plan'],
  },
  passCountry: {
    begins: 'For which country do you need',
    about: 'roamingPass',
    wantsYes: false,
    takes: ['country'],
  },
  passPeriod: {
    begins: 'Would you like the day pass or the week pass',
    about: 'roamingPass',
    wantsYes: false,
    takes: ['period'],
  },
  roamingCountry: {
    begins: 'Which country are you travelling to',
    about: 'roamingInfo',
    wantsYes: false,
    takes: ['country'],
  },
  alertThreshold: {
    begins: 'At how many percent or gigabytes',
    about: 'dataAlerts',
    wantsYes: false,
    takes: ['percent', 'gigabytes'],
  },
  phoneNumber: {
    begins: 'What is your phone number',
    about: 'login',
    wantsYes: false,
    takes: ['phone'],
  },
  loginCode: {
    begins: 'What is the six-digit code',
    about: 'login',
    wantsYes: false,
    takes: ['code'],
  },
  stopIt: {
    begins: 'Shall I stop the work on',
    about: 'stop',
    wantsYes: true,
    takes: [],
  },
  whichToStop: {
    begins: 'Which one shall I stop',
    about: 'stop',
    wantsYes: false,
    takes: [],
  },
  newCode: {
    begins: 'Shall I send you a new code',
    about: 'login',
    wantsYes: true,
    takes: ['phone', 'code'],
  },
} satisfies Record<string, Question>;

/** The question that the agent asked last, if its last words hold one; words that left it open don't count. */
export function pendingQuestion(earlier: readonly WireMessage[]): PendingQuestion | undefined {
  const last = earlier.findLast((message) => message.role === 'assistant' && !leavesOpen(message))?.content ?? '';
  const all: readonly Question[] = Object.values(questions);
  const [latest] = all
    .map((question) => ({ question, at: last.lastIndexOf(question.begins) }))
    .toSorted((one, other) => other.at - one.at);
  if (latest === undefined || latest.at < 0) return undefined;
  const { question, at } = latest;
  const asked = last.slice(at).split('?')[0] ?? '';
  if (question.wantsYes) return { question, details: detailsOf(`${sentenceBefore(last, at)} ${asked}`) };
  const open = Object.fromEntries(question.takes.map((name) => [name, undefined]));
  return { question, details: { ...detailsOf(asked), ...open } };
}

function leavesOpen({ content }: WireMessage): boolean {
  return content === talkInFront.hesitation || content === talkInFront.unknown;
}

function sentenceBefore(text: string, at: number): string {
  return (
    text
      .slice(0, at)
      .trim()
      .split(/(?<=[.?!])\s+/)
      .at(-1) ?? ''
  );
}

/** Whether the agent asked this. */
export function asks(message: WireMessage, { begins }: Question): boolean {
  return message.role === 'assistant' && (message.content ?? '').includes(begins);
}
