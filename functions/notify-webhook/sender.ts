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
  /** For DNS, connection, request and response together. */
  readonly timeoutMilliseconds?: number;
}

/** Only the status of a response matters; a longer body is not read. */
const MAX_RESPONSE_BYTES = 16_384;

/**
 * Sends webhooks to allowed addresses only. The host is resolved once, all its addresses are checked, and the connection
 * is pinned to them, so that DNS rebinding has no effect. Redirects are not followed: their targets are not checked.
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
        if (!check.ok) return { error: `Not sent. webhookUrl: ${check.reason}` };
        return await send(check.url, check.addresses, headers, body, signal);
      } catch (error) {
        const { message, code } = error as NodeJS.ErrnoException;
        return { error: signal.aborted ? `No response within ${timeoutMilliseconds / 1000} s.` : (code ?? message) };
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
        if (bytes > MAX_RESPONSE_BYTES) response.destroy();
      });
      // The status is received: it counts even if the body breaks off.
      response.on('error', () => resolve(delivery));
      response.on('close', () => resolve(delivery));
    });
    request.end(body);
  });
}

/** A DNS lookup that always returns the checked addresses. */
const pinned =
  (addresses: readonly string[]): LookupFunction =>
  (_host, options, callback) => {
    const checked = addresses.map((address) => ({ address, family: isIP(address) }));
    const [first = { address: '', family: 0 }] = checked;
    // With all of them Node tries the next one when one is unreachable.
    if (options.all) callback(null, checked);
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
