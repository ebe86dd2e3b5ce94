import type { OperationReport } from '../../machines/main-operation-protocol.ts';
import type { Phrases } from '../phrases.ts';

/** What an operation reports, with words for an acknowledgment that neither the model nor a tool had any for. */
export function acknowledged(report: OperationReport, phrases: Phrases): OperationReport {
  return report.type === 'operation.acknowledged' ? { ...report, text: report.text.trim() || phrases.slow } : report;
}
