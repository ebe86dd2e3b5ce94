import { conversationMachine } from '../machines/conversation.ts';
import { mainOperationMachine } from '../machines/main-operation.ts';
import { secondaryChatMachine } from '../machines/secondary-chat.ts';
import { toolRunMachine } from '../machines/tool-run.ts';
import type { ChartFile } from './charts-page.ts';

/** The four charts, in the order a reader meets them. */
export const chartFiles: ChartFile[] = [
  { file: 'conversation.ts', machine: conversationMachine },
  { file: 'main-operation.ts', machine: mainOperationMachine },
  { file: 'tool-run.ts', machine: toolRunMachine },
  { file: 'secondary-chat.ts', machine: secondaryChatMachine },
];
