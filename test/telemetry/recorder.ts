import type { HrTime } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
  type ReadableSpan,
  type Span,
} from '@opentelemetry/sdk-trace';

/** OpenTelemetry's own SDK, with all that was told of at hand. */
export function sdk() {
  const exporter = new InMemorySpanExporter();
  const open = new Set<Span>();
  const counting = {
    onStart: (span: Span) => void open.add(span),
    onEnd: (span: ReadableSpan) => void open.delete(span as Span),
    forceFlush: async () => {},
    shutdown: async () => {},
  };
  const tracing = new TracerProvider({ spanProcessors: [counting, new SimpleSpanProcessor({ exporter })] });
  const metricExporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter: metricExporter, exportIntervalMillis: 2 ** 30 });
  const metering = new MeterProvider({ readers: [reader] });

  return {
    tracer: tracing.getTracer('test'),
    meter: metering.getMeter('test'),
    /** The names of the spans that have begun and not ended. */
    open: () => [...open].map(({ name }) => name),
    spans: () => exporter.getFinishedSpans(),
    tree: () => treeOf(exporter.getFinishedSpans()),
    async metrics() {
      await metering.forceFlush();
      const all =
        metricExporter
          .getMetrics()
          .at(-1)
          ?.scopeMetrics.flatMap(({ metrics }) => metrics) ?? [];
      return all.flatMap(({ descriptor, dataPoints }) =>
        dataPoints.map(({ value, attributes }) => ({
          name: descriptor.name,
          unit: descriptor.unit,
          value,
          attributes,
        })),
      );
    },
    /** Each measured thing as a line: what it is, and how much. */
    async lines() {
      const points = await this.metrics();
      return points.map(({ name, attributes, value }) => `${name} ${shown(attributes)}: ${amount(value)}`).toSorted();
    },
    /** All that was told, as text. */
    async all() {
      const spans = exporter
        .getFinishedSpans()
        .map(({ name, attributes, events, links, status }) => ({ name, attributes, events, links, status }));
      return JSON.stringify([spans, await this.metrics()]);
    },
  };
}

/** The spans as a tree: when each began and ended, in seconds after the first, what it is and what happened in it. */
function treeOf(spans: readonly ReadableSpan[]): string {
  const first = Math.min(...spans.map(({ startTime }) => msOf(startTime)));
  const inOrder = spans.toSorted((a, b) => msOf(a.startTime) - msOf(b.startTime));
  const time = (at: HrTime) => ((msOf(at) - first) / 1000).toFixed(1).padStart(5);
  const nameOf = (id: string) => inOrder.find((span) => span.spanContext().spanId === id)?.name ?? '(another trace)';

  function lines(parent: string | undefined, depth: number): string[] {
    return inOrder
      .filter(({ parentSpanContext }) => parentSpanContext?.spanId === parent)
      .flatMap((span) => {
        const { name, attributes: of, startTime, endTime, links, events } = span;
        const notes = [
          of['gen_ai.operation.name'] === 'chat' && of['meanwhile.lane'],
          of['meanwhile.turn.id'] ?? (of['gen_ai.agent.name'] ? of['meanwhile.operation.id'] : undefined),
          of['meanwhile.outcome'],
          of['error.type'] && `error.type=${text(of['error.type'])}`,
          of['meanwhile.resumed'] && 'resumed',
          links.length > 0 && `links to ${links.map(({ context }) => nameOf(context.spanId)).join(', ')}`,
        ].filter(Boolean);
        const happened = events.map((event) => {
          const percent = event.attributes?.['meanwhile.progress.percent'];
          return `${' '.repeat(depth * 2 + 16)}${time(event.time).trim()} ${event.name}${percent === undefined ? '' : ` ${text(percent)}`}`;
        });
        return [
          `${time(startTime)} –${time(endTime)} ${'  '.repeat(depth)} ${name} (${notes.join(', ')})`,
          ...happened,
          ...lines(span.spanContext().spanId, depth + 1),
        ];
      });
  }
  return lines(undefined, 0).join('\n');
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function msOf([seconds, nanoseconds]: HrTime): number {
  return seconds * 1000 + nanoseconds / 1e6;
}

function shown(attributes: object): string {
  const own = Object.entries(attributes).filter(
    ([name]) => !['gen_ai.operation.name', 'gen_ai.provider.name'].includes(name),
  );
  return `{${own.map(([name, value]) => `${name.split('.').at(-1)}=${String(value)}`).join(' ')}}`;
}

function amount(value: unknown): string {
  if (typeof value === 'number') return String(value);
  const { count, sum = 0 } = value as { count: number; sum?: number };
  return `${count} × ${+(sum / count).toFixed(3)}`;
}
