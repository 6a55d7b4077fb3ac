import { classifyDelivery, MAX_DELIVERIES } from '../../../../functions/notify-webhook/classify-delivery';

const at = new Date('2026-11-22T07:00:00.000Z');
/** Seconds until the next delivery; `given_up` after the last. */
const delayAfter = (delivery: number, retryAfterSeconds?: number) => {
  const { state, nextAt } = classifyDelivery({ status: 503, retryAfterSeconds }, delivery, at);
  return state === 'failed' ? (Date.parse(nextAt ?? '') - at.getTime()) / 1000 : state;
};

describe('the classification of a delivery', () => {
  it.each([200, 202, 204])('status %i is delivered', (status) => {
    expect(classifyDelivery({ status }, 1, at)).toEqual({ at: at.toISOString(), status, state: 'delivered' });
  });

  it('status 410 is the last delivery', () => {
    expect(classifyDelivery({ status: 410 }, 1, at).state).toBe('gone');
  });

  it.each([301, 302, 400, 404, 429, 500])('status %i is retried', (status) => {
    expect(classifyDelivery({ status }, 1, at)).toMatchObject({ state: 'failed', status });
  });

  it('a failed request is retried, and its error recorded', () => {
    expect(classifyDelivery({ error: 'ECONNREFUSED' }, 1, at)).toMatchObject({
      state: 'failed',
      error: 'ECONNREFUSED',
    });
  });

  it('the delays grow, add up to about three days, and end with the tenth delivery', () => {
    const delays = Array.from({ length: MAX_DELIVERIES }, (_, index) => delayAfter(index + 1));
    expect(delays).toEqual([60, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400, 'given_up']);
  });

  it('Retry-After lengthens a delay, to a day at most, and never shortens it', () => {
    expect(delayAfter(1, 600)).toBe(600);
    expect(delayAfter(1, 10)).toBe(60);
    expect(delayAfter(1, 1e9)).toBe(86400);
  });
});
