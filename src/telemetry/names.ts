/**
 * Every name that telemetry uses, after OpenTelemetry's conventions for generative AI where those have one; what they
 * have none for begins with `meanwhile.`.
 *
 * Those conventions are still in development: a name that changes there changes here.
 */

/** The scope of the tracer and the meter. */
export const SCOPE = 'meanwhile';

/** The version of this package. */
export const VERSION = '0.1.0';

/** The kinds of spans; a span is named by its kind and, behind it, the agent, the model or the tool. */
export const SPANS = {
  /** An operation: from a request being taken to its outcome being told. Or a turn of the secondary chat. */
  agent: 'invoke_agent',
  /** One call of a model. */
  model: 'chat',
  /** One call of a tool; of a long one, from its acceptance to its outcome. */
  tool: 'execute_tool',
} as const;

/** What happens during a span. */
export const EVENTS = {
  /** The user was told that something long begins. */
  acknowledged: 'meanwhile.acknowledged',
  /** The result is there; what follows is the chat finishing its sentence, and the joining reply. */
  ready: 'meanwhile.ready',
  progressed: 'meanwhile.progressed',
  retried: 'meanwhile.retried',
  /** With its message only where content is told. */
  exception: 'exception',
} as const;

/** Attributes of spans and metrics that hold nothing of what was said. */
export const ATTRIBUTES = {
  operationName: 'gen_ai.operation.name',
  provider: 'gen_ai.provider.name',
  model: 'gen_ai.request.model',
  agent: 'gen_ai.agent.name',
  conversation: 'gen_ai.conversation.id',
  tool: 'gen_ai.tool.name',
  toolType: 'gen_ai.tool.type',
  callId: 'gen_ai.tool.call.id',
  errorType: 'error.type',
  lane: 'meanwhile.lane',
  operation: 'meanwhile.operation.id',
  turn: 'meanwhile.turn.id',
  outcome: 'meanwhile.outcome',
  long: 'meanwhile.tool.long',
  attempt: 'meanwhile.tool.attempt',
  expectedMs: 'meanwhile.tool.expected_ms',
  percent: 'meanwhile.progress.percent',
  resumed: 'meanwhile.resumed',
  bound: 'meanwhile.bound',
  joined: 'meanwhile.joined',
  delivery: 'meanwhile.delivery',
  isLonger: 'meanwhile.eta.longer',
  source: 'meanwhile.failure.source',
  storeOperation: 'meanwhile.store.operation',
} as const;

/** Attributes that hold what was said, asked for or found: only where content is told. */
export const CONTENT = {
  input: 'gen_ai.input.messages',
  output: 'gen_ai.output.messages',
  toolArguments: 'gen_ai.tool.call.arguments',
  toolResult: 'gen_ai.tool.call.result',
  errorMessage: 'exception.message',
} as const;

/** What an instrument measures. Units are UCUM's. */
export type Metric = {
  name: string;
  kind: 'histogram' | 'counter' | 'upDownCounter';
  unit: string;
  description: string;
  attributes: readonly (keyof typeof ATTRIBUTES)[];
};

/** What is measured, each by one instrument. */
export const METRICS = {
  agentDuration: {
    name: 'gen_ai.invoke_agent.duration',
    kind: 'histogram',
    unit: 's',
    description: 'From a request being taken to its outcome being told, and each turn of the chat.',
    attributes: ['lane', 'outcome'],
  },
  modelDuration: {
    name: 'gen_ai.client.operation.duration',
    kind: 'histogram',
    unit: 's',
    description: 'Calls of models.',
    attributes: ['operationName', 'provider', 'model', 'lane', 'outcome', 'errorType'],
  },
  toolDuration: {
    name: 'gen_ai.execute_tool.duration',
    kind: 'histogram',
    unit: 's',
    description: 'Calls of tools. Its count by outcome is the success rate of each.',
    attributes: ['tool', 'long', 'outcome', 'errorType'],
  },
  retries: {
    name: 'meanwhile.tool.retries',
    kind: 'counter',
    unit: '{retry}',
    description: 'Attempts of a long tool beyond the first.',
    attributes: ['tool'],
  },
  etaError: {
    name: 'meanwhile.tool.eta.error',
    kind: 'histogram',
    unit: 's',
    description: 'How far off the expected duration of a long tool was that succeeded.',
    attributes: ['tool', 'isLonger'],
  },
  lateResults: {
    name: 'meanwhile.results.late',
    kind: 'counter',
    unit: '{result}',
    description: 'Results that came when nobody waited for them any more, and were dropped.',
    attributes: ['tool'],
  },
  cancels: {
    name: 'meanwhile.cancels',
    kind: 'counter',
    unit: '{cancel}',
    description: 'What became of what the user cancelled: succeeded is too late.',
    attributes: ['tool', 'outcome'],
  },
  timeouts: {
    name: 'meanwhile.timeouts',
    kind: 'counter',
    unit: '{timeout}',
    description: 'Bounds that ran out.',
    attributes: ['bound', 'tool'],
  },
  aborts: {
    name: 'meanwhile.aborts',
    kind: 'counter',
    unit: '{turn}',
    description: 'Turns of the chat that were given up for a result.',
    attributes: [],
  },
  lockWait: {
    name: 'meanwhile.lock.wait',
    kind: 'histogram',
    unit: 's',
    description: 'How long a question waited until its turn of the chat began.',
    attributes: [],
  },
  settleWait: {
    name: 'meanwhile.settle.wait',
    kind: 'histogram',
    unit: 's',
    description: 'How long a result waited for the chat to finish its sentence.',
    attributes: [],
  },
  announcementWait: {
    name: 'meanwhile.announcement.wait',
    kind: 'histogram',
    unit: 's',
    description: 'From a result being there to its announcement: settling, joining and saving.',
    attributes: ['joined'],
  },
  announcements: {
    name: 'meanwhile.announcements',
    kind: 'counter',
    unit: '{announcement}',
    description:
      'Announcements, once each as emitted, and what became of them: repeated, delivered, interrupted, letGo.',
    attributes: ['delivery'],
  },
  queueDepth: {
    name: 'meanwhile.queue.depth',
    kind: 'upDownCounter',
    unit: '{request}',
    description: 'Requests that wait for their turn.',
    attributes: [],
  },
  failures: {
    name: 'meanwhile.failures',
    kind: 'counter',
    unit: '{failure}',
    description: 'What went wrong beside the tools, by where.',
    attributes: ['source'],
  },
  storeDuration: {
    name: 'meanwhile.store.operation.duration',
    kind: 'histogram',
    unit: 's',
    description: 'Reads, writes, deletions and exchanges of the store, as storeTelemetry sees them.',
    attributes: ['storeOperation', 'errorType'],
  },
} as const satisfies Record<string, Metric>;

/** Where durations are told apart, in seconds: from a quick tool to a long one. */
export const BUCKETS_S = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];

/** For what has no name, or none that may be told. */
export const OTHER = '_OTHER';

/** Providers as the conventions name them, by LangChain's names; others go by LangChain's. */
export const PROVIDERS: Record<string, string> = {
  azure: 'azure.ai.openai',
  amazon_bedrock: 'aws.bedrock',
  google_genai: 'gcp.gemini',
  google_vertexai: 'gcp.vertex_ai',
  mistral: 'mistral_ai',
  xai: 'x_ai',
};
