import type { EcsTask } from '../../../events';
import type { TaskControl, TaskLauncher, TaskRequest } from '../../../functions/shared/tasks/port';
import { Process, type Surroundings } from './process';

/** What a task's process does; resolves to its exit code. `stop` is aborted on SIGTERM. */
export type TaskProgram = (process: Process, request: TaskRequest, stop: AbortSignal) => Promise<number>;

interface RunningTask {
  readonly arn: string;
  readonly request: TaskRequest;
  readonly process: Process;
  readonly stop: AbortController;
  status: string;
  version: number;
  stopCode?: string;
  reason?: string;
  exitCode?: number;
  startedAt?: string;
  stoppedAt?: string;
}

const STOP_TIMEOUT = 60;

/** ECS: client tokens, capacity, slow starts, Spot reclaims, lost hosts, and events for what happens. */
export function cluster(around: Surroundings, program: TaskProgram, tell: (detail: EcsTask) => void) {
  const { time, chance, faults, trace } = around;
  const tasks = new Map<string, RunningTask>();

  const described = (task: RunningTask): EcsTask => ({
    taskArn: task.arn,
    clusterArn: 'arn:cluster',
    version: task.version,
    lastStatus: task.status,
    startedBy: task.request.jobId,
    updatedAt: time.instant(),
    ...(task.startedAt && { startedAt: task.startedAt }),
    ...(task.stoppedAt && { stoppedAt: task.stoppedAt }),
    ...(task.stopCode && { stopCode: task.stopCode }),
    ...(task.reason && { stoppedReason: task.reason }),
    containers:
      task.stopCode === 'TaskFailedToStart'
        ? []
        : [{ name: 'executor', ...(task.exitCode !== undefined && { exitCode: task.exitCode }) }],
    overrides: {
      containerOverrides: [
        {
          name: 'executor',
          environment: [
            { name: 'JOB_ID', value: task.request.jobId },
            { name: 'LAUNCH', value: String(task.request.launch) },
          ],
        },
      ],
    },
  });

  function change(task: RunningTask, status: string): void {
    task.status = status;
    task.version += 1;
    trace(`task ${task.arn} is ${status}${task.stopCode ? ` (${task.stopCode})` : ''}`);
    tell(described(task));
  }

  function end(task: RunningTask, stopCode: string, reason: string, exitCode?: number): void {
    if (task.stopCode) return;
    Object.assign(task, { stopCode, reason, exitCode });
    task.process.dead = true;
    time.after(chance.between(0.5, 10), () => {
      task.stoppedAt = time.instant();
      change(task, 'STOPPED');
    });
  }

  /** SIGTERM, and SIGKILL when it was not heard. */
  function terminate(task: RunningTask, stopCode: string, reason: string): void {
    trace(`task ${task.arn} is to stop: ${stopCode}`);
    task.stop.abort();
    time.after(STOP_TIMEOUT, () => end(task, stopCode, reason, 137));
    // A process that heeds SIGTERM ends with its own exit code; the reason is that of the stop.
    Object.assign(task, { reason });
  }

  function start(task: RunningTask): void {
    if (task.stopCode) return;
    if (chance.chance(faults().kill)) {
      end(task, 'TaskFailedToStart', 'CannotPullContainerError');
      return;
    }
    task.startedAt = time.instant();
    change(task, 'RUNNING');
    if (chance.chance(faults().kill))
      time.after(chance.between(0, 60), () => terminate(task, 'SpotInterruption', 'Your Spot Task was interrupted.'));
    if (chance.chance(faults().kill))
      time.after(chance.between(0, 60), () => end(task, 'InfrastructureHealth', 'The host was lost.'));
    task.process
      .run(() => program(task.process, task.request, task.stop.signal))
      .then((result) => {
        if ('ended' in result)
          end(task, 'EssentialContainerExited', task.reason ?? 'Essential container in task exited', result.ended);
        else end(task, 'EssentialContainerExited', 'error' in result ? String(result.error) : 'killed', 1);
      });
  }

  const launcher: TaskLauncher = {
    async run(request) {
      if (chance.chance(faults().noCapacity)) {
        return { launched: false, retryable: true, message: 'Capacity is unavailable at this time.' };
      }
      const arn = `arn:task/${request.jobId}-${request.launch}`;
      if (!tasks.has(arn)) {
        const process = new Process(`executor ${request.launch}`, around);
        const task = { arn, request, process, stop: new AbortController(), status: 'PROVISIONING', version: 1 };
        tasks.set(arn, task);
        trace(`task ${arn} is launched`);
        time.after(chance.between(1, 5), () => !tasks.get(arn)?.stopCode && change(task, 'PENDING'));
        time.after(chance.between(6, 60), () => start(task));
      }
      return { launched: true, taskArn: arn };
    },
  };

  const control: TaskControl = {
    alive: async (jobId) =>
      living()
        .filter((task) => task.request.jobId === jobId && !task.stop.signal.aborted)
        .map(({ arn }) => arn),
    describe: async (taskArns) => taskArns.flatMap((arn) => tasks.get(arn) ?? []).map(described),
    async stop(taskArn, reason) {
      const task = tasks.get(taskArn);
      if (!task || task.stopCode || task.stop.signal.aborted) return;
      if (task.status === 'RUNNING') terminate(task, 'UserInitiated', reason);
      else end(task, 'UserInitiated', reason);
    },
  };

  const living = () => [...tasks.values()].filter(({ status }) => status !== 'STOPPED');

  return { launcher, control, living, tasks };
}
