import type { IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { localServer } from '../../../client/page/server/local-server';

export interface ReceivedWebhook {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface WebhookReceiver {
  /** Address for `webhookUrl`. */
  readonly url: string;
  /** All webhooks received so far. */
  readonly received: readonly ReceivedWebhook[];
  /** Resolves to the first webhook for a job; to undefined after the timeout. */
  wait(jobId: string, timeoutMs: number): Promise<ReceivedWebhook | undefined>;
  close(): void;
}

/** Receives webhooks on a free port of 127.0.0.1 and responds to each with 204. */
export function receiveWebhooks(): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = [];
  const server = localServer((request, response) => {
    text(request).then(
      (body) => {
        received.push({ headers: request.headers, body });
        response.writeHead(204).end();
      },
      // The connection broke; the sender retries.
      () => response.destroy(),
    );
  });
  const find = (jobId: string) => received.find(({ body }) => body.includes(jobId));
  async function wait(jobId: string, timeoutMs: number) {
    for (const until = Date.now() + timeoutMs; Date.now() < until && !find(jobId); ) {
      await new Promise((wake) => setTimeout(wake, 50));
    }
    return find(jobId);
  }
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (typeof address !== 'object' || !address) throw new Error('The webhook receiver has no port.');
      const close = () => {
        server.close();
        server.closeAllConnections();
      };
      resolve({ url: `http://127.0.0.1:${address.port}/webhook`, received, wait, close });
    });
  });
}

/** Verifies the signature and the timestamp of a webhook, as a receiver does. */
export function hasValidSignature(secret: string, { headers, body }: ReceivedWebhook): boolean {
  try {
    new Webhook(secret).verify(body, headers as Record<string, string>);
    return true;
  } catch (error) {
    if (error instanceof WebhookVerificationError) return false;
    throw error;
  }
}
