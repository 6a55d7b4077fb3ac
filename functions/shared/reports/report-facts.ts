import { keys, ReportDocument, ReportSummary } from '../../../events';
import type { Fact } from '../domain/facts';
import type { Job } from '../domain/job';
import type { ObjectStore } from '../object-store/port';

/** The fact that a report tells, the same from the event and from report.json. */
export function reportFact(attempt: number, summary: unknown): Fact {
  const report = ReportSummary.parse(summary);
  return { type: 'ExecutionFinished', at: report.finishedAt, attempt, report };
}

/**
 * Reports in S3 that the job does not know of: their events are late or lost. Whoever relaunches, fails or ends a
 * job by its deadline looks here first, because only a final report disproves a death. One that this version does not
 * understand is passed over: it must not keep the job from its end. Its event tells of it, among the dead letters.
 */
export async function unseenReports(objects: ObjectStore, job: Job): Promise<Fact[]> {
  const { jobId } = job.accepted;
  const found = await objects.list(keys.attempts(jobId));
  const facts: Fact[] = [];
  for (let attempt = 1; found.includes(keys.report(jobId, attempt)); attempt += 1) {
    if (job.reports[attempt]) continue;
    const text = await objects.read(keys.report(jobId, attempt));
    const summary = text && summaryOf(text);
    if (summary) facts.push(reportFact(attempt, summary));
  }
  return facts;
}

function summaryOf(text: string): ReportSummary | undefined {
  try {
    return ReportDocument.parse(JSON.parse(text)).summary;
  } catch {
    return undefined;
  }
}
