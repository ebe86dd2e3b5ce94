export { ATTRIBUTES, CONTENT, EVENTS, METRICS, SCOPE, SPANS, type Metric } from './names.ts';
export { storeTelemetry } from './store-telemetry.ts';
export { telemetry, type TelemetryOptions } from './telemetry.ts';
