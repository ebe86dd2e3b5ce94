import { ChatOpenAI, type ChatOpenAIFields } from '@langchain/openai';
import {
  type ConversationEmitted,
  createConversationMachine,
  DEFAULT_BOUNDS,
  type Bounds,
  type ConversationInput,
  type ConversationOptions,
  type Limits,
} from 'meanwhile';
import { brokenInvariants, type Scene, type Told, type VirtualClock, virtualClock } from 'meanwhile/testing';
import { createActor } from 'xstate';
import { noteDelta, takeDraft } from '../../src/testing/scene.ts';
import { watch } from '../../src/testing/seen.ts';
import { serveOpenAI, type Answer, type Exchange, type Request } from './openai-server.ts';

/** Who asks a model server. Each voice has tools of its own, so that the server can tell them apart. */
export type Voice = 'main' | 'chat' | 'synthesis';

/** Whose request it is. */
export function voiceOf({ tools }: Request): Voice {
  if (tools.length === 0) return 'synthesis';
  return tools.includes('check_status') ? 'chat' : 'main';
}

/** What a scene on the wire is made of. */
export type WireCast = {
  script: (request: Request, count: number) => Answer | Promise<Answer>;
  tools: ConversationOptions['tools'];
  clock?: VirtualClock;
  bounds?: Partial<Bounds>;
  limits?: Partial<Limits>;
  input?: Partial<ConversationInput>;
  /** What the model is made with, beside its server. */
  fields?: ChatOpenAIFields;
  /** The same, of the model of the chat and the synthesis. */
  chatFields?: ChatOpenAIFields;
};

/** A conversation on virtual time, over real HTTP. */
export type WireScene = Awaited<ReturnType<typeof wireScene>>;

/**
 * Plays a conversation over real HTTP, on virtual time: what HTTP takes is awaited, and the clock stands still meanwhile.
 *
 * Close it at the end.
 */
export async function wireScene({
  script,
  tools,
  clock = virtualClock(),
  bounds = {},
  limits = {},
  input = {},
  fields = {},
  chatFields = fields,
}: WireCast) {
  const server = await serveOpenAI(script);
  const modelOf = (own: ChatOpenAIFields) =>
    new ChatOpenAI({
      model: 'scripted',
      apiKey: 'none',
      maxRetries: 0,
      useResponsesApi: false,
      streamUsage: false,
      configuration: { baseURL: server.baseURL, logLevel: 'off' },
      ...own,
    });
  const machine = createConversationMachine({
    model: modelOf(fields),
    chatModel: modelOf(chatFields),
    tools,
    bounds,
    limits,
    clock,
    onDelta(delta) {
      noteDelta(drafts, delta);
      streamed.push({ ...delta, at: clock.elapsed(), replies: scene.replies().length });
    },
  });
  const actor = createActor(machine, { clock, input: { id: 'a', ...input } });
  const told: Told[] = [];
  const streamed: Scene['streamed'] = [];
  const drafts: Scene['drafts'] = new Map();
  const said: Scene['said'] = [];
  const errors: unknown[] = [];
  const seen = watch(actor, clock);
  actor.subscribe({ error: (error) => errors.push(error) });
  actor.on('*', (event) => {
    const draft = takeDraft(drafts, event);
    told.push({ at: clock.elapsed(), event, ...(draft !== undefined && { draft }) });
  });
  actor.start();
  let isClosed = false;

  const emitted = <Type extends ConversationEmitted['type']>(type: Type) =>
    told.flatMap(({ at, event }) =>
      event.type === type ? [{ ...(event as Extract<ConversationEmitted, { type: Type }>), at }] : [],
    );
  const of = (voice: Voice): Exchange[] => server.exchanges.filter(({ request }) => voiceOf(request) === voice);

  const scene = {
    server,
    clock,
    actor,
    told,
    streamed,
    drafts,
    said,
    errors,
    dead: [],
    retold: [],
    isSaved: () => true,
    seen,
    bounds: { ...DEFAULT_BOUNDS, ...bounds },
    emitted,
    replies: (kind?: string) => emitted('reply').filter((reply) => kind === undefined || reply.kind === kind),
    isIdle: () => actor.getSnapshot().matches('idle'),
    /** What a voice has asked, in order. */
    of,
    say(text: string) {
      said.push({ text });
      actor.send({ type: 'user.said', text });
    },
    cancel() {
      const { operation, outcome } = actor.getSnapshot().context;
      if (operation && !outcome) seen.cancelled.add(operation.operationId);
      actor.send({ type: 'operation.cancel' });
    },
    /** Lets so much time go by. */
    pass: async (ms: number) => clock.goTo(clock.elapsed() + ms),
    /** Waits for what comes over the wire, as long as that takes. */
    async until(isThere: () => boolean) {
      while (!isThere()) {
        if (isClosed) throw new Error('The scene was closed before that came.');
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    /** Waits for a voice to ask for the so manieth time. */
    asked: async (voice: Voice, times = 1) => scene.until(() => of(voice).length >= times),
    replied: async (kind: string) => scene.until(() => scene.replies(kind).length > 0),
    /** Waits until nobody works, and no request is under way. */
    rest: async () => scene.until(() => scene.isIdle() && server.exchanges.every(({ isOpen }) => !isOpen)),
    /** What is promised of every conversation and is not so at this moment. */
    broken: () => brokenInvariants({ ...scene, models: modelsOf() } as unknown as Scene),
    async close() {
      isClosed = true;
      actor.stop();
      await server.close();
    },
  };

  function modelsOf() {
    const model = (voice: Voice) => ({ refused: server.refused, asked: of(voice) });
    return { main: model('main'), chat: model('chat'), synthesis: model('synthesis') };
  }

  return scene;
}
