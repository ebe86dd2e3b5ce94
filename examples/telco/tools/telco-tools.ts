import type { Operator } from '../operator/operator.ts';
import { changePackageTool } from './change-package.ts';
import { closeContractTool } from './close-contract.ts';
import { getBillingSummaryTool } from './get-billing-summary.ts';
import { getCurrentPackageTool } from './get-current-package.ts';
import { getDataBalanceTool } from './get-data-balance.ts';
import { getRoamingInfoTool } from './get-roaming-info.ts';
import { listAddonsTool } from './list-addons.ts';
import { listAvailablePackagesTool } from './list-available-packages.ts';
import { realWait, type Pace } from './pace.ts';
import { purchaseRoamingPassTool } from './purchase-roaming-pass.ts';
import { recommendPackagesTool } from './recommend-packages.ts';
import { setDataAlertsTool } from './set-data-alerts.ts';
import { startLoginTool } from './start-login.ts';
import { verifyLoginTool } from './verify-login.ts';

/**
 * The thirteen tools of the telco agent.
 *
 * A long one takes `stepMs` milliseconds for each of its three to five steps; make that small for a quick demo.
 */
export function createTelcoTools({ operator, stepMs = 2000, wait = realWait }: { operator: Operator } & Partial<Pace>) {
  const parts = { operator, stepMs, wait };
  return [
    startLoginTool(parts),
    verifyLoginTool(parts),
    getCurrentPackageTool(parts),
    getDataBalanceTool(parts),
    listAvailablePackagesTool(parts),
    recommendPackagesTool(parts),
    getRoamingInfoTool(parts),
    closeContractTool(parts),
    listAddonsTool(parts),
    purchaseRoamingPassTool(parts),
    changePackageTool(parts),
    getBillingSummaryTool(parts),
    setDataAlertsTool(parts),
  ];
}
