import type { EcsTask } from '../../../events';
import { STANDBY } from '../../../functions/shared/tasks/port';
import { Process, type SimulationContext } from './process';
import { describe, isStandby, type Task } from './task';

/** The main function of a task's container. Resolves to its exit code. */
export type TaskMain = (task: Task) => Promise<number>;

interface Listener {
  readonly onLaunch: (task: Task) => void;
  /** Receives the detail of an ECS Task State Change. */
  readonly onStateChange: (detail: EcsTask) => void;
}

/** The parameters of a task. */
export type Run = Pick<Task, 'startedBy' | 'taskDefinitionArn' | 'jobId' | 'launch'>;

export interface Cluster {
  readonly tasks: ReadonlyMap<string, Task>;
  /** `requestedAt`: when the process that calls RunTask started. */
  launch(run: Run, requestedAt: number): Task;
  stop(task: Task, reason: string): void;
}

/** Seconds between SIGTERM and SIGKILL. */
export const STOP_TIMEOUT = 60;
/** Maximum seconds from the exit of the process to STOPPED. */
export const DEPROVISIONING = 10;
/** Maximum seconds for which a process keeps running after its host was lost to ECS. */
const MAX_ORPHAN_SECONDS = 200;

const ARN = 'arn:aws:ecs:us-east-1:111122223333:task/code-interpreter/';

/** Reads are frequent and the SDK retries them, so they rarely end a task. */
const riskOf = (call: string): number => (call.startsWith('Get') ? 0.02 : 1);

/** The life cycle of tasks: slow starts, Spot interruptions, lost hosts, and an event for each state change. */
export function cluster(context: SimulationContext, main: TaskMain, listener: Listener): Cluster {
  const { time, seconds, random, faults, trace } = context;
  const tasks = new Map<string, Task>();

  function setStatus(task: Task, status: string): void {
    task.status = status;
    task.version += 1;
    task.updatedAt = time.instant();
    trace(`${task.process.name} is ${status}${task.stopCode ? ` (${task.stopCode})` : ''}`);
    // The rule matches these states only.
    if (['PENDING', 'RUNNING', 'STOPPED'].includes(status) && !task.eventsLost) listener.onStateChange(describe(task));
  }

  /** Ends the process. An earlier stop keeps its stop code and reason. */
  function end(task: Task, details: Pick<Task, 'stopCode' | 'reason' | 'exitCode' | 'containerReason'>): void {
    if (task.status === 'DEPROVISIONING' || task.status === 'STOPPED') return;
    task.stopping = true;
    Object.assign(task, details, task.stopCode && { stopCode: task.stopCode, reason: task.reason });
    task.process.die('exits');
    deprovision(task);
  }

  function deprovision(task: Task): void {
    setStatus(task, 'DEPROVISIONING');
    time.after(random.between(0.5, DEPROVISIONING), () => {
      task.stoppedAt = seconds();
      task.stoppedAtInstant = time.instant();
      setStatus(task, 'STOPPED');
    });
  }

  /** SIGTERM, then SIGKILL after the stop timeout. A task that is not yet running ends at once. */
  function terminate(task: Task, stopCode: string, reason: string): void {
    if (task.stopping) return;
    trace(`${task.process.name} is being stopped: ${stopCode}`);
    Object.assign(task, { stopping: true, stopCode, reason });
    if (task.status !== 'RUNNING') {
      end(task, {});
      return;
    }
    task.sigtermAt = seconds();
    task.sigterm.abort();
    time.after(STOP_TIMEOUT, () => end(task, { exitCode: 137 }));
  }

  /** ECS loses contact with the host and stops the task; its process may continue for a while. */
  function loseHost(task: Task): void {
    if (task.stopping) return;
    Object.assign(task, { stopping: true, stopCode: 'InfrastructureHealth', reason: 'The host was lost.' });
    deprovision(task);
    time.after(random.chance(0.5) ? 0 : random.between(1, MAX_ORPHAN_SECONDS), () =>
      task.process.die('exits on its lost host'),
    );
  }

  const failures: readonly ((task: Task) => void)[] = [
    loseHost,
    (task) => {
      if (task.stopping) return;
      task.stopCode = 'TerminationNotice';
      setStatus(task, 'RUNNING');
      terminate(task, 'SpotInterruption', 'Your Spot Task was interrupted.');
    },
    (task) => end(task, { stopCode: 'EssentialContainerExited', exitCode: 139, reason: 'Segmentation fault' }),
    (task) =>
      !task.stopping &&
      end(task, {
        stopCode: 'EssentialContainerExited',
        exitCode: 137,
        containerReason: 'OutOfMemoryError: Container killed due to memory usage',
      }),
  ];

  async function start(task: Task): Promise<void> {
    if (task.stopping || random.chance(faults().neverStarts)) return;
    if (random.chance(faults().kill / 2)) {
      end(task, { stopCode: 'TaskFailedToStart', reason: 'CannotPullContainerError: no such image' });
      return;
    }
    task.startedAt = seconds();
    task.startedAtInstant = time.instant();
    setStatus(task, 'RUNNING');
    if (random.chance(faults().kill)) {
      const failure = random.pick(failures);
      time.after(random.between(0, 60), () => task.status === 'RUNNING' && failure(task));
    }
    const result = await task.process.run(() => main(task));
    const exitCode = 'value' in result ? result.value : 1;
    if ('error' in result) trace(`${task.process.name} throws ${result.error}`);
    end(task, { stopCode: 'EssentialContainerExited', reason: 'Essential container in task exited', exitCode });
  }

  return {
    tasks,
    launch(run, requestedAt) {
      const taskArn = `${ARN}${String(tasks.size + 1).padStart(32, '0')}`;
      const task: Task = {
        ...run,
        taskArn,
        isHealthy: false,
        createdAtInstant: time.instant(),
        process: new Process(
          `task ${tasks.size + 1} (${isStandby(run) ? STANDBY : `${run.jobId.slice(0, 4)}, launch ${run.launch}`})`,
          context,
          {
            risk: riskOf,
          },
        ),
        sigterm: new AbortController(),
        launchedAt: seconds(),
        requestedAt,
        eventsLost: random.chance(faults().eventsLost),
        status: 'PROVISIONING',
        version: 1,
        updatedAt: time.instant(),
        stopping: false,
      };
      tasks.set(taskArn, task);
      trace(`${task.process.name} is launched`);
      if (!isStandby(task)) listener.onLaunch(task);
      time.after(random.between(1, 5), () => !task.stopping && setStatus(task, 'PENDING'));
      time.after(random.between(6, 60), () => start(task));
      return task;
    },
    stop: (task, reason) => terminate(task, 'UserInitiated', reason),
  };
}
