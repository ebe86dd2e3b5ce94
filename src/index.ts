export type { Facts, Json } from '../machines/json.ts';
export { toolCall, type ToolCallContext } from './tools/tool-call.ts';
export { establishes, longRunning, readOnly, requires, traits, type CheckContext, type LongRunning, type Traits } from './tools/traits.ts';
