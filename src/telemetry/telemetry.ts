import { metrics, trace, type Meter, type Tracer } from '@opentelemetry/api';
import { StateMachine } from 'xstate';
import type { Conversation } from '../conversation-machine.ts';
import { partsOf, type MachineParts } from '../machine-parts.ts';
import { systemClock } from '../effects/clock.ts';
import { whenLate } from '../effects/late.ts';
import { secretsOf } from '../messages/secrets.ts';
import { withoutSecrets } from '../messages/without-secrets.ts';
import { fieldOf } from '../methods.ts';
import type { Teller } from './fact.ts';
import { factsOf } from './facts.ts';
import { follow } from './follow.ts';
import { instrumentsOf } from './instruments.ts';
import { metricsOf } from './metrics.ts';
import { modelNames } from './model-names.ts';
import { ATTRIBUTES, SCOPE, VERSION } from './names.ts';
import { quietly } from './quietly.ts';
import { spansOf } from './spans.ts';

/** What is told of a conversation, and to whom. */
export type TelemetryOptions = {
  /**
   * Also tells, in spans, what was said, the arguments and results of tools, and the words of errors. Values of the session
   * are masked as in a model's input. Default: false; then nothing of it is told.
   */
  content?: boolean;
  /** Default: that of the provider that is registered; without one, nothing is recorded. */
  tracer?: Tracer;
  /** Default: as for `tracer`. */
  meter?: Meter;
  /** The name of your agent. */
  agent?: string;
  /**
   * What the conversation is called in `gen_ai.conversation.id`: by this, spans of it are found together, also those of
   * other processes after a restart. Give its id if that is not personal. Default: a random one.
   */
  conversationId?: string;
};

/**
 * Tells OpenTelemetry of a conversation: spans of its operations, chat turns, calls of models and tools, and metrics.
 *
 * It only listens, and nothing that fails in it is noticed by the conversation. Call it before `start()`; in the middle it
 * begins with what is under way. It ends with the conversation, or when the function it gives is called; either way no
 * span is left open.
 *
 * @example
 * const conversation = await openConversation(machine, { id });
 * telemetry(conversation, { agent: 'bakery' });
 * conversation.start();
 */
export function telemetry(conversation: Conversation, options: TelemetryOptions = {}): () => void {
  const { content = false, agent, conversationId = crypto.randomUUID() } = options;
  const { clock = systemClock, catalog, models } = partsOfActor(conversation) ?? {};
  const tools = new Set([...(catalog?.main.keys() ?? []), ...(catalog?.chat.keys() ?? [])]);
  const names = modelNames(models);
  const tellers: Teller[] = [
    spansOf({
      tracer: options.tracer ?? trace.getTracer(SCOPE, VERSION),
      common: { [ATTRIBUTES.conversation]: conversationId },
      agent,
      models: names,
      content: content ? masked : undefined,
    }),
    metricsOf(instrumentsOf(options.meter ?? metrics.getMeter(SCOPE, VERSION)), names),
  ];
  const maker = factsOf({
    now: clock.now,
    tools,
    tell: (fact, at) => tellers.forEach((tell) => quietly(() => tell(fact, at))),
  });
  const { inspect, close, pathOf } = follow(conversation, maker);

  const listening = [
    conversation.system.inspect((event) => quietly(() => inspect(event))),
    conversation.on('*', (event) => quietly(() => maker.emitted(event))),
    conversation.subscribe({ complete: stop, error: stop }),
  ];
  const stopLate = whenLate(conversation.system, (actor, word) =>
    quietly(() => {
      const path = pathOf(actor);
      if (path !== undefined) maker.late(path, actor, word);
    }),
  );
  let isOver = false;
  return stop;

  function stop() {
    if (isOver) return;
    isOver = true;
    stopLate();
    for (const subscription of listening) subscription.unsubscribe();
    quietly(close);
    quietly(() => maker.close());
  }

  function masked(text: string): string {
    return withoutSecrets(text, secretsOf(conversation.getSnapshot().context.session));
  }
}

function partsOfActor(conversation: Conversation): MachineParts | undefined {
  const machine = fieldOf(conversation, 'logic');
  return machine instanceof StateMachine ? partsOf(machine) : undefined;
}
