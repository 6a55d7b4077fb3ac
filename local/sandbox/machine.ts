import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pythonOf, root } from '../paths';

export interface Machine {
  /** The layers that confine a program here. */
  readonly layers: readonly string[];
  /** What is missing for a program of a model or a person to be confined, in sentences; null: nothing. */
  readonly missing: string | null;
}

/** What may run where layers are missing: programs of the offline analyst, all (`--unsafe-sandbox`), or none. */
export type Allowed = 'analyst' | 'all' | 'none';

function examine(): Machine {
  const script = join(root, 'local/sandbox/machine.py');
  const command = ['-I', '-S', script, join(root, 'executor/sandbox')];
  const { status, stdout, stderr, error } = spawnSync(pythonOf('executor'), command, { encoding: 'utf8' });
  if (status === 0) return JSON.parse(stdout) as Machine;
  return { layers: [], missing: `It could not be found out what this machine has: ${error?.message ?? stderr}`.trim() };
}

/**
 * What confines programs on this machine, in one line for the user.
 * @throws an error that says what is missing, where nothing may run.
 */
export function checkMachine(allowed: Allowed, { layers, missing }: Machine = examine()): string {
  const names = layers.join(', ') || 'nothing';
  if (missing === null) return names;
  if (allowed === 'analyst') return `${names}; only programs of the offline analyst run here. ${missing}`;
  if (allowed === 'all') return `unsafe: programs are confined by ${names} only. ${missing}`;
  throw new Error(
    `Programs of a model cannot be run safely on this machine. ${missing}\n  The offline analyst's programs can: leave out --model. Others run in a Linux container as root, or with the rights\n  that you have here: --unsafe-sandbox. Every result then says so.`,
  );
}
