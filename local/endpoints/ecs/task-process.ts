import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../paths';
import { descendantsOf, memoryOf } from './task-memory';

export interface ProcessOptions {
  /** Interpreter for keep.py, which sees to it that a task never outlives whoever started it. */
  readonly python: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Given to the task alone; removed when it has ended. */
  readonly workFolder: string;
  readonly logFile: string;
  readonly memoryBytes: number;
}

export interface Ending {
  /** As a container's: 128 and the signal's number for a process that a signal ended. */
  readonly exitCode: number;
  readonly outOfMemory: boolean;
}

export interface TaskProcess {
  /** Resolves when no process of the task is left. Rejects when it could not be started. */
  readonly ended: Promise<Ending>;
  /** SIGTERM to the task's first process. */
  terminate(): void;
  /** SIGKILL to all its processes. */
  kill(): void;
}

const MEMORY_EVERY_MS = 1000;

/** The task's first process: keep.py's only child until that has ended. */
const firstProcess = (child: ChildProcess): number | undefined => child.pid && descendantsOf(child.pid)[0];

/** Starts a task: a process with its own group, environment and folder, its output in a file. */
export function startProcess(options: ProcessOptions): TaskProcess {
  const { python, command, environment, workFolder, logFile, memoryBytes } = options;
  const log = openSync(logFile, 'a');
  const keeper = [join(root, 'local/keep.py'), '--remove', workFolder, '--', ...command];
  const child = spawn(python, keeper, {
    env: { ...environment },
    cwd: workFolder,
    stdio: ['pipe', log, log],
    detached: true,
  });
  closeSync(log);
  let outOfMemory = false;
  let killing: NodeJS.Timeout | undefined;
  const killFirst = () => {
    try {
      const pid = firstProcess(child);
      if (pid) process.kill(pid, 'SIGKILL');
    } catch {
      // It has just ended.
    }
  };
  const kill = () => {
    killFirst();
    // Right after the start there may be no process to kill yet.
    killing ??= setInterval(killFirst, 20);
  };
  const watch = setInterval(() => {
    if (!child.pid || memoryOf(descendantsOf(child.pid)) <= memoryBytes) return;
    outOfMemory = true;
    kill();
  }, MEMORY_EVERY_MS);
  const ended = new Promise<Ending>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      resolve({ exitCode: code ?? (signal === 'SIGKILL' ? 137 : 143), outOfMemory }),
    );
  }).finally(() => {
    clearInterval(watch);
    clearInterval(killing);
    // keep.py does it, unless it was ended before it was ready.
    rmSync(workFolder, { recursive: true, force: true });
  });
  ended.catch(() => undefined);
  return { ended, terminate: () => child.kill('SIGTERM'), kill };
}
