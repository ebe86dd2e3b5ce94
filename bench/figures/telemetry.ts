import { metrics, trace } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, InMemorySpanExporter, TracerProvider, type SpanExporter } from '@opentelemetry/sdk-trace';
import { telemetry } from '../../src/telemetry/index.ts';
import { ERRAND, GREETING } from '../fakes/script.ts';
import { inRounds } from '../measure/in-rounds.ts';
import { inMs, printTable } from '../measure/table.ts';
import { phoneCompany } from './phone-company.ts';

const TURNS = 10;

const empty = new InMemorySpanExporter();

/** Takes spans and throws them away. */
const nowhere: SpanExporter = { export: (_, done) => empty.export([], done), shutdown: async () => {} };

/** What telemetry adds to a turn: without an SDK, and with one that takes all and sends nothing. */
export async function measureTelemetry(rounds: number): Promise<void> {
  const tracing = new TracerProvider({ spanProcessors: [new BatchSpanProcessor({ exporter: nowhere })] });
  const exporter = new InMemoryMetricExporter(AggregationTemporality.DELTA);
  const metering = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter })] });
  const sdk = { tracer: tracing.getTracer('bench'), meter: metering.getMeter('bench') };
  const none = { tracer: trace.getTracer('bench'), meter: metrics.getMeter('bench') };
  const companies = {
    'without telemetry': phoneCompany(),
    'with it, no SDK': phoneCompany({ attend: (conversation) => telemetry(conversation, none) }),
    'with it, and an SDK': phoneCompany({ attend: (conversation) => telemetry(conversation, sdk) }),
  };

  const words = (company: ReturnType<typeof phoneCompany>) => async () => {
    const conversation = company.open();
    const times: number[] = [];
    for (let turn = 0; turn < TURNS; turn++) times.push(await conversation.say(GREETING.question, 'answer'));
    conversation.stop();
    return times;
  };
  const interim = (company: ReturnType<typeof phoneCompany>) => async () => {
    const conversation = company.open();
    await conversation.say(ERRAND.question, 'acknowledgment');
    const times: number[] = [];
    for (let turn = 0; turn < TURNS; turn++) times.push(await conversation.say(GREETING.question, 'interim'));
    conversation.stop();
    return times;
  };

  for (const [what, go] of [
    ['a turn of words alone', words],
    ['question -> interim answer', interim],
  ] as const) {
    const measured = Object.entries(companies).map(([name, company]) => ({ name, go: go(company) }));
    const spreads = await inRounds(measured, rounds);
    const [bare] = spreads.values();
    printTable(
      `Telemetry: ${what}`,
      ['', 'p50', 'p95', 'p50 to none'],
      [...spreads].map(([name, { p50, p95 }]) => [
        name,
        inMs(p50),
        inMs(p95),
        `${(p50 / (bare?.p50 ?? p50)).toFixed(2)} x`,
      ]),
    );
  }
  await Promise.all([tracing.shutdown(), metering.shutdown()]);
}
