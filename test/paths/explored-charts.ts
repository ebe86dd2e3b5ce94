import type { AnyStateMachine } from 'xstate';
import { conversationWorld } from './conversation-world.ts';
import { explore, type Exploration } from './explore-chart.ts';
import { mainOperationWorld } from './main-operation-world.ts';
import { secondaryChatWorld } from './secondary-chat-world.ts';
import { toolRunWorld } from './tool-run-world.ts';

/** Each chart, explored once for all tests. */
export const conversationPaths = explore(conversationWorld);
export const mainOperationPaths = explore(mainOperationWorld);
export const toolRunPaths = explore(toolRunWorld);
export const secondaryChatPaths = explore(secondaryChatWorld);

/** The four charts, explored, in the order a reader meets them. */
export const exploredCharts = [
  conversationPaths,
  mainOperationPaths,
  toolRunPaths,
  secondaryChatPaths,
] as unknown as Exploration<AnyStateMachine>[];
