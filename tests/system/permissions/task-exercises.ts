import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DescribeTasksCommand, ListTasksCommand, RunTaskCommand, StopTaskCommand } from '@aws-sdk/client-ecs';
import { type EarlierJob, type GenerationDocument, type JobDocument, keys, type StandbyClaim } from '../../../events';
import { taskId } from '../../../functions/shared/domain/facts';
import { STANDBY } from '../../../functions/shared/tasks/port';
import { usage } from '../../unit/functions/shared/domain/facts';
import { localEcs } from '../local-ecs';
import { eventually } from '../running-system';
import { type Exercise, isDenied, type Props, type Standbys } from './exercise';
import { type ActionResult, type Stage, secondsAgo } from './stage';

const PROGRAM = `from interpreter import answer, query
print('Counting.')
users = query('select count(*) as users from users')
answer('Counted.', users=int(users['users'][0]))
`;

class NoCapacity extends Error {}

/** ECS with all rights, and the request that launches a task. */
export async function openTasks({ system, newJob, objects }: Stage) {
  const { ecs, cluster, taskFamily, subnets } = await localEcs(system);

  async function start(startedBy: string, variables: Readonly<Record<string, string>>): Promise<string> {
    const environment = Object.entries(variables).map(([name, value]) => ({ name, value }));
    const overrides = { containerOverrides: [{ name: 'executor', environment }] };
    const networkConfiguration = { awsvpcConfiguration: { subnets } };
    const request = { cluster, taskDefinition: taskFamily, startedBy, overrides, networkConfiguration };
    const { tasks = [] } = await ecs.send(new RunTaskCommand(request));
    const taskArn = tasks[0]?.taskArn;
    if (!taskArn) throw new NoCapacity();
    return taskArn;
  }

  const run = (jobId: string): Promise<string> => start(jobId, { JOB_ID: jobId, LAUNCH: '1' });

  const isStopped = async (taskArn: string) => {
    const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: [taskArn] }));
    return tasks[0]?.lastStatus === 'STOPPED';
  };

  const isHealthy = async (taskArn: string) => {
    const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: [taskArn] }));
    return tasks[0]?.healthStatus === 'HEALTHY';
  };

  const logOf = (taskArn: string): string => {
    const file = join(system.taskLogs, `${taskArn.split('/').at(-1)}.log`);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  };

  const stop = (task: string) => ecs.send(new StopTaskCommand({ cluster, task }));

  const stopAll = async (taskArns: readonly string[]): Promise<void> => {
    await Promise.all(taskArns.map(stop));
    for (const taskArn of taskArns) await eventually(async () => (await isStopped(taskArn)) || undefined, 60_000);
  };

  /** The standbys that run, also those that keep-standby launched. */
  async function runningStandbys(): Promise<Standbys> {
    const { taskArns = [] } = await ecs.send(new ListTasksCommand({ cluster, startedBy: STANDBY }));
    const claims = await Promise.all(taskArns.map((taskArn) => objects.read(keys.standbyClaim(taskId(taskArn)))));
    return {
      idle: taskArns.filter((_, index) => claims[index] === undefined),
      claimed: taskArns.filter((_, index) => claims[index] !== undefined),
    };
  }

  const write = (claim: StandbyClaim) =>
    objects.write(keys.standbyClaim(taskId(claim.taskArn)), JSON.stringify(claim), 'application/json');

  async function standbys({ idle, claimed = 0 }: Parameters<Props['standbys']>[0]): Promise<Standbys> {
    const running = await runningStandbys();
    await stopAll([...running.claimed.slice(claimed), ...running.idle.slice(idle)]);
    const kept = { idle: running.idle.slice(0, idle), claimed: running.claimed.slice(0, claimed) };
    const missing = idle + claimed - kept.idle.length - kept.claimed.length;
    const started = await Promise.all(Array.from({ length: missing }, () => start(STANDBY, { STANDBY: '1' })));
    const toClaim = started.splice(0, claimed - kept.claimed.length);
    for (const taskArn of toClaim)
      await write({ version: 1, taskArn, createdAt: secondsAgo(0), claim: 'job', jobId: await newJob(), launch: 1 });
    const arranged = { idle: [...kept.idle, ...started], claimed: [...kept.claimed, ...toClaim] };
    for (const taskArn of arranged.idle) await eventually(async () => (await isHealthy(taskArn)) || undefined, 60_000);
    return arranged;
  }

  /** Resolves to the log of a task that was stopped. */
  async function logOfStopped(taskArn: string): Promise<ActionResult> {
    await stopAll([taskArn]);
    const output = logOf(taskArn);
    return { succeeded: output.includes('Standby retired.'), output };
  }

  let waiting: string | undefined;
  return {
    standbys,

    /** A task that waits for its program, launched as a standby. */
    async hangingStandby(): Promise<string> {
      await standbys({ idle: 0 });
      const taskArn = await start(STANDBY, { JOB_ID: await newJob(), LAUNCH: '1' });
      await write({ version: 1, taskArn, createdAt: secondsAgo(600), claim: 'retirement', reason: 'idle' });
      return taskArn;
    },

    /** Stops an idle standby. */
    async stopStandby(): Promise<ActionResult> {
      const { idle } = await standbys({ idle: 1 });
      return logOfStopped(idle[0] ?? '');
    },

    /** Has a standby retire, and stops it. */
    async stopRetiredStandby(): Promise<ActionResult> {
      const { idle } = await standbys({ idle: 1 });
      const taskArn = idle[0] ?? '';
      await write({ version: 1, taskArn, createdAt: secondsAgo(0), claim: 'retirement', reason: 'surplus' });
      return logOfStopped(taskArn);
    },

    /** Runs `work` while ECS has no capacity. */
    async whenFull<T>(work: () => Promise<T>): Promise<T> {
      const started: string[] = [];
      try {
        for (;;) started.push(await run(await newJob()));
      } catch (error) {
        if (!(error instanceof NoCapacity)) throw error;
        return await work();
      } finally {
        // The capacity is free again when they have stopped.
        await stopAll(started);
      }
    },

    /** Launches a task whose program is never generated. */
    async waiting(): Promise<string> {
      if (waiting === undefined || (await isStopped(waiting))) waiting = await run(await newJob());
      return waiting;
    },

    /** Runs a program in a task, after a job with an artifact; returns its log and its report. */
    async runProgram(earlier: readonly EarlierJob[] = []): Promise<ActionResult> {
      const jobId = await newJob();
      if (earlier.length > 0) {
        const document = JSON.parse((await objects.read(keys.job(jobId))) ?? '') as JobDocument;
        await objects.write(keys.job(jobId), JSON.stringify({ ...document, earlier }), 'application/json');
      }
      const generation: GenerationDocument = {
        version: 1,
        jobId,
        attempt: 1,
        createdAt: secondsAgo(1),
        modelId: 'none',
        instructionsVersion: '1',
        usage,
        result: 'program',
        program: PROGRAM,
        plan: '',
        assumptions: [],
      };
      await objects.write(keys.generation(jobId, 1), JSON.stringify(generation), 'application/json');
      const taskArn = await run(jobId);
      const denied = () => isDenied(logOf(taskArn));
      await eventually(async () => (denied() || (await isStopped(taskArn)) ? true : undefined), 60_000);
      await stop(taskArn);
      const report = (await objects.read(keys.report(jobId, 1))) ?? '';
      const isPrinted = (await objects.list(keys.output(jobId))).length > 0;
      return {
        succeeded: report.includes('"result":"succeeded"') && isPrinted,
        output: `${logOf(taskArn)}\n${report}`,
      };
    },
  };
}

