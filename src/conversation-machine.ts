import type { ActorRefFrom, AnyActorRef, MetaObject, ParameterizedObject, ProvidedActor, StateMachine } from 'xstate';
import type { ConversationContext } from '../machines/conversation-context.ts';
import type { ConversationCommand, ConversationEmitted, ConversationInput } from '../machines/conversation-protocol.ts';

/** Where a conversation stands, as `matches()` takes it; what each state means is in `machines/README.md`. */
export type ConversationState =
  | 'idle'
  | {
      engaged: 'attending' | { accompanied: { operating: 'talking' | 'quiet' } | 'settling' | 'aborting' };
    }
  | 'synthesizing'
  | { announcing: 'waiting' | 'speaking' | 'interrupted' | 'told' }
  | { awaitingConfirmation: 'listening' | 'interpreting' | 'void' };

/**
 * The machine of a conversation: an XState machine whose events are what the user and the app may say.
 *
 * What its children report among themselves is not part of the type.
 */
export type ConversationMachine = StateMachine<
  ConversationContext,
  ConversationCommand,
  Record<string, AnyActorRef | undefined>,
  ProvidedActor,
  ParameterizedObject,
  ParameterizedObject,
  string,
  ConversationState,
  string,
  ConversationInput,
  unknown,
  ConversationEmitted,
  MetaObject,
  object
>;

/** A conversation that lives: what `createActor(machine)` gives. */
export type Conversation = ActorRefFrom<ConversationMachine>;
