import { GenerationDocument, JobDocument, keys, ReportDocument } from '../../events';
import { type Job, ordinalsOf } from '../shared/domain/job';
import type { ObjectStore } from '../shared/object-store/port';

/** The documents of an attempt. Either is absent if not written yet, erased, or unreadable by this version. */
export interface AttemptDocuments {
  readonly attempt: number;
  readonly generation?: GenerationDocument;
  readonly report?: ReportDocument;
}

export interface JobDocuments {
  readonly job?: JobDocument;
  /** In the order of the attempts. */
  readonly attempts: readonly AttemptDocuments[];
}

/** Reads job.json and the documents of every recorded attempt, in parallel. */
export async function readDocuments(objects: ObjectStore, job: Job): Promise<JobDocuments> {
  const { jobId } = job.accepted;
  const recorded = new Set([...ordinalsOf(job.generations), ...ordinalsOf(job.reports)]);
  const [document, ...attempts] = await Promise.all([
    read(objects, keys.job(jobId), JobDocument),
    ...[...recorded].sort((a, b) => a - b).map((attempt) => readAttempt(objects, jobId, attempt)),
  ]);
  return { ...(document && { job: document }), attempts };
}

async function readAttempt(objects: ObjectStore, jobId: string, attempt: number): Promise<AttemptDocuments> {
  const [generation, report] = await Promise.all([
    read(objects, keys.generation(jobId, attempt), GenerationDocument),
    read(objects, keys.report(jobId, attempt), ReportDocument),
  ]);
  return { attempt, ...(generation && { generation }), ...(report && { report }) };
}

interface Schema<T> {
  parse(value: unknown): T;
}

async function read<T>(objects: ObjectStore, key: string, schema: Schema<T>): Promise<T | undefined> {
  const text = await objects.read(key);
  if (text === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
