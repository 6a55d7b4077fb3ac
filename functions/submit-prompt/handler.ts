import { type JobDocument, keys, type PromptAccepted, PromptReceived } from '../../events';
import { statusOf } from '../shared/domain/job';
import type { EventBus } from '../shared/event-bus/port';
import type { HttpResponse } from '../shared/http/function';
import { jobLinks } from '../shared/http/links';
import { Refusal } from '../shared/http/problem';
import type { HttpRequest } from '../shared/http/request';
import type { JobStore } from '../shared/job-store/port';
import type { ObjectStore } from '../shared/object-store/port';
import { acceptedOf, jobDocument, parseJobDocument } from './job-document';
import { jobIdOf } from './job-id';
import { idempotencyKeyOf, validPrompt, type WebhookPolicy } from './validate';

interface Ports {
  readonly objects: ObjectStore;
  readonly jobs: JobStore;
  readonly bus: EventBus;
  readonly webhooks: WebhookPolicy;
  readonly now: () => string;
}

/**
 * POST /prompt: stores the prompt, makes the job's row and tells the bus, in this order. A repetition under the same
 * Idempotency-Key takes up where the first one ended: what is stored already decides.
 */
export const submitPrompt =
  ({ objects, jobs, bus, webhooks, now }: Ports) =>
  async (request: HttpRequest): Promise<HttpResponse> => {
    const key = idempotencyKeyOf(request);
    const prompt = await validPrompt(request, webhooks);
    const asked = jobDocument(prompt, jobIdOf(request.owner, key), request.owner, new Date(now()));

    const document = await stored(objects, asked);
    if (document.requestSha256 !== asked.requestSha256) {
      throw new Refusal(
        'idempotency-key-reused',
        `This Idempotency-Key belongs to another prompt, job ${document.jobId}. Send this one under a new key.`,
      );
    }

    // Its first call came no further than its document, or it was so long ago that its job is kept no more.
    if (document.deadlineAt <= now() && !(await jobs.read(document.jobId))) {
      throw new Refusal(
        'idempotency-key-expired',
        `This Idempotency-Key was used at ${document.acceptedAt}, and its job is not there. Send the prompt under a new key.`,
      );
    }

    const job = await jobs.create(acceptedOf(document));
    if (!job.promptReceivedAt) await bus.publish([promptReceived(document)]);

    const links = jobLinks(request.linkBase, document.jobId);
    const body: PromptAccepted = { jobId: document.jobId, status: statusOf(job), links };
    return { status: 202, headers: { location: links.self }, body };
  };

/** The document of the job as it counts: the one given, or the one that was there first. */
async function stored(objects: ObjectStore, document: JobDocument): Promise<JobDocument> {
  const write = await objects.writeOnce(keys.job(document.jobId), JSON.stringify(document), 'application/json');
  return write.written ? document : parseJobDocument(write.existing);
}

const promptReceived = ({ jobId, owner, size, limits, acceptedAt, deadlineAt }: JobDocument) =>
  PromptReceived.create({ jobId, occurredAt: acceptedAt, promptKey: keys.job(jobId), owner, size, limits, deadlineAt });
