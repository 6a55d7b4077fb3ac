import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, rmSync } from 'node:fs';
import { REAPER } from '../../reaper/managed-process';
import { descendantsOf, memoryOf } from './task-memory';

export interface ProcessOptions {
  /** Python for reaper.py, which ends the task when this process exits. */
  readonly python: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Working directory; removed after the task has ended. */
  readonly workFolder: string;
  /** The container is healthy once this file exists. */
  readonly healthFile?: string;
  readonly logFile: string;
  readonly memoryBytes: number;
}

export interface ExitResult {
  /** As for a container: 128 plus the number of the signal for a process that was killed. */
  readonly exitCode: number;
  readonly outOfMemory: boolean;
}

export interface TaskProcess {
  /** Resolves when all processes of the task have exited. Rejects when it could not be started. */
  readonly exited: Promise<ExitResult>;
  /** Sends SIGTERM to the task's main process. */
  terminate(): void;
  /** Sends SIGKILL to all processes of the task. */
  kill(): void;
}

const MEMORY_CHECK_MS = 1000;

/** The task's main process, which is the only child of the reaper while it runs. */
const mainProcess = (child: ChildProcess): number | undefined => child.pid && descendantsOf(child.pid)[0];

/** Starts a task as a process with its own process group, environment and folder. */
export function startProcess(options: ProcessOptions): TaskProcess {
  const { python, command, environment, workFolder, logFile, memoryBytes } = options;
  const log = openSync(logFile, 'a');
  const child = spawn(python, [REAPER, '--remove', workFolder, '--', ...command], {
    env: { ...environment },
    cwd: workFolder,
    stdio: ['pipe', log, log],
    detached: true,
  });
  closeSync(log);
  let outOfMemory = false;
  let killTimer: NodeJS.Timeout | undefined;
  const killMain = () => {
    try {
      const pid = mainProcess(child);
      if (pid) process.kill(pid, 'SIGKILL');
    } catch {
      // It has just exited.
    }
  };
  const kill = () => {
    killMain();
    // Repeated, because right after the start there may be no process yet.
    killTimer ??= setInterval(killMain, 20);
  };
  const watch = setInterval(() => {
    if (!child.pid || memoryOf(descendantsOf(child.pid)) <= memoryBytes) return;
    outOfMemory = true;
    kill();
  }, MEMORY_CHECK_MS);
  const exited = new Promise<ExitResult>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      resolve({ exitCode: code ?? (signal === 'SIGKILL' ? 137 : 143), outOfMemory }),
    );
  }).finally(() => {
    clearInterval(watch);
    clearInterval(killTimer);
    // For a reaper that was killed before it could do this.
    rmSync(workFolder, { recursive: true, force: true });
  });
  exited.catch(() => undefined);
  return { exited, terminate: () => child.kill('SIGTERM'), kill };
}
