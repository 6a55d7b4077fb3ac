import { rmSync } from 'node:fs';
import { forJob } from '../../../client/cli/unexpected-error';
import type { ContainerDefinition } from './task-definitions';
import { type ProcessOptions, startProcess, type TaskProcess } from './task-process';
import type { TaskState } from './task-view';

export interface TaskHooks {
  /** Called on every change, the first one included. */
  readonly changed: (task: TaskState) => void;
  /** What the task is started with; called when it is. */
  readonly prepare: (task: TaskState, container: ContainerDefinition) => Promise<ProcessOptions>;
  readonly log: (line: string) => void;
}

/** One task through its life. Its changes are counted and told in the order in which ECS tells them. */
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
    // RunTask answers before the task goes on.
    this.stopped = new Promise((resolve) => setImmediate(resolve))
      .then(() => forJob(state.request.startedBy ?? '', () => this.live()))
      .catch((error: unknown) => hooks.log(`The task of job ${state.request.startedBy} broke off: ${String(error)}`));
  }

  get isStopped(): boolean {
    return this.state.lastStatus === 'STOPPED';
  }

  /** SIGTERM, and SIGKILL when the container's stopTimeout is over. */
  stop(reason: string): void {
    if (this.stopWasAsked()) return;
    this.change({ desiredStatus: 'STOPPED', stopCode: 'UserInitiated', stoppedReason: reason, stoppingAt: new Date() });
    this.process?.terminate();
    const seconds = this.container?.stopTimeout ?? 0;
    this.killTimer = setTimeout(() => this.process?.kill(), seconds * 1000);
  }

  /** Ends it at once. */
  kill(): void {
    this.stop('The local system was stopped');
    this.process?.kill();
  }

  private stopWasAsked(): boolean {
    return this.state.desiredStatus === 'STOPPED';
  }

  private get container(): ContainerDefinition | undefined {
    return this.state.definition.containers[0];
  }

  private async live(): Promise<void> {
    this.change({ lastStatus: 'PENDING' });
    try {
      if (this.container && !this.stopWasAsked()) await this.run(this.container);
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
    if (this.stopWasAsked()) return rmSync(options.workFolder, { recursive: true, force: true });
    this.process = startProcess(options);
    const ended = this.process.ended;
    this.change({ lastStatus: 'RUNNING', startedAt: new Date() });
    const { exitCode, outOfMemory } = await ended;
    const own = { stopCode: 'EssentialContainerExited', stoppedReason: 'Essential container in task exited' };
    const { stopCode = own.stopCode, stoppedReason = own.stoppedReason } = this.state;
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

  private change(members: Partial<TaskState>): void {
    Object.assign(this.state, members);
    this.state.version += 1;
    this.state.updatedAt = new Date();
    this.hooks.changed(this.state);
  }
}
