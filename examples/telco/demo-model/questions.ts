import type { WireMessage } from './chat-completion-request.ts';
import { type Details, detailsOf } from './understanding/details.ts';
import type { Intent } from './understanding/intents.ts';

/** A question the model asks, recognised later by how it begins: the model keeps nothing but the talk itself. */
export type Question = {
  begins: string;
  about: Intent;
  /** Whether a yes is the answer; else a detail is. */
  wantsYes: boolean;
  /** The details that answer it, or correct it. */
  takes: readonly (keyof Details)[];
};

/** A question that waits for its answer, and the details it named: what it asks for is open, whichever choices it listed. */
export type PendingQuestion = { question: Question; details: Details };

/** All questions of the demo model. */
export const questions = {
  switchPlan: {
    begins: 'Shall I switch you to',
    about: 'packageChange',
    wantsYes: true,
    takes: ['plan', 'effective'],
  },
  buyPass: {
    begins: 'Shall I get you the',
    about: 'roamingPass',
    wantsYes: true,
    takes: ['period', 'country'],
  },
  closeContract: {
    begins: 'Shall I close your contract',
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
  newCode: {
    begins: 'Shall I send you a new code',
    about: 'login',
    wantsYes: true,
    takes: ['phone', 'code'],
  },
} satisfies Record<string, Question>;

/** The question that the agent asked last, if its last words hold one. */
export function pendingQuestion(earlier: readonly WireMessage[]): PendingQuestion | undefined {
  const last = earlier.findLast(({ role }) => role === 'assistant')?.content ?? '';
  const all: readonly Question[] = Object.values(questions);
  const [latest] = all
    .map((question) => ({ question, at: last.lastIndexOf(question.begins) }))
    .toSorted((one, other) => other.at - one.at);
  if (latest === undefined || latest.at < 0) return undefined;
  const { question, at } = latest;
  const named = detailsOf(last.slice(at).split('?')[0] ?? '');
  const asked = Object.fromEntries(question.takes.map((name) => [name, undefined]));
  return { question, details: question.wantsYes ? named : { ...named, ...asked } };
}

/** Whether the agent asked this. */
export function asks(message: WireMessage, { begins }: Question): boolean {
  return message.role === 'assistant' && (message.content ?? '').includes(begins);
}
