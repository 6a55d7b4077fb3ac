import { type JobDocument, keys, type PromptAccepted, PromptReceived } from '../../events';
import type { Allowance } from '../shared/domain/allowance';
import { statusOf } from '../shared/domain/job';
import type { EventBus } from '../shared/event-bus/port';
import type { HttpResponse } from '../shared/http/function';
import { jobLink, jobLinks } from '../shared/http/links';
import { ProblemError } from '../shared/http/problem';
import type { HttpRequest } from '../shared/http/request';
import { type JobStore, type Limit, LimitExceeded } from '../shared/job-store/port';
import type { ObjectStore } from '../shared/object-store/port';
import { acceptedOf, parseJobDocument } from './job-document';
import { reservedUsd } from './reservation';

export interface AcceptPorts {
  readonly objects: ObjectStore;
  readonly jobs: JobStore;
  readonly bus: EventBus;
  readonly allowance: Allowance;
  /** Without a slash at its end. */
  readonly apiUrl: string;
  /** Address of the page; empty if there is none. */
  readonly pageUrl: string;
  /** Whether events and webhooks have the start of the question. */
  readonly questionInEvents: boolean;
  readonly now: () => string;
}

/** The job that a request asks for. */
export interface RequestedJob {
  readonly document: JobDocument;
  /** Whether the job exists: the request is repeated, and its job.json is complete. */
  readonly exists: boolean;
  /** Reads and stores what job.json names; returns job.json with it. Not called for a job that exists. */
  readonly complete: () => Promise<JobDocument>;
}

/**
 * Stores job.json, creates the job and publishes PromptReceived, in this order. A retry with the same Idempotency-Key
 * resumes; documents already stored win. A job beyond a limit of its owner is refused; the same key may be sent again later.
 */
export async function accept(
  { objects, jobs, bus, allowance, apiUrl, pageUrl, questionInEvents, now }: AcceptPorts,
  request: HttpRequest,
  { document: requested, exists, complete }: RequestedJob,
): Promise<HttpResponse> {
  // Before anything is stored: a job that is refused leaves nothing, and later has its full time.
  const limit = exists ? undefined : await jobs.limitOf(reserving(requested), allowance);
  if (limit) throw limitProblem(limit, allowance);

  const link = jobLink(apiUrl, pageUrl, requested.jobId);
  const document = await storeOnce(objects, { ...(exists ? requested : await complete()), link, questionInEvents });
  refuseOtherRequest(document, requested.requestSha256);

  // The first call failed after storing its document, or its job has expired.
  if (document.deadlineAt <= now() && !(await jobs.read(document.jobId))) {
    throw new ProblemError(
      'idempotency-key-expired',
      `This Idempotency-Key was used at ${document.acceptedAt}, and its job no longer exists. Send the request under a new key.`,
    );
  }

  const job = await jobs.create(reserving(document), allowance).catch((error: unknown) => {
    throw error instanceof LimitExceeded ? limitProblem(error.limit, allowance) : error;
  });
  if (!job.promptReceivedAt) await bus.publish([promptReceived(document)]);

  const links = jobLinks(request.linkBase, document.jobId);
  const body: PromptAccepted = { jobId: document.jobId, status: statusOf(job), links };
  return { status: 202, headers: { location: links.self }, body };
}

/** @throws ProblemError when the stored job.json is that of another request with the same Idempotency-Key */
export function refuseOtherRequest({ jobId, requestSha256 }: JobDocument, expected: string): void {
  if (requestSha256 !== expected) throw keyReused(jobId);
}

export const keyReused = (jobId: string): ProblemError =>
  new ProblemError(
    'idempotency-key-reused',
    `This Idempotency-Key belongs to another request, job ${jobId}. Send this one under a new key.`,
  );

const reserving = (document: JobDocument) => ({ ...acceptedOf(document), reservedUsd: reservedUsd(document) });

function limitProblem(limit: Limit, { openJobs, dailyUsd }: Allowance): ProblemError {
  if (limit === 'openJobs') {
    return new ProblemError(
      'too-many-open-jobs',
      `You have ${openJobs} jobs that have not ended, the maximum (MaxJobsPerOwner). Wait for one to end, or cancel one.`,
    );
  }
  return new ProblemError(
    'daily-budget-used',
    `Your jobs of today (UTC) have used or reserved ${dailyUsd} dollars, the maximum (MaxDailyUsdPerOwner). Wait until ` +
      'midnight UTC, or for open jobs to end: each reserves more than most jobs cost.',
  );
}

/** Stores the document and returns it, or returns the one that was stored first. */
async function storeOnce(objects: ObjectStore, document: JobDocument): Promise<JobDocument> {
  const write = await objects.writeOnce(keys.job(document.jobId), JSON.stringify(document), 'application/json');
  return write.written ? document : parseJobDocument(write.existing);
}

const promptReceived = ({ jobId, owner, size, limits, acceptedAt, deadlineAt }: JobDocument) =>
  PromptReceived.create({ jobId, occurredAt: acceptedAt, promptKey: keys.job(jobId), owner, size, limits, deadlineAt });
