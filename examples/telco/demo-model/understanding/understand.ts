import nlp from 'compromise';
import { courtesies, type Intent, phrasings } from './intents.ts';
import { remembered } from './remembered.ts';
import { matchesOf } from './vocabulary.ts';

const nets = phrasings.map(({ intent, phrases, yieldsTo = [], explains = [] }) => ({
  intent,
  yieldsTo,
  explains,
  net: nlp.buildNet(phrases.flatMap(matchesOf).map((match) => ({ match }))),
}));

/** What is meant, in the order it is said; reasons and courtesies beside something else are left out. Empty: not understood. */
export function understand(text: string): Intent[] {
  const meant = [...new Set(clausesOf(text).flatMap(intentsOf))];
  const reasons = nets
    .filter(({ explains }) => explains.some((request) => meant.includes(request)))
    .map(({ intent }) => intent);
  const requests = meant.filter((intent) => !reasons.includes(intent));
  const substance = requests.filter((intent) => !courtesies.includes(intent));
  return substance.length > 0 ? substance : requests;
}

/** The clauses of a text that mean this. */
export function clausesMeaning(text: string, intent: Intent): string[] {
  return clausesOf(text).filter((clause) => intentsOf(clause).includes(intent));
}

/** Whether an intent, said beside a request, is only the reason for it. */
export function isReasonFor(intent: Intent, request: Intent): boolean {
  return nets.some((net) => net.intent === intent && net.explains.includes(request));
}

const clausesOf = remembered((text): readonly string[] => {
  const clauses: unknown = nlp(text).clauses().splitBefore('(and|then|but|also|plus)').out('array');
  return Array.isArray(clauses) ? clauses.filter((clause) => typeof clause === 'string') : [];
});

const intentsOf = remembered((clause): readonly Intent[] => {
  const doc = nlp(clause);
  const meant = nets.filter(({ net }) => doc.has(net));
  const names = meant.map(({ intent }) => intent);
  return meant
    .filter(({ yieldsTo }) => !yieldsTo.some((stronger) => names.includes(stronger)))
    .map(({ intent }) => intent);
});
