import { keys, ReportDocument, ReportSummary } from '../../events';
import type { Fact } from './domain/facts';
import type { Job } from './domain/job';
import type { ObjectStore } from './object-store/port';

/** The fact of a report, the same from ExecutionFinished and from report.json. */
export function reportFact(attempt: number, summary: unknown): Fact {
  const report = ReportSummary.parse(summary);
  return { type: 'ExecutionFinished', at: report.reportedAt ?? report.finishedAt, attempt, report };
}

/** Malformed, or of a later version. */
export class UnreadableReport extends Error {
  override name = 'UnreadableReport';
}

/**
 * Reports in S3 that are not recorded in the job, because their events are late or lost. Read them before a relaunch, a
 * failure or a deadline: only a final report disproves a death. Rejects with UnreadableReport.
 */
export async function unrecordedReports(objects: ObjectStore, job: Job): Promise<Fact[]> {
  const { jobId } = job.accepted;
  const written = await objects.list(keys.attempts(jobId));
  const facts: Fact[] = [];
  for (let attempt = 1; written.includes(keys.report(jobId, attempt)); attempt += 1) {
    if (job.reports[attempt]) continue;
    const text = await objects.read(keys.report(jobId, attempt));
    if (text) facts.push(reportFact(attempt, summaryOf(text)));
  }
  return facts;
}

function summaryOf(text: string): ReportSummary {
  try {
    return ReportDocument.parse(JSON.parse(text)).summary;
  } catch (cause) {
    throw new UnreadableReport('A report of the job is malformed or of a later version.', { cause });
  }
}
