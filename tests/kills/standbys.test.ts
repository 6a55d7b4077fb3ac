import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DescribeTasksCommand, ListTasksCommand } from '@aws-sdk/client-ecs';
import { S3Client } from '@aws-sdk/client-s3';
import { CodeInterpreterClient, hasEnded, type JobView } from '../../client';
import { keys, StandbyClaim } from '../../events';
import { taskId } from '../../functions/shared/domain/facts';
import type { ObjectStore } from '../../functions/shared/object-store/port';
import { s3ObjectStore } from '../../functions/shared/object-store/s3';
import { STANDBY } from '../../functions/shared/tasks/port';
import { localEcs } from '../system/local-ecs';
import { eventually, withSystem } from '../system/running-system';
import { type Kind, standbyOf, Watcher, worker } from './victim';

const running = withSystem(() => ({ standbyTasks: 1 }));

/** Milliseconds until every job has ended: two sweeps, a claim that is not taken, and a busy machine. */
const ENDS_WITHIN = 300_000;
/** Milliseconds until a standby is replaced: by the clock after its death, and its start. */
const READY_WITHIN = 150_000;
const STANDBY_TASK = 'a standby';
/** Milliseconds between two looks whether a standby is claimed. */
const CLAIM_LOOK_MS = 20;

/** Shares of the work for one job after which each victim is killed; a standby also while it is idle, at a look. */
const SHARES: Readonly<Record<string, readonly number[]>> = {
  LaunchTask: [0.1, 0.3, 0.5, 0.7, 0.9],
  KeepStandby: [0.2, 0.5, 0.8],
  [STANDBY_TASK]: [0, 0.2, 0.4, 0.6, 0.8],
};
const victims = Object.keys(SHARES);
const places = Object.values(SHARES).flat().length;
/** Jobs posted to hit one of these points. */
const MAX_JOBS = 5;

jest.setTimeout(places * 60_000 + ENDS_WITHIN);

const pause = (milliseconds: number) => new Promise<void>((wake) => setTimeout(wake, milliseconds));

