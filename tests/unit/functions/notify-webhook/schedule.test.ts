import { classifyDelivery, MAX_DELIVERIES } from '../../../../functions/notify-webhook/schedule';

const at = new Date('2026-11-22T07:00:00.000Z');
const waitAfter = (tried: number, retryAfterSeconds?: number) => {
  const { state, nextAt } = classifyDelivery({ status: 503, retryAfterSeconds }, tried, at);
  return state === 'failed' ? (Date.parse(nextAt ?? '') - at.getTime()) / 1000 : state;
};

describe('what a delivery means', () => {
  it.each([200, 202, 204])('status %i is a delivery', (status) => {
    expect(classifyDelivery({ status }, 1, at)).toEqual({ at: at.toISOString(), status, state: 'delivered' });
  });

  it('status 410 ends it', () => {
    expect(classifyDelivery({ status: 410 }, 1, at).state).toBe('gone');
  });

  it.each([301, 302, 400, 404, 429, 500])('status %i is tried again', (status) => {
    expect(classifyDelivery({ status }, 1, at)).toMatchObject({ state: 'failed', status });
  });

  it('no answer is tried again, and the reason kept', () => {
    expect(classifyDelivery({ error: 'ECONNREFUSED' }, 1, at)).toMatchObject({
      state: 'failed',
      error: 'ECONNREFUSED',
    });
  });

  it('tries lie ever further apart, over about four days, and end with the tenth', () => {
    const waits = Array.from({ length: MAX_DELIVERIES }, (_, index) => waitAfter(index + 1));
    expect(waits).toEqual([60, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400, 'given_up']);
  });

  it('a receiver may ask for more time, though not for more than a day, and not for less', () => {
    expect(waitAfter(1, 600)).toBe(600);
    expect(waitAfter(1, 10)).toBe(60);
    expect(waitAfter(1, 1e9)).toBe(86400);
  });
});
