import { WebhookRequested } from '../../events';
import { owes } from '../shared/domain/obligations';
import type { JobStore } from '../shared/job-store/port';
import { type BusEvent, isReplayed } from '../shared/queue/batch';
import { detailOf } from '../shared/queue/detail';
import { webhookMessage } from './body';
import type { WebhookSender } from './port';
import { judge } from './schedule';
import { signedHeaders } from './signature';

interface Ports {
  readonly jobs: JobStore;
  readonly sender: WebhookSender;
  /** The signing secret, see signature.ts. */
  readonly secret: () => Promise<string>;
  readonly now: () => string;
}

/** Makes one try of a job's webhook, when the job still owes it, and records what came of it. */
export const notifyWebhook =
  ({ jobs, sender, secret, now }: Ports) =>
  async (event: BusEvent): Promise<void> => {
    if (isReplayed(event)) return;
    const { jobId, try: number } = detailOf(event, WebhookRequested);
    const job = await jobs.read(jobId);
    if (!job || !owes(job, `webhook:${number}`)) return;
    const url = job.accepted.webhookUrl;
    const message = webhookMessage(job);
    if (url === undefined || message === undefined) return;

    const headers = {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(message.body)),
      'user-agent': 'code-interpreter-on-aws',
      ...signedHeaders(await secret(), message.id, new Date(now()), message.body),
    };
    const delivery = await sender.post(url, headers, message.body);
    const at = new Date(now());
    await jobs.record(jobId, {
      type: 'WebhookTried',
      at: at.toISOString(),
      try: number,
      attempt: judge(delivery, number, at),
    });
  };
