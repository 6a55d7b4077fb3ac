import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup/paths';

export const REAPER = join(root, 'local/reaper/reaper.py');

/** Milliseconds between SIGTERM and the second SIGTERM, which ends the process at once. */
const STOP_TIMEOUT_MS = 5000;

export interface ManagedProcess {
  /** Rejects when the process exits before `stop` was called. */
  readonly failed: Promise<never>;
  /** Ends the process and all its descendants; resolves when none is left. */
  stop(): Promise<void>;
}

export interface ManagedProcessOptions {
  readonly python: string;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** File for stdout and stderr. */
  readonly logFile: string;
  /** Working directory; removed after the process has exited. */
  readonly folder: string;
}

function exitOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  });
}

/** Starts a process that does not outlive this one, even if this one is killed (see reaper.py). */
export function startManaged({ python, command, env, logFile, folder }: ManagedProcessOptions): ManagedProcess {
  const log = openSync(logFile, 'w');
  const child = spawn(python, [REAPER, '--remove', folder, '--', ...command], {
    env: { ...env },
    cwd: folder,
    stdio: ['pipe', log, log],
    detached: true,
  });
  closeSync(log);
  let stopping = false;
  const failed = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      if (!stopping) reject(new Error(`${command.join(' ')} exited with status ${code}; its log is ${logFile}`));
    });
  });
  failed.catch(() => undefined);
  return {
    failed,
    async stop() {
      stopping = true;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGTERM'), STOP_TIMEOUT_MS);
      await exitOf(child);
      clearTimeout(timer);
    },
  };
}
