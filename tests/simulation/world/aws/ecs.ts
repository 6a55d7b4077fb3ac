import {
  ClientException,
  ConflictException,
  DescribeTasksCommand,
  InvalidParameterException,
  ListTasksCommand,
  RunTaskCommand,
  StopTaskCommand,
} from '@aws-sdk/client-ecs';
import type { Cluster } from '../cluster';
import type { History } from '../history';
import type { Caller, SimulationContext } from '../process';
import { describe, type Task } from '../task';

const $metadata = {};

type CallHistory = Pick<History, 'conflicts' | 'launchCalls' | 'plans'>;

/** Seconds for which DescribeTasks returns a stopped task. */
const STOPPED_TASK_SECONDS = 3600;

/** Amazon ECS behind its SDK client: client tokens, capacity, and eventually consistent reads. */
export function ecs(
  { seconds, random, faults }: SimulationContext,
  cluster: Cluster,
  history: CallHistory,
  /** The newest revision. */
  taskDefinitionArn: () => string,
) {
  const launches = new Map<string, { readonly fingerprint: string; readonly task: Task }>();

  const isVisible = (task: Task): boolean => seconds() - task.launchedAt >= random.between(0, faults().visibilityLag);
  const findVisible = (taskArn = ''): Task | undefined => {
    const task = cluster.tasks.get(taskArn);
    return task && isVisible(task) && seconds() - (task.stoppedAt ?? seconds()) < STOPPED_TASK_SECONDS
      ? task
      : undefined;
  };

  function run(input: RunTaskCommand['input'], caller: Caller) {
    const { clientToken = '', startedBy = '', overrides } = input;
    const environment = overrides?.containerOverrides?.[0]?.environment ?? [];
    const environmentValue = (variable: string) => environment.find(({ name }) => name === variable)?.value;
    const jobId = environmentValue('JOB_ID') ?? '';
    const launch = Number(environmentValue('LAUNCH') ?? 0);
    if (jobId) history.launchCalls.push({ jobId, launch, ...caller });
    if (history.plans.get(startedBy)?.launchRefused)
      throw new ClientException({ message: 'The subnet does not exist.', $metadata });
    const fingerprint = JSON.stringify(input);
    const earlier = launches.get(clientToken);
    if (earlier && earlier.fingerprint !== fingerprint) {
      history.conflicts.push(clientToken);
      const resourceIds = [earlier.task.taskArn];
      throw new ConflictException({
        message: 'The client token was used with different parameters.',
        resourceIds,
        $metadata,
      });
    }
    if (earlier) return { tasks: [describe(earlier.task)], failures: [] };
    if (random.chance(faults().noCapacity))
      return { tasks: [], failures: [{ reason: 'Capacity is unavailable at this time.' }] };
    const run = { startedBy, jobId, launch, taskDefinitionArn: taskDefinitionArn() };
    const task = cluster.launch(run, caller.processStartedAt);
    if (clientToken) launches.set(clientToken, { fingerprint, task });
    return { tasks: [describe(task)], failures: [] };
  }

  function stop({ task: taskArn, reason = '' }: StopTaskCommand['input']) {
    const task = findVisible(taskArn);
    if (!task) throw new InvalidParameterException({ message: 'The referenced task was not found.', $metadata });
    cluster.stop(task, reason);
    return {};
  }

  return (command: object, caller: Caller): unknown => {
    if (command instanceof RunTaskCommand) return run(command.input, caller);
    if (command instanceof StopTaskCommand) return stop(command.input);
    if (command instanceof DescribeTasksCommand) {
      return { tasks: (command.input.tasks ?? []).flatMap((taskArn) => findVisible(taskArn) ?? []).map(describe) };
    }
    if (command instanceof ListTasksCommand) {
      const { startedBy } = command.input;
      const matching = [...cluster.tasks.values()].filter((task) => task.startedBy === startedBy && !task.stopping);
      return { taskArns: matching.filter(isVisible).map(({ taskArn }) => taskArn) };
    }
    throw new ClientException({
      message: `The simulated ECS does not support ${command.constructor.name}.`,
      $metadata,
    });
  };
}
