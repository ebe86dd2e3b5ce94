import { assign, sendParent, type AnyStateMachine } from 'xstate';
import type { ConversationBound } from '../machines/conversation-context.ts';
import type { FailureSource } from '../machines/conversation-protocol.ts';
import type { OperationReport } from '../machines/main-operation-protocol.ts';
import { mainOperationMachine } from '../machines/main-operation.ts';
import type { ChatReport } from '../machines/secondary-chat-protocol.ts';
import { secondaryChatMachine } from '../machines/secondary-chat.ts';
import type { RunReport } from '../machines/tool-run-protocol.ts';
import { toolRunMachine, type ToolRunBound } from '../machines/tool-run.ts';
import { checkOptions } from './check-options.ts';
import { isClearYes } from './clear-yes.ts';
import type { ConversationMachine } from './conversation-machine.ts';
import type { ConversationOptions } from './conversation-options.ts';
import { acknowledged } from './conversation/acknowledged.ts';
import { checkInsWith, longestWait } from './conversation/check-ins.ts';
import { pureConversation } from './conversation/pure-conversation.ts';
import { defined } from './defined.ts';
import { learnedDurations } from './durations/durations.ts';
import { stallMsOf } from './durations/stall-patience.ts';
import { boundsWith, LONGEST_MS, type Bounds } from './effects/bounds.ts';
import { systemClock } from './effects/clock.ts';
import { limitsWith } from './effects/limits.ts';
import { soundRandom } from './effects/random.ts';
import { failureReport } from './effects/report.ts';
import { actorOf } from './effects/work.ts';
import { judging } from './judging.ts';
import { rememberParts } from './machine-parts.ts';
import { tokenCounter } from './messages/count-tokens.ts';
import { recalled } from './messages/recalled.ts';
import { answer } from './model/answer.ts';
import { modelWith, type CallModel } from './model/call-model.ts';
import { DEFAULT_INSTRUCTIONS } from './model/instructions.ts';
import { synthesize } from './model/synthesize.ts';
import { think } from './model/think.ts';
import type { Voice } from './model/voice.ts';
import { phrasesWith } from './phrases.ts';
import { recorder } from './store/recorder.ts';
import { strict } from './store/strict-store.ts';
import { watched } from './store/watched.ts';
import { authorize } from './tools/authorize.ts';
import { catalogOf, withoutOurs } from './tools/catalog.ts';
import { lookUp } from './tools/look-up.ts';
import { reconcile } from './tools/reconcile.ts';
import { pauseAfter, retryPlanOf } from './tools/retry-plan.ts';
import { runTool } from './tools/run-tool.ts';
import { useTools } from './tools/use-tools.ts';

/**
 * Makes the machine of a conversation that goes on talking while its tools work.
 *
 * Make it once and start as many conversations from it as you like.
 *
 * @throws for the first option or tool that can't be right, saying what to do.
 * @example createActor(createConversationMachine({ model, tools }), { input: { id: crypto.randomUUID() } })
 */
