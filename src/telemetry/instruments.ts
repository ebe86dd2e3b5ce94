import type { Attributes, Meter, MetricOptions } from '@opentelemetry/api';
import { BUCKETS_S, METRICS, type Metric } from './names.ts';

/** Records a value, or adds it. */
export type Instrument = (value: number, attributes?: Attributes) => void;

/** An instrument for each metric. */
export type Instruments = Record<keyof typeof METRICS, Instrument>;

const made = new WeakMap<Meter, Instruments>();

/** All instruments of a meter; they are made once for each. */
export function instrumentsOf(meter: Meter): Instruments {
  const known = made.get(meter);
  if (known) return known;
  const of = (metric: Metric) => instrument(meter, metric);
  const instruments: Instruments = {
    agentDuration: of(METRICS.agentDuration),
    modelDuration: of(METRICS.modelDuration),
    toolDuration: of(METRICS.toolDuration),
    retries: of(METRICS.retries),
    etaError: of(METRICS.etaError),
    lateResults: of(METRICS.lateResults),
    cancels: of(METRICS.cancels),
    timeouts: of(METRICS.timeouts),
    aborts: of(METRICS.aborts),
    lockWait: of(METRICS.lockWait),
    settleWait: of(METRICS.settleWait),
    announcementWait: of(METRICS.announcementWait),
    announcements: of(METRICS.announcements),
    queueDepth: of(METRICS.queueDepth),
    failures: of(METRICS.failures),
    storeDuration: of(METRICS.storeDuration),
  };
  made.set(meter, instruments);
  return instruments;
}

function instrument(meter: Meter, { name, kind, unit, description }: Metric): Instrument {
  const options: MetricOptions = { unit, description };
  if (kind === 'histogram') {
    const histogram = meter.createHistogram(name, { ...options, advice: { explicitBucketBoundaries: BUCKETS_S } });
    return (value, attributes) => histogram.record(value, attributes);
  }
  const counter = kind === 'counter' ? meter.createCounter(name, options) : meter.createUpDownCounter(name, options);
  return (value, attributes) => counter.add(value, attributes);
}
