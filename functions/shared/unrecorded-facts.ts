import { GenerationDocument, keys, ReportDocument, ReportSummary } from '../../events';
import type { Fact } from './domain/facts';
import type { Job } from './domain/job';
import type { ObjectStore } from './object-store/port';

/** The fact of a report, the same from ExecutionFinished and from report.json. */
export function reportFact(attempt: number, summary: unknown): Fact {
  const report = ReportSummary.parse(summary);
  return { type: 'ExecutionFinished', at: report.reportedAt ?? report.finishedAt, attempt, report };
}

/** Malformed, or of a later version. */
export class UnreadableDocument extends Error {
  override name = 'UnreadableDocument';
}

/**
 * How attempts ended according to S3 and not yet to the job, because events are late or lost: reports, and the failure of
 * the first generation. Read them before a relaunch, a failure or a deadline: only a final report disproves a death, and
 * a task whose first program could not be written exits without a report. Rejects with UnreadableDocument.
 */
export async function unrecordedEnds(objects: ObjectStore, job: Job): Promise<Fact[]> {
  const { jobId } = job.accepted;
  const written = await objects.list(keys.attempts(jobId));
  const facts: Fact[] = [];
  const firstGeneration = keys.generation(jobId, 1);
  if (!job.generations[1] && written.includes(firstGeneration)) {
    const text = await objects.read(firstGeneration);
    if (text) facts.push(...generationFailures(text));
  }
  for (let attempt = 1; written.includes(keys.report(jobId, attempt)); attempt += 1) {
    if (job.reports[attempt]) continue;
    const text = await objects.read(keys.report(jobId, attempt));
    if (text) facts.push(reportFact(attempt, parsed(text, ReportDocument).summary));
  }
  return facts;
}

function generationFailures(text: string): Fact[] {
  const document = parsed(text, GenerationDocument);
  if (document.result !== 'failure') return [];
  const { attempt, createdAt, failure, usage } = document;
  return [{ type: 'GenerationFailed', at: createdAt, attempt, failure, usage }];
}

function parsed<T>(text: string, schema: { parse(value: unknown): T }): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new UnreadableDocument('A document of the job is malformed or of a later version.', { cause });
  }
}
