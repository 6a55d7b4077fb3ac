import { CodeInterpreterClient, type JobList } from '../../client';
import { receiveWebhooks, type WebhookReceiver } from '../../local/webhook-receiver';
import { eventually, withSystem } from '../system/running-system';
import { executorOf, type Kind, killAfter, measure, Work, worker } from './victim';

const running = withSystem();

/** Places at which each victim is killed, and tries to meet it at work there. */
const PLACES = 10;
const TRIES = 5;
/** Milliseconds in which every job has ended: a lease that runs out, two sweeps, and a machine that does more than this. */
const ENDS_WITHIN = 300_000;
const ROOMS = ['GenerateCode', 'LaunchTask', 'RecordProgress', 'RecordTaskState', 'PublishDecisions'] as const;

jest.setTimeout(ENDS_WITHIN + 30_000);

const pause = (milliseconds: number) => new Promise<void>((wake) => setTimeout(wake, milliseconds));
const hasEnded = ({ status }: JobList['jobs'][number]) => ['succeeded', 'failed', 'cancelled'].includes(status);

interface Kill {
  readonly jobId: string;
  readonly victim: 'executor' | 'API' | 'handler';
  readonly place: string;
  readonly hit: boolean;
}

describe('jobs whose processes are killed', () => {
  let receiver: WebhookReceiver;
  let client: CodeInterpreterClient;
  /** Milliseconds that each victim works for one job when it is left alone. */
  const whole = new Map<string, number>();
  const kills: Kill[] = [];
  const waiting: Promise<unknown>[] = [];
  /** POSTs that were answered with 500 or more. */
  let failures = 0;

  beforeAll(async () => {
    receiver = await receiveWebhooks();
    client = new CodeInterpreterClient({ baseUrl: running().system.apiUrl, fetch: counting });
    // The first job starts the workers, the second shows what they do for one.
    await done((await post('first')).jobId);
    await measureOne();
  }, 120_000);
  afterAll(() => receiver?.close());

  /** The client sends a request again by itself; what it was answered is counted here. */
  async function counting(input: string, init?: RequestInit): Promise<Response> {
    const answer = await fetch(input, init);
    if (init?.method === 'POST' && answer.status >= 500) failures += 1;
    return answer;
  }

  /** Sends a prompt until it is accepted; whether it was at once. */
  async function post(idempotencyKey: string) {
    const request = { prompt: 'How many users are there?', webhookUrl: receiver.url };
    const before = failures;
    const submit = () => client.submit(request, { idempotencyKey }).catch(() => undefined);
    const { jobId } = await eventually(submit, 60_000);
    return { jobId, atOnce: failures === before };
  }

  const summaries = async () => (await client.list({ limit: 100 })).jobs;

  const done = (jobId: string) =>
    eventually(async () => (await summaries()).find((job) => job.jobId === jobId && hasEnded(job)), ENDS_WITHIN);

  async function measureOne(): Promise<void> {
    let isOver = false;
    const watch = (name: string, kind: Kind) =>
      measure(new Work(kind), () => isOver).then((worked) => whole.set(name, worked));
    const watches = [...ROOMS, 'SubmitPrompt'].map((room) => watch(room, worker(room)));
    const { jobId } = await post('second');
    watches.push(watch('executor', executorOf(jobId)));
    await done(jobId);
    await pause(500); // what is recorded after the job's end
    isOver = true;
    await Promise.all(watches);
  }

  /** Kills a victim when it has done this share of its work for a job; whether it came that far. */
  async function killOne(victim: Kill['victim'], name: string, share: number): Promise<boolean> {
    let isOver = false;
    const milliseconds = (whole.get(name) ?? 0) * share;
    const kill = (kind: Kind) => killAfter(new Work(kind), milliseconds, () => isOver);
    const early = victim === 'executor' ? undefined : kill(worker(name));
    const { jobId, atOnce } = await post(`${name}-${kills.length}`);
    const killed = early ?? kill(executorOf(jobId));
    // A handler may be at work after the job's end too.
    const ended = done(jobId).then(() => pause(500));
    waiting.push(ended);
    await Promise.race([killed, victim === 'API' ? pause(300) : ended]);
    isOver = true;
    const hit = (await killed) && (victim !== 'API' || !atOnce);
    kills.push({ jobId, victim, place: `${name} after ${milliseconds.toFixed(1)} ms of work`, hit });
    return hit;
  }

  /** Kills a victim once: earlier in its work when there was less of it than expected. */
  async function killAt(victim: Kill['victim'], name: string, place: number): Promise<void> {
    let share = (place + 0.5) / PLACES;
    for (let tries = 0; tries < TRIES; tries += 1) {
      if (victim === 'API') await warm();
      if (await killOne(victim, name, share)) return;
      share *= 0.6;
    }
  }

  /** What was killed once starts anew; the place is to be one in its work, and not in its start. */
  async function warm(): Promise<void> {
    const refused = () =>
      client.submit({ prompt: '' }).then(
        () => false,
        ({ status }) => status === 400 || undefined,
      );
    await eventually(async () => (await refused()) && (await refused()));
  }

  const numbers = Array.from({ length: PLACES }, (_, place) => place);

  it('end right, and tell so once, wherever executor, API or a handler was killed', async () => {
    const began = Date.now();
    for (const place of numbers) {
      await killAt('handler', ROOMS[place % ROOMS.length] as string, place);
      await killAt('executor', 'executor', place);
    }
    for (const place of numbers) await killAt('API', 'SubmitPrompt', place);
    const killing = (Date.now() - began) / 1000;
    await Promise.all(waiting);
    const ended = await eventually(async () => {
      const jobs = await summaries();
      return jobs.every(hasEnded) ? jobs : undefined;
    }, ENDS_WITHIN);

    const table = kills.map(({ victim, place, hit }) => `${victim.padEnd(8)} ${hit ? 'killed' : 'missed'}  ${place}`);
    console.log(
      `${table.join('\n')}\nkilled in ${killing.toFixed(0)} s, all ended in ${(Date.now() - began) / 1000} s`,
    );
    for (const victim of ['executor', 'API', 'handler']) {
      const hits = kills.filter((kill) => kill.victim === victim && kill.hit).length;
      expect([victim, hits]).toEqual([victim, PLACES]);
    }
    // One job for each key, however often it was sent.
    expect(ended).toHaveLength(2 + kills.length);
    for (const { jobId } of ended) {
      const { status, failure, values } = await client.get(jobId);
      expect([jobId, status, failure]).toEqual([jobId, 'succeeded', undefined]);
      expect(Object.values(values)).toContain(1000);
    }
  });

  it('each tell their receiver under one id', async () => {
    const ids = await eventually(async () => {
      const found = kills.map(({ jobId }) => receiver.received.filter(({ body }) => body.includes(jobId)));
      return found.every((received) => received.length > 0) ? found : undefined;
    }, 180_000);
    for (const received of ids) expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  });

  it('a task that was killed before its report is followed by another', async () => {
    const launches = kills
      .filter(({ victim, hit }) => victim === 'executor' && hit)
      .map(async ({ jobId }) => (await client.events(jobId)).filter(({ type }) => type === 'TaskLaunched').length);
    const counts = await Promise.all(launches);
    expect(counts.filter((count) => count === 2).length).toBeGreaterThanOrEqual(counts.length - 2);
    expect(Math.max(...counts)).toBe(2);
  });
});
