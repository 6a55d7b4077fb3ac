import { randomBytes, randomUUID } from 'node:crypto';
import type { Access } from '../access/access';
import type { Caller } from '../wire/caller';
import type { JsonService } from '../wire/json-protocol';
import { ServiceError } from '../wire/service-error';
import { Launches } from './client-tokens';
import { describeTasksInput, listTasksInput, type RunTask, runTaskInput, stopTaskInput } from './requests';
import { Task, type TaskHooks } from './task';
import type { Definition } from './task-definitions';
import { apiView } from './task-view';

export interface EcsOptions extends TaskHooks {
  readonly account: string;
  readonly region: string;
  readonly access: Access;
  /** @throws ClientException when it does not exist */
  readonly definition: (name: string) => Promise<Definition>;
  /** Limit of concurrent tasks; above it RunTask reports a lack of capacity, as Fargate does. */
  readonly maxTasks: number;
}

export interface EcsService extends JsonService {
  /** ARN of a task; undefined for an unknown id. */
  taskArn(taskId: string): string | undefined;
  /** ARN of a task's role; undefined for an unknown task. */
  taskRole(taskId: string): string | undefined;
  /** Kills all tasks; resolves when they have stopped. */
  close(): Promise<void>;
}

/** ECS describes stopped tasks for an hour. */
const RETENTION_MS = 3600 * 1000;
const NO_CAPACITY = 'Capacity is unavailable at this time. Please try again later or in a different availability zone';
const nameOf = (arn: string): string => arn.split('/').at(-1) ?? arn;

