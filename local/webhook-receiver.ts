import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { localServer } from '../client/page/server/local-server';

export interface ReceivedWebhook {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface WebhookReceiver {
  /** To be given as `webhookUrl`. */
  readonly url: string;
  /** Every webhook that has come so far. */
  readonly received: readonly ReceivedWebhook[];
  /** The next webhook for this job that comes, or has come; undefined when there is none within the time. */
  wait(jobId: string, milliseconds: number): Promise<ReceivedWebhook | undefined>;
  close(): void;
}

/** Receives webhooks on a free port of 127.0.0.1 and answers each with 204. */
export function receiveWebhooks(): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = [];
  const server = localServer((request, response) => {
    text(request).then(
      (body) => {
        received.push({ headers: request.headers, body });
        response.writeHead(204).end();
      },
      // Its sender has gone, and sends it again.
      () => response.destroy(),
    );
  });
  const find = (jobId: string) => received.find(({ body }) => body.includes(jobId));
  async function wait(jobId: string, milliseconds: number) {
    for (const until = Date.now() + milliseconds; Date.now() < until && !find(jobId); ) {
      await new Promise((wake) => setTimeout(wake, 50));
    }
    return find(jobId);
  }
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (typeof address !== 'object' || !address) throw new Error('The receiver has no port.');
      const close = () => {
        server.close();
        server.closeAllConnections();
      };
      resolve({ url: `http://127.0.0.1:${address.port}/webhook`, received, wait, close });
    });
  });
}

/**
 * Checks a Standard Webhooks signature as a receiver does: HMAC-SHA256 over id, timestamp and the body as it came.
 * @param secret `whsec_` and base64
 */
export function isSigned(secret: string, { headers, body }: ReceivedWebhook): boolean {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  const expected = createHmac('sha256', key).update(signed).digest();
  return String(headers['webhook-signature'])
    .split(' ')
    .filter((signature) => signature.startsWith('v1,'))
    .map((signature) => Buffer.from(signature.slice(3), 'base64'))
    .some((signature) => signature.length === expected.length && timingSafeEqual(signature, expected));
}