export function createConversationMachine(options: ConversationOptions): ConversationMachine {
  checkOptions(options);
  const { model, chatModel = model, mask, onDelta, delivery = 'emitted', clock = systemClock } = options;
  const random = soundRandom(options.random ?? Math.random);
  const catalog = catalogOf(options.tools);
  const bounds = boundsWith(options.bounds);
  const limits = limitsWith(options.limits);
  const count = tokenCounter(options.countTokens);
  const instructions = { ...DEFAULT_INSTRUCTIONS, ...defined(options.instructions ?? {}) };
  const checkIns = options.checkIns && checkInsWith(options.checkIns);
  const phrases = phrasesWith(options.phrases);
  const store = options.store && watched(options.store, strict(options.store, clock), clock);
  const durations = learnedDurations(store);

  const voice = (source: FailureSource, part: string, callModel: CallModel): Voice => ({
    source,
    callModel,
    instructions: part,
    limits,
    count,
    mask,
    onDelta,
  });
  const readClock = () => ({ now: clock.now() });
  const noteDeadline = (ms: number) => ({ deadline: clock.now() + ms });
  const restOf = (ms: number, { deadline }: { deadline: number }) => Math.max(0, Math.min(ms, deadline - clock.now()));
  const rest =
    (bound: keyof Bounds) =>
    ({ context }: { context: { deadline: number } }) =>
      restOf(bounds[bound], context);

  const toolRun = toolRunMachine.provide({
    actors: { runTool: runTool(catalog, { clock, durations }), reconcile: actorOf(reconcile(catalog)) },
    actions: {
      tell: sendParent((_, report: RunReport) => report),
      startTimer: assign(({ context: { call, attempt } }, { bound }: { bound: ToolRunBound }) => {
        if (bound === 'toolTimeout') return noteDeadline(call.timeoutMs);
        if (bound === 'retryPause') return noteDeadline(pauseAfter(attempt, retryPlanOf(call.retry), random()));
        return noteDeadline(bounds[bound]);
      }),
    },
    delays: {
      toolTimeout: ({ context }) => restOf(context.call.timeoutMs, context),
      stallPatience: ({ context: { call } }) => stallMsOf(call),
      cancelGrace: rest('cancelGrace'),
      // chance makes a pause shorter, never longer
      retryPause: ({ context: { call, attempt, deadline } }) =>
        restOf(pauseAfter(attempt, retryPlanOf(call.retry), 0), { deadline }),
      reconcileTimeout: bounds.reconcileTimeout,
    },
  });

  const operation = mainOperationMachine.provide({
    actors: {
      think: actorOf(
        think(
          voice('operation', instructions.main, modelWith(model, withoutOurs(catalog.main))),
          modelWith(model, catalog.main),
        ),
      ),
      authorize: actorOf(authorize({ catalog, phrases, bounds, durations })),
      useTools: useTools(catalog, { clock, durations }),
      toolRun,
    },
    actions: {
      tell: sendParent((_, report: OperationReport) => acknowledged(report, phrases)),
      reportFailure: sendParent((_, { error }: { error: unknown }) => failureReport('operation', error)),
      readClock: assign(readClock),
      startTurn: assign(() => ({ turnDeadline: clock.now() + bounds.turnTimeout })),
      startTimer: assign(({ context }, { bound }: { bound: 'thinkTimeout' | 'quickTimeout' }) => ({
        deadline: Math.min(clock.now() + bounds[bound], context.turnDeadline),
      })),
    },
    guards: {
      isOutOfRounds: ({ context }) => context.rounds >= limits.rounds,
      isOutOfTime: ({ context }) => clock.now() >= context.turnDeadline,
    },
    delays: {
      thinkTimeout: rest('thinkTimeout'),
      quickTimeout: rest('quickTimeout'),
      // the clock was last read when quick tools began, or the model had asked for what is checked
      quickPatience: ({ context: { now } }) => restOf(bounds.quickPatience, { deadline: now + bounds.quickPatience }),
    },
  });

  const chat = secondaryChatMachine.provide({
    actors: {
      answer: actorOf(answer(voice('chat', instructions.chat, modelWith(chatModel, catalog.chat)), clock)),
      lookUp: actorOf(lookUp(catalog, clock, limits.queue)),
    },
    actions: {
      tell: sendParent((_, report: ChatReport) => report),
      reportFailure: sendParent((_, { error }: { error: unknown }) => failureReport('chat', error)),
      startTimer: assign(() => noteDeadline(bounds.answerTimeout)),
    },
    guards: { isOutOfRounds: ({ context }) => context.steps.length >= limits.rounds },
    delays: { answerTimeout: rest('answerTimeout') },
  });

  const silence = checkIns && {
    ...checkIns,
    speechTimeout: bounds.speechTimeout,
    deliveryTimeout: delivery === 'acknowledged' ? bounds.deliveryTimeout : 0,
  };
  // as any machine: what its children report is none of the public type's business
  const machine: AnyStateMachine = pureConversation({ phrases, limits, count, silence }).provide({
    actors: {
      operation,
      chat,
      synthesize: actorOf(synthesize(voice('synthesis', instructions.synthesis, modelWith(chatModel, new Map())))),
      judge: actorOf(judging(options.judge ?? isClearYes)),
      record: recorder(store, clock),
    },
    actions: {
      readClock: assign(readClock),
      startTimer: assign((_, { bound }: { bound: ConversationBound }) => noteDeadline(bounds[bound])),
      recall: assign(({ event }) => recalled(event, clock, limits.text)),
    },
    guards: {
      isUnacknowledged: () => delivery === 'emitted',
    },
    delays: {
      secondaryPatience: rest('secondaryPatience'),
      synthesisTimeout: rest('synthesisTimeout'),
      confirmationTimeout: rest('confirmationTimeout'),
      consentTimeout: rest('consentTimeout'),
      speechTimeout: rest('speechTimeout'),
      deliveryTimeout: rest('deliveryTimeout'),
      resumePause: rest('resumePause'),
      // a version without check-ins may find itself in a silence that one with them has begun
      silence: ({ context }) => (silence ? restOf(longestWait(context, silence), context) : LONGEST_MS),
    },
  });
  const models = { model, chatModel };
  rememberParts(machine, { clock, bounds, given: options.store, store, models, catalog, durations });
  return machine;
}
