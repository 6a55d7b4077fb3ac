import { Webhook } from 'standardwebhooks';
import { WebhookRequested } from '../../../../events';
import { notifyWebhook } from '../../../../functions/notify-webhook/handler';
import type { WebhookResponse } from '../../../../functions/notify-webhook/port';
import type { Fact } from '../../../../functions/shared/domain/facts';
import { busEvent, setting } from '../setting';
import { at, finished, generated, JOB_ID } from '../shared/domain/facts';

const SECRET = 'whsec_c2VjcmV0';
const webhookUrl = 'https://hooks.example.com/jobs';
const requested = (number = 1, extra = {}, again?: true) =>
  busEvent(
    'WebhookRequested',
    WebhookRequested.create({ jobId: JOB_ID, occurredAt: at(41), delivery: number, again }).detail as object,
    extra,
  );

async function notifying(facts: readonly Fact[], deliveries: WebhookResponse[] = [{ status: 204 }]) {
  const world = await setting(facts, { changes: { webhookUrl }, seconds: 50 });
  const sent: { url: string; headers: Readonly<Record<string, string>>; body: string }[] = [];
  const sender = {
    post: async (url: string, headers: Readonly<Record<string, string>>, body: string) => {
      sent.push({ url, headers, body });
      return deliveries.shift() ?? { error: 'ECONNREFUSED' };
    },
  };
  return {
    ...world,
    sent,
    notify: notifyWebhook({ ...world, sender, secret: async () => SECRET }),
  };
}

afterEach(() => jest.restoreAllMocks());

describe('notify-webhook', () => {
  it('sends the signed outcome, and records the delivery', async () => {
    const { notify, sent, job } = await notifying([generated(), finished()]);
    jest.spyOn(Date, 'now').mockReturnValue(Date.parse(at(50)));
    await notify(requested());
    const [{ headers, body } = { headers: {}, body: '' }] = sent;
    expect(new Webhook(SECRET).verify(body, { ...headers })).toMatchObject({ type: 'job.succeeded' });
    expect(sent).toMatchObject([{ url: webhookUrl, headers: { 'webhook-id': `${JOB_ID}:JobSucceeded` } }]);
    expect((await job()).deliveries[1]).toEqual({ at: at(50), state: 'delivered', status: 204 });
  });

  it('retries with the same id and body, and a new timestamp and signature', async () => {
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

  it('schedules the next delivery when there was no response', async () => {
    const { notify, job } = await notifying([finished()], [{ error: 'ECONNREFUSED' }]);
    await notify(requested());
    expect((await job()).deliveries[1]).toMatchObject({ state: 'failed', error: 'ECONNREFUSED', nextAt: at(110) });
  });

  it('makes each delivery once, however often it is requested', async () => {
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
    ['another delivery is due', [finished()], 2],
  ] as [string, Fact[], number][])('sends nothing when %s', async (_, facts, number) => {
    const { notify, sent } = await notifying(facts);
    await notify(requested(number));
    expect(sent).toHaveLength(0);
  });

  it.each(['delivered', 'gone', 'given_up'] as const)('sends a webhook that was %s again, once', async (state) => {
    const last: Fact = { type: 'DeliveryAttempted', at: at(41), delivery: 10, result: { at: at(41), state } };
    const { notify, sent, job } = await notifying([finished(), last], [{ status: 204 }, { status: 204 }]);
    await notify(requested(11, {}, true));
    await notify(requested(11, {}, true));
    expect(sent).toMatchObject([{ headers: { 'webhook-id': `${JOB_ID}:JobSucceeded` } }]);
    expect((await job()).deliveries[11]).toMatchObject({ state: 'delivered', status: 204 });
  });

  it('sends no webhook of a job that has not ended, also when asked again', async () => {
    const { notify, sent } = await notifying([generated()]);
    await notify(requested(1, {}, true));
    expect(sent).toHaveLength(0);
  });

  it('sends nothing for a replayed event or an unknown job', async () => {
    const { notify, sent, table } = await notifying([finished()]);
    await notify(requested(1, { 'replay-name': 'replay' }));
    await table.erase(JOB_ID);
    await notify(requested());
    expect(sent).toHaveLength(0);
  });

  it('rejects when the secret cannot be read', async () => {
    const world = await notifying([finished()]);
    const secret = async () => Promise.reject(new Error('no secret'));
    const sender = { post: async () => ({ status: 200 }) };
    await expect(notifyWebhook({ ...world, sender, secret })(requested())).rejects.toThrow('no secret');
    expect((await world.job()).deliveries).toEqual({});
  });
});
