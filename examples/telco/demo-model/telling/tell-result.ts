import type { ToolResult } from '../turn.ts';
import { tellAddons, tellBalance, tellBill, tellCurrentPackage } from './account.ts';
import { tellAlerts, tellChange, tellClosing, tellPurchase } from './changes.ts';
import { tellCodeSent, tellVerified } from './login.ts';
import { tellCatalog, tellRecommendation } from './plans.ts';
import { tellQueued, tellStopping } from './requests.ts';
import { tellRoamingInfo } from './roaming-info.ts';
import { tellStatus } from './status.ts';
import type { Teller } from './teller.ts';
import { tellTrouble } from './trouble.ts';

const tellers: Record<string, Teller> = {
  start_login_tool: tellCodeSent,
  verify_login_tool: tellVerified,
  get_current_package_tool: tellCurrentPackage,
  get_data_balance_tool: tellBalance,
  list_available_packages_tool: tellCatalog,
  recommend_packages_tool: tellRecommendation,
  get_roaming_info_tool: tellRoamingInfo,
  close_contract_tool: tellClosing,
  list_addons_tool: tellAddons,
  purchase_roaming_pass_tool: tellPurchase,
  change_package_tool: tellChange,
  get_billing_summary_tool: tellBill,
  set_data_alerts_tool: tellAlerts,
  check_status: tellStatus,
  queue_request: tellQueued,
  cancel_operation: tellStopping,
};

/** Says what a tool answered, with its facts, in one or two sentences. */
export function tellResult(result: ToolResult): string {
  return tellers[result.tool]?.(result.value) ?? tellTrouble(result);
}
