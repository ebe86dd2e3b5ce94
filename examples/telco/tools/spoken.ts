import type { Refusal, RefusalCode } from '../operator/refusal.ts';

const reasons: Record<RefusalCode, string> = {
  not_found: 'I could not find your number with us',
  invalid_msisdn: 'that is not a phone number I can use',
  invalid_pass: 'that pass is not on sale for that country',
  invalid_package: 'there is no such plan',
  invalid_threshold: 'those alert values are not possible',
  not_verified: 'that needs you to be signed in for that number',
  contract_closed: 'your contract is closed',
  unknown_country: 'I do not know that country',
  conflict: 'the same request was already made with other details',
};

/** Tells a refusal to the customer. */
export function spokenRefusal({ error }: Refusal): string {
  return `That did not go through: ${reasons[error]}.`;
}

/** Money as it is said: `45.00 EUR`. */
export function spokenAmount(amount: number): string {
  return `${amount.toFixed(2)} EUR`;
}

/** Megabytes as they are said: whole gigabytes where they are some. */
export function spokenMegabytes(megabytes: number): string {
  return megabytes % 1024 === 0 ? `${megabytes / 1024} GB` : `${megabytes} MB`;
}

/** The English name of a country as it is said in a sentence, by its ISO code. */
export function spokenCountry(code: string): string {
  const name = new Intl.DisplayNames(['en'], { type: 'region' }).of(code) ?? code;
  return name.startsWith('United') ? `the ${name}` : name;
}
