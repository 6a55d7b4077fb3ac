import type { EcsTask } from '../../../events';
import { Process, type Surroundings } from './process';
import { describe, type Task } from './task';

/** What a task's process does; resolves to its exit code. */
export type TaskProgram = (task: Task) => Promise<number>;

interface Listener {
  readonly launch: (task: Task) => void;
  /** An event of ECS. */
  readonly change: (detail: EcsTask) => void;
}

export interface Cluster {
  readonly tasks: ReadonlyMap<string, Task>;
  /** `wantedAt`: since when the caller has been at work. */
  launch(jobId: string, launch: number, wantedAt: number): Task;
  stop(task: Task, reason: string): void;
}

/** Seconds between SIGTERM and SIGKILL. */
export const STOP_TIMEOUT = 60;
/** Seconds that a task may take from the end of its process to STOPPED. */
export const DEPROVISIONING = 10;
/** Seconds that a process may live on when ECS has given its host up. */
const LIVES_ON = 200;

const ARN = 'arn:aws:ecs:us-east-1:111122223333:task/code-interpreter/';

/** Reading is done many times a second, and repeated by the SDK when it fails: it is seldom what ends a task. */
const riskOf = (call: string): number => (call.startsWith('Get') ? 0.02 : 1);

/** Tasks through their lives: slow starts, Spot reclaims, lost hosts, and an event for each change. */
export function cluster(around: Surroundings, program: TaskProgram, on: Listener): Cluster {
  const { time, seconds, chance, faults, trace } = around;
  const tasks = new Map<string, Task>();

  function change(task: Task, status: string): void {
    task.status = status;
    task.version += 1;
    task.updatedAt = time.instant();
    trace(`${task.process.name} is ${status}${task.stopCode ? ` (${task.stopCode})` : ''}`);
    // The rule passes no other states.
    if (['PENDING', 'RUNNING', 'STOPPED'].includes(status) && !task.unheard) on.change(describe(task));
  }

  /** The process is over. What has told it to stop, if anything did, is the reason of its end. */
  function end(task: Task, own: Pick<Task, 'stopCode' | 'reason' | 'exitCode' | 'containerReason'>): void {
    if (task.status === 'DEPROVISIONING' || task.status === 'STOPPED') return;
    task.stopping = true;
    Object.assign(task, own, task.stopCode && { stopCode: task.stopCode, reason: task.reason });
    task.process.die('is over');
    stopped(task);
  }

  function stopped(task: Task): void {
    change(task, 'DEPROVISIONING');
    time.after(chance.between(0.5, DEPROVISIONING), () => {
      task.stoppedAt = seconds();
      task.stoppedAtInstant = time.instant();
      change(task, 'STOPPED');
    });
  }

  /** SIGTERM, and SIGKILL when it was not heard. A task that has not begun just ends. */
  function terminate(task: Task, stopCode: string, reason: string): void {
    if (task.stopping) return;
    trace(`${task.process.name} is to stop: ${stopCode}`);
    Object.assign(task, { stopping: true, stopCode, reason });
    if (task.status !== 'RUNNING') {
      end(task, {});
      return;
    }
    task.sigtermAt = seconds();
    task.sigterm.abort();
    time.after(STOP_TIMEOUT, () => end(task, { exitCode: 137 }));
  }

  /** ECS gives a host up that it no longer hears: what runs there may go on for a while. */
  function loseHost(task: Task): void {
    if (task.stopping) return;
    Object.assign(task, { stopping: true, stopCode: 'InfrastructureHealth', reason: 'The host was lost.' });
    stopped(task);
    time.after(chance.chance(0.5) ? 0 : chance.between(1, LIVES_ON), () => task.process.die('is over, at last'));
  }

  const fates: readonly ((task: Task) => void)[] = [
    loseHost,
    (task) => {
      if (task.stopping) return;
      task.stopCode = 'TerminationNotice';
      change(task, 'RUNNING');
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

  async function begin(task: Task): Promise<void> {
    if (task.stopping || chance.chance(faults().stuck)) return;
    if (chance.chance(faults().kill / 2)) {
      end(task, { stopCode: 'TaskFailedToStart', reason: 'CannotPullContainerError: no such image' });
      return;
    }
    task.beganAt = seconds();
    task.startedAtInstant = time.instant();
    change(task, 'RUNNING');
    if (chance.chance(faults().kill)) {
      const fate = chance.pick(fates);
      time.after(chance.between(0, 60), () => task.status === 'RUNNING' && fate(task));
    }
    const ending = await task.process.run(() => program(task));
    const exitCode = 'ended' in ending ? ending.ended : 1;
    if ('error' in ending) trace(`${task.process.name} rejects: ${ending.error}`);
    end(task, { stopCode: 'EssentialContainerExited', reason: 'Essential container in task exited', exitCode });
  }

  return {
    tasks,
    launch(jobId, launch, wantedAt) {
      const taskArn = `${ARN}${String(tasks.size + 1).padStart(32, '0')}`;
      const task: Task = {
        taskArn,
        jobId,
        launch,
        process: new Process(`task ${tasks.size + 1} (${jobId.slice(0, 4)}, launch ${launch})`, around, {
          risk: riskOf,
        }),
        sigterm: new AbortController(),
        launchedAt: seconds(),
        wantedAt,
        unheard: chance.chance(faults().unheard),
        status: 'PROVISIONING',
        version: 1,
        updatedAt: time.instant(),
        stopping: false,
      };
      tasks.set(taskArn, task);
      trace(`${task.process.name} is launched`);
      on.launch(task);
      time.after(chance.between(1, 5), () => !task.stopping && change(task, 'PENDING'));
      time.after(chance.between(6, 60), () => begin(task));
      return task;
    },
    stop: (task, reason) => terminate(task, 'UserInitiated', reason),
  };
}
