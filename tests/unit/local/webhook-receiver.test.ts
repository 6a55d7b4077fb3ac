import { isSigned, receiveWebhooks } from '../../../local/webhook-receiver';

// The example of the Standard Webhooks specification's reference libraries.
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const webhook = {
  headers: {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  },
  body: '{"test": 2432232314}',
};

describe('the webhook receiver', () => {
  it('accepts a right signature, also beside others', () => {
    expect(isSigned(secret, webhook)).toBe(true);
    const several = {
      ...webhook.headers,
      'webhook-signature': `v1,AAAA v1a,x ${webhook.headers['webhook-signature']}`,
    };
    expect(isSigned(secret, { ...webhook, headers: several })).toBe(true);
  });

  it.each([
    ['another body', { ...webhook, body: '{"test": 2432232315}' }],
    ['another id', { ...webhook, headers: { ...webhook.headers, 'webhook-id': 'msg_x' } }],
    ['another time', { ...webhook, headers: { ...webhook.headers, 'webhook-timestamp': '1614265331' } }],
    ['no signature', { ...webhook, headers: {} }],
  ])('refuses %s', (_, changed) => {
    expect(isSigned(secret, changed)).toBe(false);
  });

  it('finds the webhook of a job by its id', async () => {
    const receiver = await receiveWebhooks();
    try {
      const answer = await fetch(receiver.url, { method: 'POST', body: '{"jobId":"one"}' });
      expect(answer.status).toBe(204);
      expect((await receiver.wait('one', 1000))?.body).toBe('{"jobId":"one"}');
      expect(await receiver.wait('two', 60)).toBeUndefined();
    } finally {
      receiver.close();
    }
  });
});
