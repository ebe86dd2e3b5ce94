import { callOnce, type Step } from './step.ts';

/** Closes the contract: what it costs and the yes to it are not the model's affair. */
export const closeContract: Step = (_, turn) =>
  callOnce(turn, { name: 'close_contract_tool', args: { confirm: true } });

/** Looks what closing would cost. */
export const tellClosingFee: Step = (_, turn) =>
  callOnce(turn, { name: 'close_contract_tool', args: { confirm: false } });
