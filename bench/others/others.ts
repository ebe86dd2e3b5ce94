import { existsSync } from 'node:fs';
import type { Contender } from '../turns/contender.ts';

/** The other frameworks, if they are installed: they stand in a package of their own, so that the library's stays small. */
export async function others(): Promise<Contender[]> {
  if (!existsSync(new URL('../node_modules', import.meta.url))) return [];
  const [{ aiSdk }, { openaiAgents }, { langgraph }, { livekit }] = await Promise.all([
    import('./ai-sdk.ts'),
    import('./openai-agents.ts'),
    import('./langgraph.ts'),
    import('./livekit.ts'),
  ]);
  return [aiSdk(), openaiAgents(), langgraph(), livekit()];
}
