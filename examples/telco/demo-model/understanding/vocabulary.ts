import nlp from 'compromise';

const nouns: Record<string, readonly string[]> = {
  bill: ['bill', 'invoice', 'charge', 'statement', 'amount due'],
  data: ['data', 'gb', 'gig', 'gigabyte', 'megabyte', 'mb', 'internet', 'volume', 'allowance'],
  plan: ['plan', 'package', 'tariff'],
  contract: ['contract', 'account', 'subscription'],
  pass: ['pass', 'bundle'],
  addon: ['add on', 'addon', 'extras', 'option'],
  advice: ['recommendation', 'suggestion', 'advice'],
  notice: ['alert', 'notification', 'warning', 'reminder'],
  journey: ['roaming', 'trip', 'vacation', 'holiday'],
};

const verbs: Record<string, readonly string[]> = {
  closing: ['close', 'cancel', 'end', 'terminate', 'quit', 'stop', 'leave'],
  moving: ['move', 'switch', 'change', 'upgrade', 'downgrade', 'go', 'put', 'transfer'],
  buying: ['buy', 'purchase', 'get', 'book', 'order', 'need', 'want', 'add', 'give'],
  recommending: ['recommend', 'suggest', 'advise'],
  alerting: ['alert', 'warn', 'notify', 'remind', 'ping'],
  roaming: ['roam', 'travel'],
};

const names: Record<string, readonly string[]> = {
  planName: [
    'unlimited',
    'premium',
    'basic',
    'lite',
    'standard',
    'travelers',
    'travellers',
    'traveler',
    'traveller',
    ...['10', '20', '40'].flatMap((size) => [`${size} gig`, `${size} gigs`, `${size} gb`, `${size}gb`]),
  ],
  wanting: ['want', 'would like', 'take', 'prefer', 'give me', 'get me'],
  finished: ['done', 'finished', 'ready', 'complete', 'through'],
};

const choices = new Map([
  ...Object.entries(nouns).map(([word, synonyms]) => [word, choiceOf(synonyms.flatMap(nounForms))] as const),
  ...Object.entries(verbs).map(([word, synonyms]) => [word, choiceOf(synonyms.flatMap(verbForms))] as const),
  ...Object.entries(names).map(([word, synonyms]) => [word, choiceOf(synonyms)] as const),
]);

/**
 * The matches of a phrase: `<word>` stands for all the words that mean the same here, in all their forms.
 * A choice with an alternative of several words becomes several matches: `compromise` does not find it behind `*`.
 *
 * @throws when the vocabulary lacks the word.
 */
export function matchesOf(phrase: string): string[] {
  const named = phrase.replace(/<(\w+)>/g, (_, word: string) => {
    const choice = choices.get(word);
    if (choice === undefined)
      throw new Error(`The phrase "${phrase}" uses <${word}>, which the vocabulary lacks: add it there.`);
    return choice;
  });
  return withoutLongChoices(named);
}

function withoutLongChoices(match: string): string[] {
  const long = /\(([^()]* [^()]*)\)/.exec(match);
  if (long?.[1] === undefined) return [match];
  const alternatives = long[1].split('|');
  const short = alternatives.filter((alternative) => !alternative.includes(' '));
  const rest = alternatives.filter((alternative) => alternative.includes(' '));
  const choice = short.length > 0 ? [`(${short.join('|')})`, ...rest] : rest;
  return choice.flatMap((alternative) => withoutLongChoices(match.replace(long[0], alternative)));
}

function choiceOf(forms: readonly string[]): string {
  return `(${[...new Set(forms)].join('|')})`;
}

function nounForms(noun: string): string[] {
  const doc = nlp(noun);
  doc.tag('Singular');
  return [noun, doc.nouns().toPlural().text('normal')];
}

function verbForms(verb: string): string[] {
  const doc = nlp(verb);
  doc.tag('Infinitive');
  return [
    verb,
    ...doc
      .verbs()
      .conjugate()
      .flatMap((forms) => Object.values<string>({ ...forms })),
  ];
}
