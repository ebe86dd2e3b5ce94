import nlp from 'compromise';
import type { Intent } from './intents.ts';
import { matchesOf } from './vocabulary.ts';

/** How work is named by those who speak of it, and by the library that lists it. */
const names: readonly { intent: Intent; calledBy: readonly string[] }[] = [
  { intent: 'bill', calledBy: ['<bill>'] },
  { intent: 'roamingPass', calledBy: ['<pass>', '(roaming|purchase)'] },
  { intent: 'packageChange', calledBy: ['(change|switch|upgrade|downgrade|move)', '<plan>', '<planName>'] },
  { intent: 'contractClosing', calledBy: ['<contract>', '(closing|closure|close|termination)'] },
  { intent: 'dataAlerts', calledBy: ['<notice>'] },
  { intent: 'login', calledBy: ['sign in', '(login|sign-in)'] },
];

const nets = names.map(({ intent, calledBy }) => ({
  intent,
  net: nlp.buildNet(calledBy.flatMap(matchesOf).map((match) => ({ match }))),
}));

/** What work a text speaks of, whatever it wants of it. */
export function mattersIn(text: string): Intent[] {
  const doc = nlp(text);
  return nets.filter(({ net }) => doc.has(net)).map(({ intent }) => intent);
}
