import { WebhookRequested } from '../../../../events';
import { notifyWebhook } from '../../../../functions/notify-webhook/handler';
import type { WebhookResponse } from '../../../../functions/notify-webhook/port';
import type { Fact } from '../../../../functions/shared/domain/facts';
import { busEvent, setting } from '../setting';
import { at, finished, generated, JOB_ID } from '../shared/domain/facts';

const webhookUrl = 'https://hooks.example.com/jobs';
const requested = (number = 1, extra = {}) =>
  busEvent(
    'WebhookRequested',
    WebhookRequested.create({ jobId: JOB_ID, occurredAt: at(41), delivery: number }).detail as object,
    extra,
  );

async function notifying(facts: readonly Fact[], deliveries: WebhookResponse[] = [{ status: 204 }]) {
  const functionName = await setting(facts, { changes: { webhookUrl }, seconds: 50 });
  const sent: { url: string; headers: Readonly<Record<string, string>>; body: string }[] = [];
  const sender = {
    post: async (url: string, headers: Readonly<Record<string, string>>, body: string) => {
      sent.push({ url, headers, body });
      return deliveries.shift() ?? { error: 'ECONNREFUSED' };
    },
  };
  return {
    ...functionName,
    sent,
    notify: notifyWebhook({ ...functionName, sender, secret: async () => 'whsec_c2VjcmV0' }),
  };
}

describe('notify-webhook', () => {
  it('sends the outcome signed, and records that it was delivered', async () => {
    const { notify, sent, job } = await notifying([generated(), finished()]);
    await notify(requested());
    expect(sent).toMatchObject([{ url: webhookUrl, headers: { 'webhook-id': `${JOB_ID}:JobSucceeded` } }]);
    expect((await job()).deliveries[1]).toEqual({ at: at(50), state: 'delivered', status: 204 });
  });

  it('tries again with the same id and body, and a new time and signature', async () => {
    const { notify, sent, time } = await notifying([finished()], [{ status: 500 }, { status: 200 }]);
    await notify(requested(1));
    time.seconds = 200;
    await notify(requested(2));
    const [first, second] = sent;
    expect(second?.body).toBe(first?.body);
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(second?.headers['webhook-timestamp']).not.toBe(first?.headers['webhook-timestamp']);
    expect(second?.headers['webhook-signature']).not.toBe(first?.headers['webhook-signature']);
  });

  it('leaves the next try to be owed when nobody answered', async () => {
    const { notify, job } = await notifying([finished()], [{ error: 'ECONNREFUSED' }]);
    await notify(requested());
    expect((await job()).deliveries[1]).toMatchObject({ state: 'failed', error: 'ECONNREFUSED', nextAt: at(110) });
  });

  it('does a try once, however often it is asked for', async () => {
    const { notify, sent } = await notifying([finished()], [{ status: 500 }, { status: 500 }]);
    await notify(requested());
    await notify(requested());
    expect(sent).toHaveLength(1);
  });

  it.each([
    ['the job has not ended', [generated()], 1],
    [
      'it was delivered',
      [finished(), { type: 'DeliveryAttempted', at: at(41), delivery: 1, result: { at: at(41), state: 'delivered' } }],
      2,
    ],
    [
      'the receiver wants no more',
      [finished(), { type: 'DeliveryAttempted', at: at(41), delivery: 1, result: { at: at(41), state: 'gone' } }],
      2,
    ],
    ['it is not its turn', [finished()], 2],
  ] as [string, Fact[], number][])('sends nothing when %s', async (_, facts, number) => {
    const { notify, sent } = await notifying(facts);
    await notify(requested(number));
    expect(sent).toHaveLength(0);
  });

  it('sends nothing for a replayed event or an unknown job', async () => {
    const { notify, sent, table } = await notifying([finished()]);
    await notify(requested(1, { 'replay-name': 'replay' }));
    await table.erase(JOB_ID);
    await notify(requested());
    expect(sent).toHaveLength(0);
  });

  it('goes back to its queue when the secret cannot be read', async () => {
    const functionName = await notifying([finished()]);
    const secret = async () => Promise.reject(new Error('no secret'));
    const sender = { post: async () => ({ status: 200 }) };
    await expect(notifyWebhook({ ...functionName, sender, secret })(requested())).rejects.toThrow('no secret');
    expect((await functionName.job()).deliveries).toEqual({});
  });
});
