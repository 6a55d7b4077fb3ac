import { createHash } from 'node:crypto';
import { type EarlierJob, keys, MAX_EARLIER_JOBS, ReportDocument, type StoredObject } from '../../events';
import { type Job, ordinalsOf } from '../shared/domain/job';
import { loadJobFor, loadOwnedJob } from '../shared/http/load-job';
import { ProblemError } from '../shared/http/problem';
import type { HttpRequest } from '../shared/http/request';
import type { JobStore } from '../shared/job-store/port';
import type { ObjectStore } from '../shared/object-store/port';
import { parseJobDocument } from './job-document';

interface Ports {
  readonly jobs: JobStore;
  readonly objects: Pick<ObjectStore, 'read'>;
  readonly now: () => string;
}

/**
 * The conversation that a follow-up of the job continues: this job, then those before it, the nearest first. Refuses a job
 * that has not ended, and a conversation of which a job was erased or is not the caller's.
 */
export async function conversationBefore(
  { jobs, objects, now }: Ports,
  request: HttpRequest,
  followUpOf: string,
): Promise<EarlierJob[]> {
  const owned = (jobId: string) => loadOwnedJob(jobs, { ...request, params: { jobId } });
  const job = await loadJobFor(jobs, 'follow-up', { ...request, params: { jobId: followUpOf } }, now());
  const read = async (jobId: string, key: string): Promise<string> => {
    const text = await objects.read(key);
    if (text === undefined) throw erased(jobId);
    return text;
  };
  const text = await read(followUpOf, keys.job(followUpOf));
  const before = (parseJobDocument(text).earlier ?? []).slice(0, MAX_EARLIER_JOBS - 1);
  const [last] = await Promise.all([
    earlierJob(job, text, (key) => read(followUpOf, key)),
    ...before.map(async ({ jobId, job: document }) => {
      if (!(await jobs.read(jobId))) throw erased(jobId);
      await owned(jobId);
      // The objects of a job are erased before its items; the same Idempotency-Key may have made it again.
      if (sha256Of(await read(jobId, document.key)) !== document.sha256) throw erased(jobId);
    }),
  ]);
  return [last, ...before];
}

/** The documents and results of an ended job. */
async function earlierJob(job: Job, text: string, read: (key: string) => Promise<string>): Promise<EarlierJob> {
  const { jobId } = job.accepted;
  const reported = ordinalsOf(job.reports).at(-1);
  const attempt = reported ?? ordinalsOf(job.generations).at(-1);
  const generation = attempt === undefined ? undefined : await storedObject(keys.generation(jobId, attempt), read);
  const report = reported === undefined ? undefined : await storedObject(keys.report(jobId, reported), read);
  const { summary } = report ? ReportDocument.parse(JSON.parse(report.text)) : {};
  const { resultsPrefix = '', artifacts = [] } = summary ?? {};
  return {
    jobId,
    job: { key: keys.job(jobId), sha256: sha256Of(text) },
    ...(generation && { generation: generation.object }),
    ...(report && { report: report.object }),
    artifacts: artifacts.map(({ name, size, sha256 }) => ({ key: resultsPrefix + name, sha256, name, size })),
  };
}

async function storedObject(
  key: string,
  read: (key: string) => Promise<string>,
): Promise<{ readonly object: StoredObject; readonly text: string }> {
  const text = await read(key);
  return { object: { key, sha256: sha256Of(text) }, text };
}

const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');

const erased = (jobId: string): ProblemError =>
  new ProblemError(
    'earlier-job-erased',
    `Job ${jobId} of this conversation was erased or has expired. Ask the question in full, without followUpOf.`,
  );
