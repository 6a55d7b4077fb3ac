import { keys, ReportDocument, ReportSummary } from '../../events';
import type { Fact } from './domain/facts';
import type { Job } from './domain/job';
import type { ObjectStore } from './object-store/port';

/** The fact that a report tells, the same from the event and from report.json. */
export function reportFact(attempt: number, summary: unknown): Fact {
  const report = ReportSummary.parse(summary);
  return { type: 'ExecutionFinished', at: report.finishedAt, attempt, report };
}

/** A report that is none, or one of a later version. */
export class UnreadableReport extends Error {
  override name = 'UnreadableReport';
}

/**
 * Reports in S3 that the job does not know of: their events are late or lost. Whoever relaunches, fails or ends a
 * job by its deadline looks here first, because only a final report disproves a death. Rejects with UnreadableReport.
 */
export async function unseenReports(objects: ObjectStore, job: Job): Promise<Fact[]> {
  const { jobId } = job.accepted;
  const found = await objects.list(keys.attempts(jobId));
  const facts: Fact[] = [];
  for (let attempt = 1; found.includes(keys.report(jobId, attempt)); attempt += 1) {
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
    throw new UnreadableReport('This version does not understand a report of the job.', { cause });
  }
}
