import { existsSync, rmSync } from 'node:fs';
import { forJob } from '../../../client/cli/unexpected-error';
import type { ContainerDefinition } from './task-definitions';
import { type ProcessOptions, startProcess, type TaskProcess } from './task-process';
import type { TaskState } from './task-view';

export interface TaskHooks {
  /** Called on every change, including the initial state. */
  readonly changed: (task: TaskState) => void;
  /** Returns the options of the task's process; called once, when the task starts. */
  readonly prepare: (task: TaskState, container: ContainerDefinition) => Promise<ProcessOptions>;
  readonly log: (line: string) => void;
  /** How long a task stays PENDING, as on Fargate. */
  readonly startSeconds?: number;
}

const HEALTH_CHECK_MS = 200;
const START_CHECK_MS = 50;

/** The life cycle of a task. States and versions change in the same order as on ECS. */
export class Task {
  private process?: TaskProcess;
  private killTimer?: NodeJS.Timeout;
  /** Resolves when it is STOPPED. */
  readonly stopped: Promise<void>;

  constructor(
    readonly state: TaskState,
    private readonly hooks: TaskHooks,
  ) {
    hooks.changed(state);
    // RunTask returns before the next state.
    this.stopped = new Promise((resolve) => setImmediate(resolve))
      .then(() => forJob(state.request.startedBy ?? '', () => this.runToEnd()))
      .catch((error: unknown) => hooks.log(`The task of job ${state.request.startedBy} failed: ${String(error)}`));
  }

  get isStopped(): boolean {
    return this.state.lastStatus === 'STOPPED';
  }

  /** Sends SIGTERM, and SIGKILL after the container's stopTimeout. */
  stop(reason: string): void {
    if (this.stopRequested()) return;
    this.change({ desiredStatus: 'STOPPED', stopCode: 'UserInitiated', stoppedReason: reason, stoppingAt: new Date() });
    this.process?.terminate();
    const seconds = this.container?.stopTimeout ?? 0;
    this.killTimer = setTimeout(() => this.process?.kill(), seconds * 1000);
  }

  /** Kills the task at once. */
  kill(): void {
    this.stop('The local system was stopped');
    this.process?.kill();
  }

  private async waitForStart(): Promise<void> {
    const end = Date.now() + (this.hooks.startSeconds ?? 0) * 1000;
    while (Date.now() < end && !this.stopRequested())
      await new Promise((resolve) => setTimeout(resolve, START_CHECK_MS));
  }

  private stopRequested(): boolean {
    return this.state.desiredStatus === 'STOPPED';
  }

  private get container(): ContainerDefinition | undefined {
    return this.state.definition.containers[0];
  }

  private async runToEnd(): Promise<void> {
    this.change({ lastStatus: 'PENDING' });
    try {
      await this.waitForStart();
      if (this.container && !this.stopRequested()) await this.run(this.container);
    } catch (error) {
      const stoppedReason = `CannotStartContainerError: ${error instanceof Error ? error.message : String(error)}`;
      this.change({ desiredStatus: 'STOPPED', stopCode: 'TaskFailedToStart', stoppedReason, stoppingAt: new Date() });
    }
    clearTimeout(this.killTimer);
    this.change({ lastStatus: 'DEPROVISIONING' });
    this.change({ lastStatus: 'STOPPED', stoppedAt: new Date() });
  }

  private async run(container: ContainerDefinition): Promise<void> {
    const options = await this.hooks.prepare(this.state, container);
    if (this.stopRequested()) return rmSync(options.workFolder, { recursive: true, force: true });
    this.process = startProcess(options);
    const { exited } = this.process;
    const healthCheck = this.watchHealth(options.healthFile);
    this.change({ lastStatus: 'RUNNING', startedAt: new Date() });
    const { exitCode, outOfMemory } = await exited.finally(() => clearInterval(healthCheck));
    const defaults = { stopCode: 'EssentialContainerExited', stoppedReason: 'Essential container in task exited' };
    const { stopCode = defaults.stopCode, stoppedReason = defaults.stoppedReason } = this.state;
    Object.assign(this.state, {
      desiredStatus: 'STOPPED',
      stopCode,
      stoppedReason,
      exitCode,
      executionStoppedAt: new Date(),
      stoppingAt: this.state.stoppingAt ?? new Date(),
      ...(outOfMemory ? { containerReason: 'OutOfMemoryError: container killed due to memory usage' } : {}),
    });
  }

  /** Stands in for the container's health check. */
  private watchHealth(file: string | undefined): NodeJS.Timeout | undefined {
    if (file === undefined) return undefined;
    const check = () => {
      this.state.healthStatus = existsSync(file) ? 'HEALTHY' : undefined;
    };
    return setInterval(check, HEALTH_CHECK_MS);
  }

  private change(members: Partial<TaskState>): void {
    Object.assign(this.state, members);
    this.state.version += 1;
    this.state.updatedAt = new Date();
    this.hooks.changed(this.state);
  }
}
