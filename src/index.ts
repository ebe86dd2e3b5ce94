export { toolCall, type ToolCallContext } from './tools/tool-call.ts';
export { establishes, longRunning, readOnly, requires, traits, type CheckContext, type Facts, type Json, type LongRunning, type Traits } from './tools/traits.ts';
