import type { AnyStateMachine } from 'xstate';
import { conversationWorld } from './conversation-world.ts';
import { explore, type Exploration } from './explore-chart.ts';
import { mainOperationWorld } from './main-operation-world.ts';
import { secondaryChatWorld } from './secondary-chat-world.ts';
import { spokenConversationWorld } from './spoken-conversation-world.ts';
import { toolRunWorld } from './tool-run-world.ts';

/** Each chart, explored once for all tests. */
export const conversationPaths = explore(conversationWorld);
const spokenConversationPaths = explore(spokenConversationWorld);
export const mainOperationPaths = explore(mainOperationWorld);
export const toolRunPaths = explore(toolRunWorld);
export const secondaryChatPaths = explore(secondaryChatWorld);

/** The charts, explored, in the order a reader meets them; the conversation in two worlds. */
export const exploredCharts = [
  conversationPaths,
  spokenConversationPaths,
  mainOperationPaths,
  toolRunPaths,
  secondaryChatPaths,
] as unknown as Exploration<AnyStateMachine>[];

/** All explorations of a chart. */
export function explorationsOf(id: string): [Exploration<AnyStateMachine>, ...Exploration<AnyStateMachine>[]] {
  const [first, ...others] = exploredCharts.filter(({ world }) => world.machine.id === id);
  if (!first) throw new Error(`nobody explores ${id}`);
  return [first, ...others];
}
