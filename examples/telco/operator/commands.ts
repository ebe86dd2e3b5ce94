import { carryOut, type Command, type CommandKind } from './carry-out.ts';
import {
  changePackage,
  changeResultSchema,
  refuseChange,
  type ChangeRequest,
  type ChangeResult,
} from './change-package.ts';
import { closeContract, closeResultSchema, type AlreadyClosed, type CloseResult } from './close-contract.ts';
import type { Customer } from './customer.ts';
import {
  alertsResultSchema,
  refuseThresholds,
  setAlerts,
  type AlertsRequest,
  type AlertsResult,
} from './data-alerts.ts';
import {
  purchasePass,
  purchaseResultSchema,
  refusePurchase,
  type PurchaseRequest,
  type PurchaseResult,
} from './purchase-pass.ts';
import { findCustomer, type Records } from './records.ts';
import { isRefusal, type Refusal } from './refusal.ts';

const change: CommandKind<ChangeResult> = { name: 'change', result: changeResultSchema };
const purchase: CommandKind<PurchaseResult> = { name: 'purchase', result: purchaseResultSchema };
const closing: CommandKind<CloseResult> = { name: 'close', result: closeResultSchema };
const alerts: CommandKind<AlertsResult> = { name: 'alerts', result: alertsResultSchema };

/** What changes something. Each command has a check: the refusal it would meet now, asked for without effect. */
export function createCommands({ records, now }: { records: Records; now: () => number }) {
  function check<No>(
    msisdn: string,
    refusalFor: (customer: Customer) => No | undefined,
  ): Promise<No | Refusal | undefined> {
    return records.database.read(() => {
      const customer = findCustomer(records, msisdn);
      return isRefusal(customer) ? customer : refusalFor(customer);
    });
  }

  return {
    /** Why nothing can be done for this number, if so. */
    checkCustomer: (msisdn: string) => check(msisdn, () => undefined),

    /** Why the plan can't be changed to this one, if so. */
    checkChange: (msisdn: string, packageId: string) => check(msisdn, (customer) => refuseChange(customer, packageId)),

    /** Why this pass can't be bought, if so. */
    checkPurchase: (msisdn: string, request: PurchaseRequest) =>
      check(msisdn, (customer) => refusePurchase(customer, request)),

    /** Whether there is nothing to close. */
    checkClose: (msisdn: string) =>
      check<AlreadyClosed>(msisdn, ({ contract }) =>
        contract.status === 'closed' ? { status: 'already_closed' } : undefined,
      ),

    /** Switches the plan, now or with the next cycle. */
    async changePackage(command: Command<ChangeRequest>): Promise<ChangeResult | Refusal> {
      return carryOut(records, change, command, (customer) => changePackage(customer, command, now()));
    },

    /** Buys a roaming pass. */
    async purchasePass(command: Command<PurchaseRequest>): Promise<PurchaseResult | Refusal> {
      return carryOut(records, purchase, command, (customer) => purchasePass(customer, command, now()));
    },

    /** Ends the contract. */
    async closeContract(command: Command<object>): Promise<CloseResult | Refusal> {
      return carryOut(records, closing, command, (customer) => closeContract(customer, now()));
    },

    /** Sets usage alerts. Thresholds without sense are refused before the customer is looked up. */
    async setAlerts(command: Command<AlertsRequest>): Promise<AlertsResult | Refusal> {
      return (
        refuseThresholds(command) ?? carryOut(records, alerts, command, (customer) => setAlerts(customer, command))
      );
    },
  };
}