/** Amazon ECS whose tasks are local processes: AWS JSON 1.1 of API version 2014-11-13. */
export function ecsService(options: EcsOptions): EcsService {
  const { account, region, access } = options;
  const tasks = new Map<string, Task>();
  const clientTokens = new Launches();
  let closed = false;
  const clusterArn = (cluster = 'default') => `arn:aws:ecs:${region}:${account}:cluster/${nameOf(cluster)}`;
  const running = () => [...tasks.values()].filter((task) => !task.isStopped);

  async function allowRun(caller: Caller, cluster: string, definition: Definition, request: RunTask): Promise<void> {
    await access.check(caller, 'ecs:RunTask', definition.arn, { 'ecs:cluster': cluster });
    const passRole = { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' };
    for (const role of [definition.taskRoleArn, definition.executionRoleArn]) {
      if (role) await access.check(caller, 'iam:PassRole', role, passRole);
    }
    if (request.tags?.length || request.propagateTags) {
      const tagOnCreate = { 'ecs:CreateAction': 'RunTask' };
      await access.check(caller, 'ecs:TagResource', `${cluster.replace(':cluster/', ':task/')}/*`, tagOnCreate);
    }
  }

  function start(cluster: string, definition: Definition, request: RunTask): Task {
    const id = randomBytes(16).toString('hex');
    const now = new Date();
    const task = new Task(
      {
        taskArn: `${cluster.replace(':cluster/', ':task/')}/${id}`,
        clusterArn: cluster,
        region,
        definition,
        request,
        ids: { container: randomUUID(), attachment: randomUUID() },
        lastStatus: 'PROVISIONING',
        desiredStatus: 'RUNNING',
        version: 1,
        createdAt: now,
        updatedAt: now,
      },
      options,
    );
    tasks.set(id, task);
    const forget = () => setTimeout(() => tasks.delete(id), RETENTION_MS).unref();
    task.stopped.then(forget, forget);
    return task;
  }

  function find(cluster: string, task: string): Task | undefined {
    const match = tasks.get(nameOf(task));
    return match?.state.clusterArn === cluster ? match : undefined;
  }

  return {
    target: 'AmazonEC2ContainerServiceV20141113',
    operations: {
      async RunTask(input, caller) {
        const request = runTaskInput(input);
        const cluster = clusterArn(request.cluster);
        const definition = await options.definition(request.taskDefinition);
        await allowRun(caller, cluster, definition, request);
        for (const { name = '' } of request.overrides?.containerOverrides ?? []) {
          if (definition.containers.some((container) => container.name === name)) continue;
          const message = `Override for container named ${name} is not a container in the TaskDefinition.`;
          throw new ServiceError('InvalidParameterException', message);
        }
        const earlier = clientTokens.find(cluster, request);
        if (earlier) return { tasks: earlier.map(({ state }) => apiView(state)), failures: [] };
        const count = request.count ?? 1;
        if (closed || running().length + count > options.maxTasks)
          return { tasks: [], failures: [{ reason: NO_CAPACITY }] };
        const started = Array.from({ length: count }, () => start(cluster, definition, request));
        clientTokens.store(cluster, request, started);
        return { tasks: started.map(({ state }) => apiView(state)), failures: [] };
      },

      async DescribeTasks(input, caller) {
        const request = describeTasksInput(input);
        const cluster = clusterArn(request.cluster);
        const arnOf = (task: string) => `${cluster.replace(':cluster/', ':task/')}/${nameOf(task)}`;
        for (const task of request.tasks) {
          await access.check(caller, 'ecs:DescribeTasks', arnOf(task), { 'ecs:cluster': cluster });
        }
        const matches = request.tasks.map((task) => find(cluster, task));
        return {
          tasks: matches.flatMap((task) => (task ? [apiView(task.state)] : [])),
          failures: request.tasks.flatMap((task, index) =>
            matches[index] ? [] : [{ arn: arnOf(task), reason: 'MISSING' }],
          ),
        };
      },

      async ListTasks(input, caller) {
        const request = listTasksInput(input);
        const cluster = clusterArn(request.cluster);
        await access.check(caller, 'ecs:ListTasks', '*', { 'ecs:cluster': cluster });
        const { startedBy, family, desiredStatus = 'RUNNING', maxResults = 100, nextToken = '0' } = request;
        const matching = [...tasks.values()].filter(
          ({ state }) =>
            state.clusterArn === cluster &&
            state.desiredStatus === desiredStatus &&
            (!startedBy || state.request.startedBy === startedBy) &&
            (!family || state.definition.family === family),
        );
        const from = Number(nextToken);
        const page = matching.slice(from, from + maxResults);
        const more = from + page.length < matching.length ? String(from + page.length) : undefined;
        return { taskArns: page.map(({ state }) => state.taskArn), nextToken: more };
      },

      async StopTask(input, caller) {
        const request = stopTaskInput(input);
        const cluster = clusterArn(request.cluster);
        const arn = `${cluster.replace(':cluster/', ':task/')}/${nameOf(request.task)}`;
        await access.check(caller, 'ecs:StopTask', arn, { 'ecs:cluster': cluster });
        const task = find(cluster, request.task);
        if (!task) throw new ServiceError('InvalidParameterException', 'The referenced task was not found.');
        task.stop(request.reason ?? 'Task stopped by user');
        return { task: apiView(task.state) };
      },

      async DescribeTaskDefinition(input, caller) {
        await access.check(caller, 'ecs:DescribeTaskDefinition', '*');
        const definition = await options.definition(String(input.taskDefinition ?? ''));
        const { arn, containers, ...others } = definition;
        const containerDefinitions = containers.map(({ environment, ...container }) => ({
          ...container,
          environment: Object.entries(environment).map(([name, value]) => ({ name, value })),
        }));
        return { taskDefinition: { taskDefinitionArn: arn, ...others, containerDefinitions } };
      },
    },

    taskArn: (taskId) => tasks.get(taskId)?.state.taskArn,
    taskRole: (taskId) => tasks.get(taskId)?.state.definition.taskRoleArn,

    async close() {
      closed = true;
      for (const task of running()) task.kill();
      await Promise.all([...tasks.values()].map((task) => task.stopped));
    },
  };
}
