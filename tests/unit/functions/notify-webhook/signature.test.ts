import { signedHeaders } from '../../../../functions/notify-webhook/signature';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const sign = (text: string) =>
  signedHeaders(text, 'msg_p5jXN8AQM9LWM0D4loKWxJek', new Date(1614265330 * 1000), '{"test": 2432232314}');

describe('the signature of a webhook', () => {
  it('equals the test vector of Standard Webhooks', () => {
    expect(sign(secret)).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it('is the same for a secret without its prefix', () => {
    expect(sign(`${secret.slice('whsec_'.length)}\n`)).toEqual(sign(secret));
  });

  it('has one part for each secret during a rotation', () => {
    const [both, one] = [sign(`whsec_c2Vjb25kIHNlY3JldA== ${secret}`), sign(secret)];
    expect(both['webhook-signature']?.split(' ')).toHaveLength(2);
    expect(both['webhook-signature']?.split(' ')[1]).toBe(one['webhook-signature']);
  });
});
