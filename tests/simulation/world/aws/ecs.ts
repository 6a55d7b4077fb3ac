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
import type { Caller, Surroundings } from '../process';
import { describe, type Task } from '../task';

const $metadata = {};

type Seen = Pick<History, 'conflicts' | 'launchCalls' | 'plans'>;

/** Seconds after which ECS forgets a task that has stopped. */
const REMEMBERED = 3600;

/** Amazon ECS as its client reaches it: client tokens, capacity, and a view that lags behind what it has just done. */
export function ecs({ seconds, chance, faults }: Surroundings, cluster: Cluster, history: Seen) {
  const launches = new Map<string, { readonly fingerprint: string; readonly task: Task }>();

  const visible = (task: Task): boolean => seconds() - task.launchedAt >= chance.between(0, faults().blind);
  const known = (taskArn = ''): Task | undefined => {
    const task = cluster.tasks.get(taskArn);
    return task && visible(task) && seconds() - (task.stoppedAt ?? seconds()) < REMEMBERED ? task : undefined;
  };

  function run(input: RunTaskCommand['input'], caller: Caller) {
    const { clientToken = '', startedBy = '', overrides } = input;
    const environment = overrides?.containerOverrides?.[0]?.environment ?? [];
    const launch = Number(environment.find(({ name }) => name === 'LAUNCH')?.value);
    history.launchCalls.push({ jobId: startedBy, launch, ...caller });
    if (history.plans.get(startedBy)?.refused)
      throw new ClientException({ message: 'No such subnet exists.', $metadata });
    const fingerprint = JSON.stringify(input);
    const before = launches.get(clientToken);
    if (before && before.fingerprint !== fingerprint) {
      history.conflicts.push(clientToken);
      const resourceIds = [before.task.taskArn];
      throw new ConflictException({ message: 'The client token belongs to another call.', resourceIds, $metadata });
    }
    if (before) return { tasks: [describe(before.task)], failures: [] };
    if (chance.chance(faults().noCapacity))
      return { tasks: [], failures: [{ reason: 'Capacity is unavailable at this time.' }] };
    const task = cluster.launch(startedBy, launch, caller.startedAt);
    if (clientToken) launches.set(clientToken, { fingerprint, task });
    return { tasks: [describe(task)], failures: [] };
  }

  function stop({ task: taskArn, reason = '' }: StopTaskCommand['input']) {
    const task = known(taskArn);
    if (!task) throw new InvalidParameterException({ message: 'The referenced task was not found.', $metadata });
    cluster.stop(task, reason);
    return {};
  }

  return (command: object, caller: Caller): unknown => {
    if (command instanceof RunTaskCommand) return run(command.input, caller);
    if (command instanceof StopTaskCommand) return stop(command.input);
    if (command instanceof DescribeTasksCommand) {
      return { tasks: (command.input.tasks ?? []).flatMap((taskArn) => known(taskArn) ?? []).map(describe) };
    }
    if (command instanceof ListTasksCommand) {
      const { startedBy } = command.input;
      const listed = [...cluster.tasks.values()].filter((task) => task.jobId === startedBy && !task.stopping);
      return { taskArns: listed.filter(visible).map(({ taskArn }) => taskArn) };
    }
    throw new ClientException({ message: `ECS does not know ${command.constructor.name} here.`, $metadata });
  };
}
