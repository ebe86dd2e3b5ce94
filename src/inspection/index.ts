export { chartSvg } from './chart/chart-svg.ts';
export type { Figures } from './figures.ts';
export { openInspectionPage, type InspectionPage, type InspectionPageOptions } from './open-inspection-page.ts';
export { redacted, type Inspector, type RedactedOptions } from './redacted.ts';
export type { ShownActor, ShownEvent, ShownSnapshot } from './redaction.ts';
