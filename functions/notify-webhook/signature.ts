import { Webhook } from 'standardwebhooks';

/**
 * The headers of a delivery according to Standard Webhooks (standardwebhooks.com). `id` is the same for every delivery.
 * `secret` is `whsec_` (optional) and base64; each of several, separated by spaces, signs, so that it can be rotated.
 */
export function signedHeaders(secret: string, id: string, at: Date, body: string): Record<string, string> {
  const signatures = secret
    .trim()
    .split(/\s+/)
    .map((key) => new Webhook(key).sign(id, at, body));
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': signatures.join(' '),
  };
}
