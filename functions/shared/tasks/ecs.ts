import {
  ConflictException,
  type ContainerOverride,
  DescribeTasksCommand,
  type ECSClient,
  ECSServiceException,
  ListTasksCommand,
  RunTaskCommand,
  type RunTaskCommandInput,
  StopTaskCommand,
  type TaskOverride,
} from '@aws-sdk/client-ecs';
import { EcsTask, machines } from '../../../events';
import type { RunTaskResult, TaskControl, TaskLauncher, TaskRequest } from './port';
import { EXECUTOR_CONTAINER, REASON_CHARACTERS } from './task-fact';

export interface EcsSettings {
  readonly clusterArn: string;
  /** Family without revision: RunTask takes the newest active one. */
  readonly taskFamily: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
}

/** DescribeTasks takes no more in one call. */
const TASKS_PER_CALL = 100;

/** Launches the executor's tasks on ECS. */
export function ecsTaskLauncher(client: ECSClient, settings: EcsSettings): TaskLauncher {
  return {
    async run(request) {
      try {
        const { tasks = [], failures = [] } = await client.send(new RunTaskCommand(runTaskInput(settings, request)));
        const taskArn = tasks[0]?.taskArn;
        if (taskArn) return { launched: true, taskArn };
        // RunTask answers 200 when there is no capacity, and says so here.
        const message = failures.map(({ reason, detail }) => [reason, detail].filter(Boolean).join(': ')).join('; ');
        return notLaunched(true, message || 'RunTask started no task and gave no reason.');
      } catch (error) {
        return answerOf(error);
      }
    },
  };
}

/** Looks after the executor's tasks on ECS. */
export function ecsTaskControl(client: ECSClient, cluster: string): TaskControl {
  return {
    async alive(jobId) {
      // ECS takes no other filter beside startedBy, and lists tasks that are to run unless told otherwise.
      const { taskArns = [] } = await client.send(new ListTasksCommand({ cluster, startedBy: jobId }));
      return taskArns;
    },

    async describe(taskArns) {
      const found: EcsTask[] = [];
      for (let start = 0; start < taskArns.length; start += TASKS_PER_CALL) {
        const { tasks = [] } = await client.send(
          new DescribeTasksCommand({ cluster, tasks: taskArns.slice(start, start + TASKS_PER_CALL) }),
        );
        // The SDK gives dates where the events have text.
        found.push(...tasks.map((task) => EcsTask.parse(JSON.parse(JSON.stringify(task)))));
      }
      return found;
    },

    async stop(taskArn, reason) {
      try {
        await client.send(new StopTaskCommand({ cluster, task: taskArn, reason: reason.slice(0, 1024) }));
      } catch (error) {
        // ECS no longer knows the task: it has stopped.
        if (!(error instanceof ECSServiceException && /not found/i.test(error.message))) throw error;
      }
    },
  };
}

/** Byte-identical for one job and launch: under one client token ECS refuses anything else. */
export function runTaskInput(settings: EcsSettings, { jobId, launch, size }: TaskRequest): RunTaskCommandInput {
  const { vcpu, memoryGb } = machines[size];
  const container: ContainerOverride = {
    name: EXECUTOR_CONTAINER,
    environment: [
      { name: 'JOB_ID', value: jobId },
      { name: 'LAUNCH', value: String(launch) },
    ],
  };
  // In Fargate's CPU units and MiB.
  const overrides: TaskOverride = {
    cpu: String(vcpu * 1024),
    memory: String(memoryGb * 1024),
    containerOverrides: [container],
  };
  return {
    cluster: settings.clusterArn,
    taskDefinition: settings.taskFamily,
    launchType: 'FARGATE',
    count: 1,
    startedBy: jobId,
    clientToken: `${jobId}-${launch}`,
    networkConfiguration: {
      awsvpcConfiguration: {
        subnets: [...settings.subnetIds],
        securityGroups: [...settings.securityGroupIds],
        assignPublicIp: 'DISABLED',
      },
    },
    overrides,
  };
}

/**
 * Errors that the same call may not meet again. A conflict says that the launch has a task: where it does not say
 * which, ECS's events will, and until then the launch is put off and not failed.
 */
const passing =
  /Conflict|Throttl|TooManyRequests|Rate exceeded|Capacity|limit on the number|ServerException|Timeout|ECONN/i;

function answerOf(error: unknown): RunTaskResult {
  if (error instanceof ConflictException && error.resourceIds?.[0]) {
    return { launched: true, taskArn: error.resourceIds[0] };
  }
  if (!(error instanceof Error)) throw error;
  const isService = error instanceof ECSServiceException;
  const retryable = !isService || error.$fault === 'server' || passing.test(`${error.name} ${error.message}`);
  return notLaunched(retryable, `${error.name}: ${error.message}`);
}

const notLaunched = (retryable: boolean, reason: string): RunTaskResult => ({
  launched: false,
  retryable,
  message: reason.slice(0, REASON_CHARACTERS),
});
