import type { WireMessage } from './chat-completion-request.ts';
import { type Details, detailsOf } from './understanding/details.ts';
import type { Intent } from './understanding/intents.ts';

/** A question the model asks, recognised later by how it begins: the model keeps nothing but the talk itself. */
export type Question = {
  begins: string;
  about: Intent;
  /** Whether a yes is the answer; else a detail is. */
  wantsYes: boolean;
  isAnsweredBy(details: Details): boolean;
};

/** A question that waits for its answer, and the details it named itself. */
export type PendingQuestion = { question: Question; details: Details };

/** All questions of the demo model. */
export const questions = {
  switchPlan: {
    begins: 'Shall I switch you to',
    about: 'packageChange',
    wantsYes: true,
    isAnsweredBy: ({ plan, effective }) => (plan ?? effective) !== undefined,
  },
  buyPass: {
    begins: 'Shall I get you the',
    about: 'roamingPass',
    wantsYes: true,
    isAnsweredBy: ({ period, country }) => (period ?? country) !== undefined,
  },
  closeContract: {
    begins: 'Shall I close your contract',
    about: 'contractClosing',
    wantsYes: true,
    isAnsweredBy: () => false,
  },
  whichPlan: {
    begins: 'Which plan would you like',
    about: 'packageChange',
    wantsYes: false,
    isAnsweredBy: ({ plan }) => plan !== undefined,
  },
  passCountry: {
    begins: 'For which country do you need',
    about: 'roamingPass',
    wantsYes: false,
    isAnsweredBy: ({ country }) => country !== undefined,
  },
  passPeriod: {
    begins: 'Would you like the day pass or the week pass',
    about: 'roamingPass',
    wantsYes: false,
    isAnsweredBy: ({ period }) => period !== undefined,
  },
  roamingCountry: {
    begins: 'Which country are you travelling to',
    about: 'roamingInfo',
    wantsYes: false,
    isAnsweredBy: ({ country }) => country !== undefined,
  },
  alertThreshold: {
    begins: 'At how many percent or gigabytes',
    about: 'dataAlerts',
    wantsYes: false,
    isAnsweredBy: ({ percent, gigabytes }) => (percent ?? gigabytes) !== undefined,
  },
  phoneNumber: {
    begins: 'What is your phone number',
    about: 'login',
    wantsYes: false,
    isAnsweredBy: ({ phone }) => phone !== undefined,
  },
  loginCode: {
    begins: 'What is the six-digit code',
    about: 'login',
    wantsYes: false,
    isAnsweredBy: ({ code }) => code !== undefined,
  },
} satisfies Record<string, Question>;

/** The question that the agent asked last, if its last words hold one. */
export function pendingQuestion(earlier: readonly WireMessage[]): PendingQuestion | undefined {
  const last = earlier.findLast(({ role }) => role === 'assistant')?.content ?? '';
  const asked: readonly Question[] = Object.values(questions);
  const [latest] = asked
    .map((question) => ({ question, at: last.lastIndexOf(question.begins) }))
    .toSorted((one, other) => other.at - one.at);
  if (latest === undefined || latest.at < 0) return undefined;
  return { question: latest.question, details: detailsOf(last.slice(latest.at).split('?')[0] ?? '') };
}

/** Whether the agent asked this. */
export function asks(message: WireMessage, { begins }: Question): boolean {
  return message.role === 'assistant' && (message.content ?? '').includes(begins);
}
