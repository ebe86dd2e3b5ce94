import { conversationMachine } from '../conversation.ts';
import { mainOperationMachine } from '../main-operation.ts';
import { secondaryChatMachine } from '../secondary-chat.ts';
import { toolRunMachine } from '../tool-run.ts';
import type { ChartFile } from './charts-page.ts';

/** The four charts, in the order a reader meets them. */
export const chartFiles: ChartFile[] = [
  { file: 'conversation.ts', machine: conversationMachine },
  { file: 'main-operation.ts', machine: mainOperationMachine },
  { file: 'tool-run.ts', machine: toolRunMachine },
  { file: 'secondary-chat.ts', machine: secondaryChatMachine },
];