export type Tasks = Awaited<ReturnType<typeof openTasks>>;

/** Actions of the executor that use the rights of its role. */
export const taskExercises = (tasks: () => Tasks): readonly Exercise[] => [
  {
    role: 'ExecutorTaskRole',
    does: 'runs a program that queries',
    rights: [
      { action: 's3:GetObject', on: /\/jobs\/\*/ },
      { action: 's3:GetObject', on: /catalog\.yaml/ },
      'redshift-data:ExecuteStatement',
      'redshift-data:GetStatementResult',
      'secretsmanager:GetSecretValue',
      { action: 's3:PutObject', on: /report\.json/ },
      { action: 's3:PutObject', on: /\/output\// },
      'events:PutEvents',
    ],
    run: () => tasks().runProgram(),
  },
  {
    role: 'ExecutorTaskRole',
    does: 'reads the files of the job before a follow-up',
    rights: [{ action: 's3:GetObject', on: /\/results\/\*/ }],
    run: (_, { answered }) => {
      const sha256 = '0'.repeat(64);
      const artifact = { name: 'answer.md', key: `${keys.results(answered, 1)}answer.md`, size: 1, sha256 };
      return tasks().runProgram([{ jobId: answered, job: { key: keys.job(answered), sha256 }, artifacts: [artifact] }]);
    },
  },
  {
    role: 'ExecutorTaskRole',
    does: 'retires as an idle standby that is stopped',
    rights: [{ action: 's3:PutObject', on: /\/standby\/\*/ }],
    run: () => tasks().stopStandby(),
  },
  {
    role: 'ExecutorTaskRole',
    does: 'reads the claim that was written before its own',
    rights: [{ action: 's3:GetObject', on: /\/standby\/\*/ }],
    run: () => tasks().stopRetiredStandby(),
  },
];
