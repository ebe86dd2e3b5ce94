import { callOnce, type Step } from './step.ts';

/** Looks what closing would cost; closes after a yes. The preview's own words ask for it. */
export const closeContract: Step = ({ confirmed }, turn) =>
  callOnce(turn, { name: 'close_contract_tool', args: { confirm: confirmed } });
