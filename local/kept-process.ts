import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths';

/** After this time it is not asked any more. */
const PATIENCE_MS = 5000;

export interface KeptProcess {
  /** Rejects when the process ends before it was asked to. */
  readonly ended: Promise<never>;
  /** Asks it to end, kills what is left of it and of everything it started, and resolves when nothing is. */
  stop(): Promise<void>;
}

export interface KeptOptions {
  readonly python: string;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Both of its outputs go there. */
  readonly logFile: string;
  /** Removed once it has ended. */
  readonly folder: string;
}

function exited(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  });
}

/** Starts a process that ends with this one, however this one ends (see keep.py). */
export function startKept({ python, command, env, logFile, folder }: KeptOptions): KeptProcess {
  const log = openSync(logFile, 'w');
  const child = spawn(python, [join(root, 'local/keep.py'), '--remove', folder, '--', ...command], {
    env: { ...env },
    cwd: folder,
    stdio: ['pipe', log, log],
    detached: true,
  });
  closeSync(log);
  let stopping = false;
  const ended = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      if (!stopping) reject(new Error(`${command.join(' ')} ended with status ${code}; its log is ${logFile}`));
    });
  });
  ended.catch(() => undefined);
  return {
    ended,
    async stop() {
      stopping = true;
      child.kill('SIGTERM');
      const impatient = setTimeout(() => child.kill('SIGTERM'), PATIENCE_MS);
      await exited(child);
      clearTimeout(impatient);
    },
  };
}