describe('jobs whose standbys and claimers are killed', () => {
  const watcher = new Watcher();
  let client: CodeInterpreterClient;
  let objects: ObjectStore;
  let idleStandbys: () => Promise<string[]>;
  /** CPU milliseconds of each victim for one undisturbed job. */
  const whole = new Map<string, number>();
  const killed: string[] = [];
  const ends: Promise<JobView>[] = [];

  beforeAll(async () => {
    const { system } = running();
    client = new CodeInterpreterClient({ baseUrl: system.apiUrl });
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const s3 = new S3Client({ endpoint: system.awsUrl, region: 'us-east-1', credentials, forcePathStyle: true });
    objects = s3ObjectStore(s3, system.bucket);
    const { ecs, cluster } = await localEcs(system);
    idleStandbys = async () => {
      const { taskArns = [] } = await ecs.send(new ListTasksCommand({ cluster, startedBy: STANDBY }));
      if (taskArns.length === 0) return [];
      const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }));
      const healthy = tasks.flatMap((task) => (task.healthStatus === 'HEALTHY' ? [task.taskArn ?? ''] : []));
      const claims = await Promise.all(healthy.map((taskArn) => objects.read(keys.standbyClaim(taskId(taskArn)))));
      return healthy.filter((_, index) => claims[index] === undefined);
    };
    // The first job starts the functions; the second one is measured.
    await ended(await post());
    await measure();
  }, 180_000);
  afterAll(() => watcher.stop());

  const post = async (): Promise<string> => (await client.submit({ prompt: 'How many users are there?' })).jobId;

  const ended = (jobId: string): Promise<JobView> =>
    eventually(async () => {
      const job = await client.get(jobId);
      return hasEnded(job.status) ? job : undefined;
    }, ENDS_WITHIN);

  const readyStandby = (): Promise<string> => eventually(async () => (await idleStandbys())[0], READY_WITHIN);

  const kindOf = (victim: string, taskArn: string): Kind =>
    victim === STANDBY_TASK ? standbyOf(taskId(taskArn)) : worker(victim);

  /** Resolves once a standby is claimed, or `isOver`: its looks before that are no work for the job. */
  async function claimed(taskArn: string, isOver: () => boolean): Promise<void> {
    const key = keys.standbyClaim(taskId(taskArn));
    while (!isOver() && (await objects.read(key)) === undefined) await pause(CLAIM_LOOK_MS);
  }

  async function measure(): Promise<void> {
    const taskArn = await readyStandby();
    let isOver = false;
    const measures = victims.map(async (victim) => {
      if (victim === STANDBY_TASK) await claimed(taskArn, () => isOver);
      whole.set(victim, await watcher.measure(kindOf(victim, taskArn), () => isOver));
    });
    await ended(await post());
    await readyStandby();
    isOver = true;
    await Promise.all(measures);
    // A process that is not recognized would never be killed.
    expect(victims.filter((victim) => !whole.get(victim))).toEqual([]);
  }

  /** Posts a question, and kills the victim after this share of its work. Resolves to whether it was killed. */
  async function killIn(victim: string, share: number): Promise<boolean> {
    const taskArn = await readyStandby();
    let isOver = false;
    const strike = (async () => {
      if (victim === STANDBY_TASK && share > 0) await claimed(taskArn, () => isOver);
      return watcher.kill(kindOf(victim, taskArn), (whole.get(victim) ?? 0) * share, () => isOver);
    })();
    const end = ended(await post());
    ends.push(end);
    // keep-standby works after the job's claim, and may do so after its end.
    await Promise.race([strike, end.then(() => pause(2_000))]);
    isOver = true;
    const isHit = await strike;
    if (isHit) killed.push(`${victim} at ${(100 * share).toFixed(0)} % of ${whole.get(victim)?.toFixed(0)} ms of work`);
    return isHit;
  }

  /** Retries with another job and a smaller share when the work was shorter than expected. */
  async function killOnce(victim: string, first: number): Promise<void> {
    for (let jobs = 0, share = first; jobs < MAX_JOBS; jobs += 1, share *= 0.7) {
      if (await killIn(victim, share)) return;
    }
  }

  it('succeed, at whichever point a standby, launch-task or keep-standby is killed', async () => {
    for (const victim of victims) {
      for (const share of SHARES[victim] ?? []) await killOnce(victim, share);
    }
    const jobs = await Promise.all(ends);
    console.log(`${killed.join('\n')}\n${killed.length} killed in ${jobs.length} jobs`);
    expect(killed).toHaveLength(places);
    for (const { jobId, status, failure, values } of jobs) {
      expect([jobId, status, failure?.kind]).toEqual([jobId, 'succeeded', undefined]);
      expect([jobId, Object.values(values)]).toEqual([jobId, [1000]]);
    }
  });

  it('have one task for each launch', async () => {
    for (const { jobId } of await Promise.all(ends)) {
      const launched = (await client.events(jobId)).filter(({ type }) => type === 'TaskLaunched');
      const launches = launched.map(({ detail }) => (detail as { readonly launch: number }).launch);
      expect([jobId, launches]).toEqual([jobId, [...new Set(launches)]]);
    }
  });

  it('have claimed each standby for one launch, and no launch has claimed two', async () => {
    const texts = await Promise.all((await objects.list('standby/')).map((key) => objects.read(key)));
    const claims = texts.flatMap((text) => (text === undefined ? [] : [StandbyClaim.parse(JSON.parse(text))]));
    const launches = claims.flatMap((claim) => (claim.claim === 'job' ? [`${claim.jobId} ${claim.launch}`] : []));
    // The idle one may have been killed before its claim.
    expect(launches.length).toBeGreaterThanOrEqual(places - 1);
    expect(new Set(launches).size).toBe(launches.length);
  });

  it('have no standby that served a second job', () => {
    const { taskLogs } = running().system;
    const taken = readdirSync(taskLogs).map(
      (file) => readFileSync(join(taskLogs, file), 'utf8').split('"Standby claimed."').length - 1,
    );
    expect(taken.filter((count) => count === 1).length).toBeGreaterThanOrEqual(places - 5);
    expect(Math.max(...taken)).toBe(1);
  });

  it('leave one idle standby', async () => {
    await readyStandby();
    await pause(65_000); // the clock
    expect(await idleStandbys()).toHaveLength(1);
  });
});
