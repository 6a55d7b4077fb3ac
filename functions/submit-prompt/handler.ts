import { type JobDocument, keys, type PromptAccepted, PromptReceived } from '../../events';
import { type Allowance, RESERVED_USD } from '../shared/domain/allowance';
import { statusOf } from '../shared/domain/job';
import type { EventBus } from '../shared/event-bus/port';
import type { HttpResponse } from '../shared/http/function';
import { jobLinks } from '../shared/http/links';
import { ProblemError } from '../shared/http/problem';
import type { HttpRequest } from '../shared/http/request';
import { type JobStore, type Limit, LimitExceeded } from '../shared/job-store/port';
import type { ObjectStore } from '../shared/object-store/port';
import { conversationBefore } from './conversation';
import { acceptedOf, jobDocument, parseJobDocument } from './job-document';
import { jobIdOf } from './job-id';
import { idempotencyKeyOf, validPrompt, type WebhookPolicy } from './validate';

interface Ports {
  readonly objects: ObjectStore;
  readonly jobs: JobStore;
  readonly bus: EventBus;
  readonly webhooks: WebhookPolicy;
  readonly allowance: Allowance;
  readonly now: () => string;
}

/**
 * POST /prompt: stores the prompt, creates the job and publishes PromptReceived, in this order. A retry with the same
 * Idempotency-Key resumes; documents already stored win. A follow-up names the conversation that it continues. A prompt beyond a limit of its owner is refused; the same key may
 * be sent again later.
 */
export const submitPrompt =
  ({ objects, jobs, bus, webhooks, allowance, now }: Ports) =>
  async (request: HttpRequest): Promise<HttpResponse> => {
    const key = idempotencyKeyOf(request);
    const prompt = await validPrompt(request, webhooks);
    const requested = jobDocument(prompt, jobIdOf(request.owner, key), request.owner, new Date(now()));

    // Before anything is stored: a prompt that is refused leaves nothing, and later has its full time.
    const isRepeated = key !== undefined && (await jobs.read(requested.jobId)) !== undefined;
    const limit = isRepeated ? undefined : await jobs.limitOf(reserving(requested), allowance);
    if (limit) throw limitProblem(limit, allowance);
    const { followUpOf } = requested;
    // The document of a repeated request has the conversation already.
    const isFollowUp = followUpOf !== undefined && !isRepeated;
    const earlier = isFollowUp ? await conversationBefore({ jobs, objects, now }, request, followUpOf) : [];

    const document = await storeOnce(objects, followUpOf === undefined ? requested : { ...requested, earlier });
    if (document.requestSha256 !== requested.requestSha256) {
      throw new ProblemError(
        'idempotency-key-reused',
        `This Idempotency-Key belongs to another prompt, job ${document.jobId}. Send this one under a new key.`,
      );
    }

    // The first call failed after storing its document, or its job has expired.
    if (document.deadlineAt <= now() && !(await jobs.read(document.jobId))) {
      throw new ProblemError(
        'idempotency-key-expired',
        `This Idempotency-Key was used at ${document.acceptedAt}, and its job no longer exists. Send the prompt under a new key.`,
      );
    }

    const job = await jobs.create(reserving(document), allowance).catch((error: unknown) => {
      throw error instanceof LimitExceeded ? limitProblem(error.limit, allowance) : error;
    });
    if (!job.promptReceivedAt) await bus.publish([promptReceived(document)]);

    const links = jobLinks(request.linkBase, document.jobId);
    const body: PromptAccepted = { jobId: document.jobId, status: statusOf(job), links };
    return { status: 202, headers: { location: links.self }, body };
  };

const reserving = (document: JobDocument) => ({ ...acceptedOf(document), reservedUsd: RESERVED_USD });

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
