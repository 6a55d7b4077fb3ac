import { WebhookRequested } from '../../events';
import { type Job, ordinalsOf } from '../shared/domain/job';
import { hasObligation } from '../shared/domain/obligations';
import type { JobStore } from '../shared/job-store/port';
import { type EventBridgeEvent, isReplayed } from '../shared/queue/batch';
import { detailOf } from '../shared/queue/detail';
import { webhookMessage } from './body';
import { classifyDelivery } from './classify-delivery';
import type { WebhookSender } from './port';
import { signedHeaders } from './signature';

interface Ports {
  readonly jobs: JobStore;
  readonly sender: WebhookSender;
  /** The signing secret, see signature.ts. */
  readonly secret: () => Promise<string>;
  readonly now: () => string;
}

/** Sends one delivery of a job's webhook, if it is still due, and records its result. */
export const notifyWebhook =
  ({ jobs, sender, secret, now }: Ports) =>
  async (event: EventBridgeEvent): Promise<void> => {
    if (isReplayed(event)) return;
    const { jobId, delivery, again } = detailOf(event, WebhookRequested);
    const job = await jobs.read(jobId);
    if (!job || !(hasObligation(job, `webhook:${delivery}`) || (again && isNext(job, delivery)))) return;
    const url = job.accepted.webhookUrl;
    const message = webhookMessage(job);
    if (url === undefined || message === undefined) return;

    const headers = {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(message.body)),
      'user-agent': 'code-interpreter-on-aws',
      ...signedHeaders(await secret(), message.id, new Date(now()), message.body),
    };
    const response = await sender.post(url, headers, message.body);
    const at = new Date(now());
    await jobs.record(jobId, {
      type: 'DeliveryAttempted',
      at: at.toISOString(),
      delivery,
      result: classifyDelivery(response, delivery, at),
    });
  };

/** A webhook that is sent again has one more delivery than before: the same request twice sends it once. */
const isNext = ({ deliveries }: Job, delivery: number): boolean =>
  delivery === Math.max(0, ...ordinalsOf(deliveries)) + 1;
