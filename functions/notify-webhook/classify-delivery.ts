import type { Delivery } from '../shared/domain/facts';
import type { WebhookResponse } from './port';

/** Delays between deliveries: 75.6 hours in all. */
const RETRY_DELAYS_S = [60, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600];

export const MAX_DELIVERIES = RETRY_DELAYS_S.length + 1;

/** Retry-After is honoured up to this. */
const MAX_RETRY_AFTER_S = 24 * 3600;

/** What the response to a delivery means for the job: delivered, retried later, or given up. */
export function classifyDelivery(response: WebhookResponse, delivery: number, at: Date): Delivery {
  const { status, error } = response;
  const base = { at: at.toISOString(), ...(status !== undefined && { status }), ...(error !== undefined && { error }) };
  if (status !== undefined && status >= 200 && status < 300) return { ...base, state: 'delivered' };
  if (status === 410) return { ...base, state: 'gone' };
  const delay = RETRY_DELAYS_S[delivery - 1];
  if (delay === undefined) return { ...base, state: 'given_up' };
  const seconds = Math.min(Math.max(delay, response.retryAfterSeconds ?? 0), MAX_RETRY_AFTER_S);
  return { ...base, state: 'failed', nextAt: new Date(at.getTime() + seconds * 1000).toISOString() };
}
