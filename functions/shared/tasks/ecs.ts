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
import { EcsTask, machines, type SizeClass } from '../../../events';
import {
  type RunTaskResult,
  STANDBY,
  STANDBY_SIZE,
  type TaskControl,
  type TaskLauncher,
  type TaskRequest,
} from './port';
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
  async function run(input: RunTaskCommandInput): Promise<RunTaskResult> {
    try {
      const { tasks = [], failures = [] } = await client.send(new RunTaskCommand(input));
      const taskArn = tasks[0]?.taskArn;
      if (taskArn) return { launched: true, taskArn };
      // Without capacity, RunTask returns 200 and says so here.
      const message = failures.map(({ reason, detail }) => [reason, detail].filter(Boolean).join(': ')).join('; ');
      return notLaunched(true, message || 'RunTask started no task and gave no reason.');
    } catch (error) {
      return resultOf(error);
    }
  }

  return {
    run: (request) => run(runTaskInput(settings, request)),
    runStandby: (clientToken) => run(standbyInput(settings, clientToken)),
  };
}

/** Observes and stops tasks on ECS. */
export function ecsTaskControl(client: ECSClient, cluster: string): TaskControl {
  return {
    async listRunning(startedBy) {
      const arns: string[] = [];
      let nextToken: string | undefined;
      do {
        // startedBy excludes other filters. The default desired status is RUNNING.
        const page = await client.send(new ListTasksCommand({ cluster, startedBy, nextToken }));
        arns.push(...(page.taskArns ?? []));
        nextToken = page.nextToken;
      } while (nextToken);
      return arns;
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
export const runTaskInput = (settings: EcsSettings, { jobId, launch, size }: TaskRequest): RunTaskCommandInput =>
  inputOf(settings, size, {
    startedBy: jobId,
    clientToken: `${jobId}-${launch}`,
    environment: { JOB_ID: jobId, LAUNCH: String(launch) },
  });

/** A task without a job, of the size that most jobs have. */
const standbyInput = (settings: EcsSettings, clientToken: string): RunTaskCommandInput =>
  inputOf(settings, STANDBY_SIZE, { startedBy: STANDBY, clientToken, environment: { STANDBY: '1' } });

interface Run {
  readonly startedBy: string;
  readonly clientToken: string;
  readonly environment: Readonly<Record<string, string>>;
}

function inputOf(settings: EcsSettings, size: SizeClass, { startedBy, clientToken, environment }: Run) {
  const { vcpu, memoryGb } = machines[size];
  const container: ContainerOverride = {
    name: EXECUTOR_CONTAINER,
    environment: Object.entries(environment).map(([name, value]) => ({ name, value })),
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
    launchType: 'FARGATE' as const,
    count: 1,
    startedBy,
    // The tags of the stack, for the allocation of costs.
    propagateTags: 'TASK_DEFINITION' as const,
    enableECSManagedTags: true,
    clientToken,
    networkConfiguration: {
      awsvpcConfiguration: {
        subnets: [...settings.subnetIds],
        securityGroups: [...settings.securityGroupIds],
        assignPublicIp: 'DISABLED' as const,
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
