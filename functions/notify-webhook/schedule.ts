import type { WebhookTry } from '../shared/domain/facts';
import type { Delivery } from './port';

/** Seconds from one try to the next: a little over three days in all. */
const WAITS = [60, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600];

export const MAX_TRIES = WAITS.length + 1;

/** No receiver puts a try off for longer than this. */
const LONGEST_WAIT = 24 * 3600;

/** What a delivery means for the job: done, to be tried again at a time, or given up. */
export function judge(delivery: Delivery, tried: number, at: Date): WebhookTry {
  const { status, error } = delivery;
  const seen = { at: at.toISOString(), ...(status !== undefined && { status }), ...(error !== undefined && { error }) };
  if (status !== undefined && status >= 200 && status < 300) return { ...seen, result: 'delivered' };
  if (status === 410) return { ...seen, result: 'gone' };
  const wait = WAITS[tried - 1];
  if (wait === undefined) return { ...seen, result: 'given_up' };
  const seconds = Math.min(Math.max(wait, delivery.retryAfterSeconds ?? 0), LONGEST_WAIT);
  return { ...seen, result: 'failed', nextAt: new Date(at.getTime() + seconds * 1000).toISOString() };
}
