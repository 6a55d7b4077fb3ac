import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DescribeTasksCommand, ECSClient, RunTaskCommand, StopTaskCommand } from '@aws-sdk/client-ecs';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { type GenerationDocument, keys } from '../../../events';
import { usage } from '../../unit/functions/shared/domain/facts';
import { eventually } from '../running-system';
import { type Exercise, isDenied } from './exercise';
import { type ActionResult, type Stage, secondsAgo } from './stage';

const PROGRAM = `from interpreter import answer, query
users = query('select count(*) as users from users')
answer('Counted.', users=int(users['users'][0]))
`;

class NoCapacity extends Error {}

/** ECS with all rights, and the request that launches a task. */
export async function openTasks({ system, newJob, objects }: Stage) {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const settings = { region: 'us-east-1', credentials };
  const lambda = new LambdaClient({ ...settings, endpoint: system.awsUrl });
  const FunctionName = system.deployment.resources.LaunchTaskFunction;
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const variables = Environment?.Variables ?? {};
  const { AWS_ENDPOINT_URL_ECS = '', CLUSTER_ARN: cluster = '', TASK_FAMILY = '', SUBNET_IDS = '' } = variables;
  const ecs = new ECSClient({ ...settings, endpoint: new URL(AWS_ENDPOINT_URL_ECS).origin });

  async function run(jobId: string): Promise<string> {
    const environment = Object.entries({ JOB_ID: jobId, LAUNCH: '1' }).map(([name, value]) => ({ name, value }));
    const overrides = { containerOverrides: [{ name: 'executor', environment }] };
    const networkConfiguration = { awsvpcConfiguration: { subnets: SUBNET_IDS.split(',') } };
    const request = { cluster, taskDefinition: TASK_FAMILY, startedBy: jobId, overrides, networkConfiguration };
    const { tasks = [] } = await ecs.send(new RunTaskCommand(request));
    const taskArn = tasks[0]?.taskArn;
    if (!taskArn) throw new NoCapacity();
    return taskArn;
  }

  const isStopped = async (taskArn: string) => {
    const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: [taskArn] }));
    return tasks[0]?.lastStatus === 'STOPPED';
  };

  const logOf = (taskArn: string): string => {
    const file = join(system.taskLogs, `${taskArn.split('/').at(-1)}.log`);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  };

  const stop = (task: string) => ecs.send(new StopTaskCommand({ cluster, task }));

  let waiting: string | undefined;
  return {
    /** Runs `work` while ECS has no capacity. */
    async whenFull<T>(work: () => Promise<T>): Promise<T> {
      const started: string[] = [];
      try {
        for (;;) started.push(await run(await newJob()));
      } catch (error) {
        if (!(error instanceof NoCapacity)) throw error;
        return await work();
      } finally {
        await Promise.all(started.map(stop));
        // The capacity is free again when they have stopped.
        for (const taskArn of started) await eventually(async () => (await isStopped(taskArn)) || undefined, 60_000);
      }
    },

    /** Launches a task whose program is never generated. */
    async waiting(): Promise<string> {
      if (waiting === undefined || (await isStopped(waiting))) waiting = await run(await newJob());
      return waiting;
    },

    /** Runs a program in a task; returns its log and its report. */
    async runProgram(): Promise<ActionResult> {
      const jobId = await newJob();
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
      return { succeeded: report.includes('"result":"succeeded"'), output: `${logOf(taskArn)}\n${report}` };
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
      's3:PutObject',
      'events:PutEvents',
    ],
    run: () => tasks().runProgram(),
  },
];
