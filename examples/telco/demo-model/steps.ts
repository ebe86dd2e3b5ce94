import { buyPass } from './steps/buy-pass.ts';
import { changePlan } from './steps/change-plan.ts';
import { closeContract, tellClosingFee } from './steps/close-contract.ts';
import { logIn } from './steps/log-in.ts';
import { lookUp, type Step } from './steps/step.ts';
import { recommend, roamIn, setAlerts } from './steps/with-details.ts';
import type { Intent, SmallTalk } from './understanding/intents.ts';

/** What is done for each intent that needs tools. */
export const steps: Record<Exclude<Intent, SmallTalk>, Step> = {
  bill: lookUp('get_billing_summary_tool'),
  balance: lookUp('get_data_balance_tool'),
  currentPackage: lookUp('get_current_package_tool'),
  addons: lookUp('list_addons_tool'),
  catalog: lookUp('list_available_packages_tool'),
  recommendation: recommend,
  roamingInfo: roamIn,
  roamingPass: buyPass,
  packageChange: changePlan,
  contractClosing: closeContract,
  closingFee: tellClosingFee,
  dataAlerts: setAlerts,
  login: logIn,
};
