import { CodeInterpreterClient, type JobList } from '../../client';
import { receiveWebhooks, type WebhookReceiver } from '../../local/commands/shared/webhook-receiver';
import { eventually, withSystem } from '../system/running-system';
import { executorOf, type Kind, Watcher, worker } from './victim';

const running = withSystem();

/** Points in the work of each victim at which it is killed. */
const PLACES = 10;
/** Jobs posted to hit one of these points. */
const MAX_JOBS = 6;
/** Milliseconds until every job has ended: an expiring lease, two sweeps, and a busy machine. */
const ENDS_WITHIN = 300_000;
const FUNCTIONS = ['GenerateCode', 'LaunchTask', 'RecordProgress', 'RecordTaskState', 'DispatchObligations'] as const;
const API = 'SubmitPrompt';
const EXECUTOR = 'executor';

jest.setTimeout(ENDS_WITHIN + 100_000);

const pause = (milliseconds: number) => new Promise<void>((wake) => setTimeout(wake, milliseconds));
type Job = JobList['jobs'][number];
const hasEnded = ({ status }: Job) => ['succeeded', 'failed', 'cancelled'].includes(status);

/** A process that was killed after this share of its work for a job. */
interface Kill {
  readonly victim: string;
  readonly share: number;
  readonly jobId: string;
}

