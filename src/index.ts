export type { ConversationContext } from '../machines/conversation-context.ts';
export type {
  Announcement,
  ChatAbort,
  ChatTurn,
  Confirmation,
  ConsentInput,
  ConversationCommand,
  ConversationEmitted,
  ConversationInput,
  FailureSource,
  Interim,
  LiveOperation,
  Reply,
  ToldOperation,
  WaitingRequest,
} from '../machines/conversation-protocol.ts';
export type { Facts, Json } from '../machines/json.ts';
export type { Grant, Offer, OperationOutcome } from '../machines/main-operation-protocol.ts';
export type { Entry, Lane, ReplyKind } from '../machines/messages.ts';
export type { Priority, QueuedRequest } from '../machines/queue-protocol.ts';
export type {
  Delivery,
  EffectPolicy,
  Milestone,
  Outcome,
  RetryPlan,
  RunStatus,
} from '../machines/tool-run-protocol.ts';
export { isClearYes, type Judge } from './clear-yes.ts';
export type { Conversation, ConversationMachine, ConversationState } from './conversation-machine.ts';
export type { ConversationOptions } from './conversation-options.ts';
export type { CheckIns } from './conversation/check-ins.ts';
export { createConversationMachine } from './create-conversation-machine.ts';
export { currentRun } from './current-run.ts';
export { LeaseLost } from './durable/lease-lost.ts';
export type { OpenConversation } from './durable/opened.ts';
export { durationAdvice, type DurationAdvice } from './duration-advice.ts';
export { etaOf } from './durations/eta-of.ts';
export { DEFAULT_BOUNDS, type Bounds } from './effects/bounds.ts';
export { systemClock, type Clock } from './effects/clock.ts';
export { DEFAULT_LIMITS, type Limits } from './effects/limits.ts';
export type { Random } from './effects/random.ts';
export type { CountTokens } from './messages/count-tokens.ts';
export type { Mask } from './messages/secrets.ts';
export type { Delta, OnDelta } from './model/draft.ts';
export { DEFAULT_INSTRUCTIONS, type Instructions } from './model/instructions.ts';
export { openConversation, type OpenOptions } from './open-conversation.ts';
export { DEFAULT_PHRASES, type OwnPhrases, type Phrases } from './phrases.ts';
export { speakable } from './speech/speakable.ts';
export { UnreadableRecord } from './store/schema.ts';
export { RECORD_NAMES, storeKey, storeKeys, type RecordName } from './store/store-key.ts';
export type { Store } from './store/store.ts';
export type { ConversationTool } from './tools/catalog.ts';
export { toolCall, type ToolCallContext } from './tools/tool-call.ts';
export { ToolFailure } from './tools/tool-failure.ts';
export {
  confirm,
  effect,
  establishes,
  longRunning,
  readOnly,
  requires,
  traits,
  type CheckContext,
  type Confirm,
  type Effect,
  type LongRunning,
  type ReconcileContext,
  type Traits,
} from './tools/traits.ts';
