import http from 'node:http';
import https from 'node:https';
import type { BlockList, LookupFunction } from 'node:net';
import { isIP } from 'node:net';
import { checkWebhookUrl, type Resolve, resolveHost } from '../shared/webhook-address/check';
import type { WebhookResponse, WebhookSender } from './port';

export interface SenderOptions {
  /** Private networks that webhooks may go to. */
  readonly allowed: BlockList;
  readonly resolve?: Resolve;
  /** For all of it: name, connection, request and answer. */
  readonly timeoutMilliseconds?: number;
}

/** The answer's status is all that counts; more of its body than this is not read. */
const MAX_ANSWER_BYTES = 16_384;

/**
 * Sends webhooks where they may go. The host is looked up once, every address of it is vetted, and the connection is
 * made to a vetted address under the host's name: a name that changes in between changes nothing. Redirects are not
 * followed, for nobody vetted where they lead.
 */
export function webhookSender({
  allowed,
  resolve = resolveHost,
  timeoutMilliseconds = 15_000,
}: SenderOptions): WebhookSender {
  return {
    async post(url, headers, body) {
      const signal = AbortSignal.timeout(timeoutMilliseconds);
      try {
        const check = await Promise.race([checkWebhookUrl(url, allowed, resolve), aborted(signal)]);
        if (!check.ok) return { error: `Not sent. The address: ${check.reason}` };
        return await send(check.url, check.addresses, headers, body, signal);
      } catch (error) {
        const { message, code } = error as NodeJS.ErrnoException;
        return { error: signal.aborted ? `No answer within ${timeoutMilliseconds / 1000} s.` : (code ?? message) };
      }
    },
  };
}

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

function send(
  url: URL,
  addresses: readonly string[],
  headers: Readonly<Record<string, string>>,
  body: string,
  signal: AbortSignal,
): Promise<WebhookResponse> {
  return new Promise((resolve, reject) => {
    const client = url.protocol === 'https:' ? https : http;
    const request = client.request(url, { method: 'POST', headers, agent: false, lookup: pinned(addresses), signal });
    request.on('error', reject);
    request.on('response', (response) => {
      const delivery = deliveryOf(response);
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MAX_ANSWER_BYTES) response.destroy();
      });
      // The status is known from here on: however the body ends, it counts.
      response.on('error', () => resolve(delivery));
      response.on('close', () => resolve(delivery));
    });
    request.end(body);
  });
}

/** A look-up that always gives the vetted address. */
const pinned =
  (addresses: readonly string[]): LookupFunction =>
  (_host, options, callback) => {
    const vetted = addresses.map((address) => ({ address, family: isIP(address) }));
    const [first = { address: '', family: 0 }] = vetted;
    // With all of them Node takes the next one when one cannot be reached.
    if (options.all) callback(null, vetted);
    else callback(null, first.address, first.family);
  };

function deliveryOf({ statusCode = 0, headers }: http.IncomingMessage): WebhookResponse {
  const seconds = secondsOf(headers['retry-after']);
  return {
    status: statusCode,
    ...(statusCode >= 300 && statusCode < 400 && { error: 'Redirects are not followed.' }),
    ...(seconds !== undefined && { retryAfterSeconds: seconds }),
  };
}

/** Retry-After is a number of seconds or a date. */
function secondsOf(retryAfter: string | undefined): number | undefined {
  if (retryAfter === undefined) return undefined;
  const seconds = /^\d+$/.test(retryAfter) ? Number(retryAfter) : (Date.parse(retryAfter) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : undefined;
}