describe('jobs whose processes are killed', () => {
  let receiver: WebhookReceiver;
  let client: CodeInterpreterClient;
  const watcher = new Watcher();
  /** CPU milliseconds of each victim for one undisturbed job. */
  const whole = new Map<string, number>();
  const killed: Kill[] = [];
  /** Jobs cancelled because the kill missed them. */
  const cancelled = new Set<string>();
  const ends: Promise<unknown>[] = [];
  /** POSTs that got a status of 500 or more. */
  let failures = 0;
  let posts = 0;

  beforeAll(async () => {
    receiver = await receiveWebhooks();
    client = new CodeInterpreterClient({ baseUrl: running().system.apiUrl, fetch: counting });
    // The first job starts the workers; the second one is measured.
    await done(await post());
    await measureOne();
  }, 120_000);
  afterAll(() => {
    watcher.stop();
    return receiver?.close();
  });

  /** Counts failed POSTs, which the client retries. */
  async function counting(input: string, init?: RequestInit): Promise<Response> {
    const response = await fetch(input, init);
    if (init?.method === 'POST' && response.status >= 500) failures += 1;
    return response;
  }

  /** Submits a prompt under one Idempotency-Key until it is accepted. */
  async function post(): Promise<string> {
    posts += 1;
    const idempotencyKey = `key-${posts}`;
    const request = { prompt: 'How many users are there?', webhookUrl: receiver.url };
    const submit = () => client.submit(request, { idempotencyKey }).catch(() => undefined);
    return (await eventually(submit, 60_000)).jobId;
  }

  /** All jobs, cached for a moment so that waiting for many jobs sends few requests. */
  async function all(): Promise<readonly Job[]> {
    if (Date.now() - listedAt > 1500) {
      listedAt = Date.now();
      jobList = client.list({ limit: 100 }).then(({ jobs }) => jobs);
    }
    return jobList;
  }
  let jobList: Promise<readonly Job[]> = Promise.resolve([]);
  let listedAt = 0;

  const done = (jobId: string) =>
    eventually(async () => (await all()).find((job) => job.jobId === jobId && hasEnded(job)), ENDS_WITHIN);

  async function measureOne(): Promise<void> {
    let isOver = false;
    const measure = (victim: string, kind: Kind) =>
      watcher.measure(kind, () => isOver).then((milliseconds) => whole.set(victim, milliseconds));
    let isPosted = false;
    const posted = watcher.measure(worker(API), () => isPosted).then((milliseconds) => whole.set(API, milliseconds));
    const measures = FUNCTIONS.map((functionName) => measure(functionName, worker(functionName)));
    const jobId = await post();
    isPosted = true;
    measures.push(posted, measure(EXECUTOR, executorOf(jobId)));
    await done(jobId);
    await pause(500); // facts recorded after the job's end
    isOver = true;
    await Promise.all(measures);
    // A process that is not recognized would never be killed.
    expect([...whole].filter(([, milliseconds]) => milliseconds === 0)).toEqual([]);
  }

  /** Restarts a killed worker, so that the next kill hits its work and not its start. */
  async function warm(): Promise<void> {
    const isRefused = () =>
      client.submit({ prompt: '' }).then(
        () => false,
        ({ status }) => status === 400 || undefined,
      );
    await eventually(async () => (await isRefused()) && (await isRefused()));
  }

  /** Kills the API's worker at a share of a POST. Resolves to the job, or to undefined when the kill missed. */
  async function killApi(share: number): Promise<string | undefined> {
    await warm();
    const before = failures;
    let isOver = false;
    const strike = watcher.kill(worker(API), (whole.get(API) ?? 0) * share, () => isOver);
    const jobId = await post();
    await pause(100); // the response of the killed call may still arrive
    isOver = true;
    const isHit = (await strike) && failures > before;
    if (isHit) killed.push({ victim: API, share, jobId });
    else
      await client.cancel(jobId).then(
        () => cancelled.add(jobId),
        () => undefined,
      );
    return isHit ? jobId : undefined;
  }

  /** Kills a function, or the executor of a job, at a share of its work. Resolves to whether it was killed. */
  async function killIn(victim: string, share: number, started: Promise<string>): Promise<boolean> {
    let isOver = false;
    const strike = async (kind: Kind) => watcher.kill(kind, (whole.get(victim) ?? 0) * share, () => isOver);
    const functionHit = victim === EXECUTOR ? undefined : strike(worker(victim));
    const jobId = await started;
    const hit = functionHit ?? strike(executorOf(jobId));
    // A function may still work after the job's end.
    const ended = done(jobId).then(() => pause(500));
    ends.push(ended);
    await Promise.race([hit, ended]);
    isOver = true;
    if (await hit) killed.push({ victim, share, jobId });
    return hit;
  }

  /** Retries with another job and a smaller share when the work was shorter than expected. */
  async function killOnce(victim: string, place: number, first: Promise<string>): Promise<void> {
    let share = (place + 0.5) / PLACES;
    let started = first;
    for (let jobs = 0; jobs < MAX_JOBS; jobs += 1) {
      if (await killIn(victim, share, started)) return;
      share *= 0.6;
      started = post();
    }
  }

  async function killedApi(place: number): Promise<string> {
    let share = (place + 0.5) / PLACES;
    for (let jobs = 0; jobs < MAX_JOBS; jobs += 1) {
      const jobId = await killApi(share);
      if (jobId !== undefined) return jobId;
      share *= 0.6;
    }
    return post();
  }

  it('succeed, at whichever point executor, API and a function are killed', async () => {
    const began = Date.now();
    const places = Array.from({ length: PLACES }, (_, place) => place);
    const others: Promise<void>[] = [];
    for (const place of places) {
      const functionName = FUNCTIONS[place % FUNCTIONS.length] as string;
      const started = killedApi(place);
      // Sequential, so that the API's worker handles one job at a time.
      others.push(killOnce(functionName, place, started), killOnce(EXECUTOR, place, started));
      await started;
    }
    await Promise.all(others);
    await Promise.all(ends);
    const ended = (await client.list({ limit: 100 })).jobs;

    const rows = killed.map(
      ({ victim, share }) =>
        `${victim.padEnd(16)} at ${(100 * share).toFixed(0)} % of ${whole.get(victim)?.toFixed(0)} ms of work`,
    );
    const seconds = ((Date.now() - began) / 1000).toFixed(0);
    console.log(`${rows.sort().join('\n')}\n${killed.length} killed in ${posts} jobs, ${seconds} s`);
    const of = (isOne: (victim: string) => boolean) => killed.filter(({ victim }) => isOne(victim)).length;
    const hits = {
      API: of((victim) => victim === API),
      executor: of((victim) => victim === EXECUTOR),
      functions: of((victim) => victim !== API && victim !== EXECUTOR),
    };
    expect(hits).toEqual({ API: PLACES, executor: PLACES, functions: PLACES });
    // One job per Idempotency-Key.
    expect(ended).toHaveLength(posts);
    for (const { jobId } of ended) {
      const { status, failure, values } = await client.get(jobId);
      const isCancelled = cancelled.has(jobId);
      const right = isCancelled ? ['cancelled', 'cancelled'] : ['succeeded', undefined];
      expect([jobId, status, failure?.kind]).toEqual([jobId, ...right]);
      expect([jobId, isCancelled || Object.values(values).includes(1000)]).toEqual([jobId, true]);
    }
  });

  it('deliver their webhook under one id', async () => {
    const ids = await eventually(async () => {
      const deliveries = killed.map(({ jobId }) => receiver.received.filter(({ body }) => body.includes(jobId)));
      return deliveries.every((received) => received.length > 0) ? deliveries : undefined;
    }, 180_000);
    for (const received of ids) expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  });

  it('get a second task if the first was killed before its report, and no third', async () => {
    const jobs = killed.filter(({ victim }) => victim === EXECUTOR);
    const counts = await Promise.all(
      jobs.map(async ({ jobId }) => (await client.events(jobId)).filter(({ type }) => type === 'TaskLaunched').length),
    );
    expect(counts.filter((count) => count === 2).length).toBeGreaterThanOrEqual(PLACES - 2);
    expect(Math.max(...counts)).toBe(2);
  });
});
