import { createHash } from 'node:crypto';
import { ExecutionFinished, type Failure, keys, type PublishedEvent, type ReportDocument } from '../../events';
import { capped } from './summary';

const TRACEBACK_CHARACTERS = 8000;
const MESSAGE_CHARACTERS = 4000;
const PRINTED_CHARACTERS = 20_000;

export type ProgramError = ReportDocument['error'];

/**
 * Equal for two failures that are the same one: errors by type, message and line; what has no line by kind and limit,
 * because the figures in its message are never the same twice.
 */
export function errorSha256(failure: Failure, error: ProgramError): string {
  const byLine = failure.kind === 'program_error' && error;
  const identity = byLine
    ? [error.type, error.message, error.line ?? null]
    : [failure.kind, failure.limit?.name ?? null];
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex');
}

/** The report within its caps. */
export function buildReport(report: Omit<ReportDocument, 'version'>): ReportDocument {
  const { error } = report;
  return {
    version: 1,
    ...report,
    summary: capped(report.summary),
    error: error && {
      ...error,
      message: error.message.slice(0, MESSAGE_CHARACTERS),
      traceback: error.traceback.slice(-TRACEBACK_CHARACTERS),
    },
    stdout: report.stdout.slice(-PRINTED_CHARACTERS),
    stderr: report.stderr.slice(-PRINTED_CHARACTERS),
    peakMemoryBytes: Math.round(report.peakMemoryBytes),
  };
}

/** The event that a report is announced by: a function of the report, so that sending it again changes nothing. */
export function finished({ jobId, attempt, summary }: ReportDocument): PublishedEvent {
  const reportKey = keys.report(jobId, attempt);
  return ExecutionFinished.create({ jobId, occurredAt: summary.finishedAt, attempt, reportKey, ...summary });
}
