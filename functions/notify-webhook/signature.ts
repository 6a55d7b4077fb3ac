import { createHmac } from 'node:crypto';

/**
 * Headers of a webhook after Standard Webhooks (standardwebhooks.com). `id` stays the same over all tries,
 * `at` is the time of this one. `secret` is `whsec_` and base64, the prefix may be missing; several ones with spaces
 * between them all sign, so that a receiver can change over.
 */
export function signedHeaders(secret: string, id: string, at: Date, body: string): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signatures = secret
    .trim()
    .split(/\s+/)
    .map((key) => `v1,${sign(key, `${id}.${timestamp}.${body}`)}`);
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}

const sign = (secret: string, content: string): string =>
  createHmac('sha256', Buffer.from(secret.replace(/^whsec_/, ''), 'base64'))
    .update(content)
    .digest('base64');
