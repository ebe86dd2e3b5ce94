import { diag } from '@opentelemetry/api';
import { errorType } from './error-type.ts';

/** Does something of which nothing may be noticed if it fails: OpenTelemetry's own log is told what kind of error it was. */
export function quietly(deed: () => void): void {
  try {
    deed();
  } catch (error) {
    try {
      diag.error(`meanwhile: a listener of telemetry failed: ${errorType(error)}`);
    } catch {
      // then nobody hears of it
    }
  }
}
