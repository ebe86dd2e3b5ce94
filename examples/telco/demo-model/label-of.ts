import { countryName } from './understanding/countries.ts';
import { planName } from './understanding/plans.ts';
import type { Wish } from './wishes.ts';

/** What the user would call a wish that has to wait. The same wish has the same name when its turn comes. */
export function labelOf({ intent, details: { country, plan } }: Wish): string {
  if (intent === 'roamingPass')
    return country === undefined ? 'a roaming pass' : `a roaming pass for ${countryName(country)}`;
  if (intent === 'packageChange') return plan === undefined ? labels[intent] : `the change to ${planName(plan)}`;
  return labels[intent] ?? 'what you asked for';
}

const labels: Partial<Record<Wish['intent'], string>> & { packageChange: string } = {
  bill: 'your bill',
  packageChange: 'the change of your plan',
  contractClosing: 'the closing of your contract',
  closingFee: 'what closing your contract would cost',
  dataAlerts: 'your data alerts',
  login: 'the sign-in',
};
