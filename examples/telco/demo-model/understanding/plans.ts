import nlp from 'compromise';

/** The plans and how people call them; the first that matches is meant. */
const plans = [
  { id: 'P-UNL-P', name: 'Unlimited Premium', calledBy: 'premium' },
  { id: 'P-UNL-B', name: 'Unlimited Basic', calledBy: '(unlimited|endless|basic)' },
  { id: 'P-10', name: 'Lite', calledBy: '(lite|light|smallest|10gb)' },
  { id: 'P-10', name: 'Lite', calledBy: '(10|ten) (gb|gig|gigs|gigabyte|gigabytes)' },
  { id: 'P-40', name: 'Standard', calledBy: '(standard|40gb)' },
  { id: 'P-40', name: 'Standard', calledBy: '(40|forty) (gb|gig|gigs|gigabyte|gigabytes)' },
  { id: 'P-TRAVEL-EU-20', name: 'Travelers EU', calledBy: '(travelers|travellers|traveler|traveller|eu|20gb)' },
  { id: 'P-TRAVEL-EU-20', name: 'Travelers EU', calledBy: '(20|twenty) (gb|gig|gigs|gigabyte|gigabytes)' },
  { id: 'P-TRAVEL-EU-20', name: 'Travelers EU', calledBy: '(travel|travelling|traveling) (plan|package|tariff|one)' },
];

/** "Unlimited Plus" is none of them. */
const UNKNOWN_GRADE =
  /\b(unlimited|basic|premium|lite|light|standard|travell?ers?( eu)?) (plus|pro|max|ultra|extra|xl|gold|silver|platinum|deluxe|family|business)\b/i;

/** The id of the plan that a text names. */
export function planIn(text: string): string | undefined {
  if (UNKNOWN_GRADE.test(text)) return undefined;
  const doc = nlp(text);
  return plans.find(({ calledBy }) => doc.has(calledBy))?.id;
}

/** The short name of a plan, or its id if it is none we know. */
export function planName(id: string): string {
  return plans.find((plan) => plan.id === id)?.name ?? id;
}
