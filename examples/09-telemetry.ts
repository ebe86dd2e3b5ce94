/**
 * Telemetry: what a conversation tells OpenTelemetry, in spans and metrics, printed as they come.
 *
 *     npm run lesson examples/09-telemetry.ts
 *
 * An app of yours registers its own SDK, with an exporter to wherever it keeps such things. Here it is the console.
 */
import { metrics, trace } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { TracerProvider, type SpanProcessor } from '@opentelemetry/sdk-trace';
import Keyv from 'keyv';
import { createConversationMachine } from 'meanwhile';
import { storeTelemetry, telemetry } from 'meanwhile/telemetry';
import { createActor, waitFor } from 'xstate';
import { bakeryTools, world } from './02-your-own-tools.ts';
import { lessonModel } from './model.ts';

// instead of `new SimpleSpanProcessor({ exporter: new ConsoleSpanExporter() })`, which prints a page for each: a line
const printing: SpanProcessor = {
  onStart() {},
  onEnd({ name, duration, attributes }) {
    const seconds = duration[0] + duration[1] / 1e9;
    console.log(`span    ${name} (${seconds.toFixed(1)} s, ${String(attributes['meanwhile.outcome'])})`);
  },
  forceFlush: async () => {},
  shutdown: async () => {},
};
trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [printing] }));

const measured = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const meters = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter: measured })] });
metrics.setGlobalMeterProvider(meters);

const store = new Keyv();
storeTelemetry(store); // once for each store
const machine = createConversationMachine({ model: lessonModel(), tools: bakeryTools(), store });
const conversation = createActor(machine, { input: { id: crypto.randomUUID(), session: { customer: 'Ada' } } });
conversation.on('reply', ({ kind, text }) => console.log(`${kind}: ${text}`));
telemetry(conversation, { agent: 'bakery' });
conversation.start();

conversation.send({ type: 'user.said', text: 'Bake me a chocolate cake, please.' });
await waitFor(
  conversation,
  (state) => state.matches({ engaged: { accompanied: 'operating' } }) || state.matches('idle'),
);
conversation.send({ type: 'user.said', text: 'What is fresh today?' });
await waitFor(conversation, (state) => state.matches('idle'));
await world.wait(100); // records are written beside the conversation
conversation.stop();

await meters.forceFlush();
for (const { metrics: some } of measured.getMetrics().at(-1)?.scopeMetrics ?? []) {
  for (const { descriptor, dataPoints } of some) {
    for (const { value, attributes } of dataPoints) {
      const told =
        typeof value === 'number' ? value : `${value.count} times, ${value.sum?.toFixed(1)} ${descriptor.unit}`;
      console.log(`metric  ${descriptor.name} (${Object.values(attributes).join(' ')}): ${told}`);
    }
  }
}
await meters.shutdown();
