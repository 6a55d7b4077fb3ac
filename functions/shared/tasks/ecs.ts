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
import { EXECUTOR_CONTAINER, MAX_REASON_CHARACTERS } from './task-fact';

export interface EcsSettings {
  readonly clusterArn: string;
  /** The family without a revision: RunTask uses the latest active one. */
  readonly taskFamily: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
}

/** The limit of one DescribeTasks call. */
const TASKS_PER_CALL = 100;

/** Launches the executor's tasks on ECS. */
export function ecsTaskLauncher(client: ECSClient, settings: EcsSettings): TaskLauncher {
  return {
    async run(request) {
      try {
        const { tasks = [], failures = [] } = await client.send(new RunTaskCommand(runTaskInput(settings, request)));
        const taskArn = tasks[0]?.taskArn;
        if (taskArn) return { launched: true, taskArn };
        // Without capacity, RunTask returns 200 and says so here.
        const message = failures.map(({ reason, detail }) => [reason, detail].filter(Boolean).join(': ')).join('; ');
        return notLaunched(true, message || 'RunTask started no task and gave no reason.');
      } catch (error) {
        return resultOf(error);
      }
    },
  };
}

/** Observes and stops tasks on ECS. */
export function ecsTaskControl(client: ECSClient, cluster: string): TaskControl {
  return {
    async listRunning(jobId) {
      // startedBy excludes other filters. The default desired status is RUNNING.
      const { taskArns = [] } = await client.send(new ListTasksCommand({ cluster, startedBy: jobId }));
      return taskArns;
    },

    async describe(taskArns) {
      const descriptions: EcsTask[] = [];
      for (let start = 0; start < taskArns.length; start += TASKS_PER_CALL) {
        const { tasks = [] } = await client.send(
          new DescribeTasksCommand({ cluster, tasks: taskArns.slice(start, start + TASKS_PER_CALL) }),
        );
        // The SDK returns dates where the events have text.
        descriptions.push(...tasks.map((task) => EcsTask.parse(JSON.parse(JSON.stringify(task)))));
      }
      return descriptions;
    },

    async stop(taskArn, reason) {
      try {
        await client.send(new StopTaskCommand({ cluster, task: taskArn, reason: reason.slice(0, 1024) }));
      } catch (error) {
        // ECS forgets a task some time after it stopped.
        if (!(error instanceof ECSServiceException && /not found/i.test(error.message))) throw error;
      }
    },
  };
}

/** Byte-identical for one job and launch: ECS rejects another call with the same client token. */
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
    // The tags of the stack, for the allocation of costs.
    propagateTags: 'TASK_DEFINITION',
    enableECSManagedTags: true,
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
 * Transient errors. A conflict means that the launch already has a task. If ECS does not name it, the launch is
 * postponed until a task state change event does. The first task of an account may be asked for before the service-linked
 * role of ECS is ready.
 */
const TRANSIENT_ERRORS =
  /Conflict|Throttl|TooManyRequests|Rate exceeded|Capacity|limit on the number|service.linked role|ServerException|Timeout|ECONN/i;

function resultOf(error: unknown): RunTaskResult {
  if (error instanceof ConflictException && error.resourceIds?.[0]) {
    return { launched: true, taskArn: error.resourceIds[0] };
  }
  if (!(error instanceof Error)) throw error;
  const isService = error instanceof ECSServiceException;
  const transient = !isService || error.$fault === 'server' || TRANSIENT_ERRORS.test(`${error.name} ${error.message}`);
  return notLaunched(transient, `${error.name}: ${error.message}`);
}

const notLaunched = (transient: boolean, reason: string): RunTaskResult => ({
  launched: false,
  transient,
  message: reason.slice(0, MAX_REASON_CHARACTERS),
});
