import { billingSummary } from './billing.ts';
import { packageOf, packages } from './catalog.ts';
import { previewClose } from './close-contract.ts';
import type { Customer } from './customer.ts';
import { dataBalance } from './data-balance.ts';
import { parsePreferences } from './preferences.ts';
import { recommendPackages } from './recommendation.ts';
import { findCustomer, type Records } from './records.ts';
import { isRefusal, type Refusal } from './refusal.ts';
import { roamingInfo } from './roaming.ts';

/** What may be asked of the operator without changing anything. Whoever asks has made sure that the number is the customer's own. */
export function createLookups({ records, now }: { records: Records; now: () => number }) {
  function ask<Answer>(msisdn: string, answer: (customer: Customer) => Answer): Promise<Answer | Refusal> {
    return records.database.read(() => {
      const customer = findCustomer(records, msisdn);
      return isRefusal(customer) ? customer : answer(customer);
    });
  }

  return {
    /** All plans on sale. */
    listPackages: async () => packages,

    /** The plan, the contract and the add-ons. */
    currentPackage: (msisdn: string) =>
      ask(msisdn, (customer) => ({
        msisdn: customer.msisdn,
        package: packageOf(customer),
        contract: customer.contract,
        addons: customer.addons,
      })),

    /** The data used and left in this cycle. */
    dataBalance: (msisdn: string) => ask(msisdn, dataBalance),

    /** The add-ons, expired ones too. */
    listAddons: (msisdn: string) => ask(msisdn, (customer) => ({ msisdn: customer.msisdn, addons: customer.addons })),

    /** Up to three plans; preferences as JSON text, unreadable ones are ignored. */
    recommendPackages: (msisdn: string, preferencesJson: string | null) =>
      ask(msisdn, (customer) => recommendPackages(customer, parsePreferences(preferencesJson))),

    /** Roaming in a country. */
    roamingInfo: (msisdn: string, countryCode: string) => ask(msisdn, (customer) => roamingInfo(customer, countryCode)),

    /** The bill. */
    billingSummary: (msisdn: string) => ask(msisdn, billingSummary),

    /** What closing the contract would cost. */
    previewClose: (msisdn: string) => ask(msisdn, (customer) => previewClose(customer, now())),
  };
}
