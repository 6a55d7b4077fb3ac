import { connect } from 'node:net';
import { hasValidSignature, receiveWebhooks } from '../../../../../local/commands/shared/webhook-receiver';

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

describe('hasValidSignature', () => {
  beforeEach(() => void jest.spyOn(Date, 'now').mockReturnValue(1614265330_000));
  afterEach(() => jest.restoreAllMocks());

  it('accepts a valid signature, also among others', () => {
    expect(hasValidSignature(secret, webhook)).toBe(true);
    const several = {
      ...webhook.headers,
      'webhook-signature': `v1,AAAA v1a,x ${webhook.headers['webhook-signature']}`,
    };
    expect(hasValidSignature(secret, { ...webhook, headers: several })).toBe(true);
  });

  it.each([
    ['another body', { ...webhook, body: '{"test": 2432232315}' }],
    ['another id', { ...webhook, headers: { ...webhook.headers, 'webhook-id': 'msg_x' } }],
    ['another time', { ...webhook, headers: { ...webhook.headers, 'webhook-timestamp': '1614265331' } }],
    ['no signature', { ...webhook, headers: {} }],
  ])('refuses %s', (_, changed) => {
    expect(hasValidSignature(secret, changed)).toBe(false);
  });

  it('refuses a signature with another key', () => {
    expect(hasValidSignature('whsec_c2Vjb25kIHNlY3JldA==', webhook)).toBe(false);
  });

  it('refuses a webhook that is older than five minutes', () => {
    jest.spyOn(Date, 'now').mockReturnValue(1614265330_000 + 301_000);
    expect(hasValidSignature(secret, webhook)).toBe(false);
  });
});

describe('the webhook receiver', () => {
  it('continues after a broken connection', async () => {
    const receiver = await receiveWebhooks();
    try {
      const { port, hostname } = new URL(receiver.url);
      const sender = connect(Number(port), hostname);
      sender.write('POST /webhook HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"jobId":');
      await new Promise((sent) => setTimeout(sent, 100));
      sender.destroy();
      await new Promise((seen) => setTimeout(seen, 100));
      await fetch(receiver.url, { method: 'POST', body: '{"jobId":"one"}' });
      expect(receiver.received).toHaveLength(1);
    } finally {
      receiver.close();
    }
  });

  it('finds the webhook of a job', async () => {
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
