import type { AnyStateMachine } from 'xstate';
import { conversationWorld } from './conversation-world.ts';
import { explore, type Exploration, type World } from './explore-chart.ts';
import { mainOperationWorld } from './main-operation-world.ts';
import { secondaryChatWorld } from './secondary-chat-world.ts';
import { spokenConversationWorld } from './spoken-conversation-world.ts';
import { toolRunWorld } from './tool-run-world.ts';

/** Each chart, explored once for all tests, when the first of them asks. */
export const conversationPaths = explored(conversationWorld);
export const spokenConversationPaths = explored(spokenConversationWorld);
export const mainOperationPaths = explored(mainOperationWorld);
export const toolRunPaths = explored(toolRunWorld);
export const secondaryChatPaths = explored(secondaryChatWorld);

/** The charts, explored, in the order a reader meets them; the conversation in two worlds. */
export function exploredCharts(): Exploration<AnyStateMachine>[] {
  return [conversationPaths(), spokenConversationPaths(), mainOperationPaths(), toolRunPaths(), secondaryChatPaths()];
}

/** All explorations of a chart. */
export function explorationsOf(id: string): [Exploration<AnyStateMachine>, ...Exploration<AnyStateMachine>[]] {
  const [first, ...others] = exploredCharts().filter(({ world }) => world.machine.id === id);
  if (!first) throw new Error(`nobody explores ${id}`);
  return [first, ...others];
}

function explored<Machine extends AnyStateMachine, Around>(world: World<Machine, Around>) {
  let exploration: Exploration<Machine, Around> | undefined;
  return () => (exploration ??= explore(world));
}
