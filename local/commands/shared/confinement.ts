import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pythonOf, root } from '../../setup/paths';

export interface Confinement {
  /** The layers that confine a program on this machine. */
  readonly layers: readonly string[];
  /** Why untrusted programs cannot be confined, in sentences; null when they can. */
  readonly missing: string | null;
}

/** The programs that may run where layers are missing: the offline analyst's, all (`--unsafe-sandbox`), or none. */
export type Allowed = 'analyst' | 'all' | 'none';

function probe(): Confinement {
  const script = join(root, 'local/commands/shared/confinement.py');
  const command = ['-I', '-S', script, join(root, 'executor/sandbox')];
  const { status, stdout, stderr, error } = spawnSync(pythonOf('executor'), command, { encoding: 'utf8' });
  if (status === 0) return JSON.parse(stdout) as Confinement;
  return { layers: [], missing: `The layers of this machine could not be checked: ${error?.message ?? stderr}`.trim() };
}

/**
 * One line for the user about what confines programs on this machine.
 * @throws when layers are missing and no programs are allowed to run without them
 */
export function checkConfinement(allowed: Allowed, { layers, missing }: Confinement = probe()): string {
  const names = layers.join(', ') || 'nothing';
  if (missing === null) return names;
  if (allowed === 'analyst') return `${names}; only the offline analyst's programs run here. ${missing}`;
  if (allowed === 'all') return `unsafe: programs are confined by ${names} only. ${missing}`;
  throw new Error(
    `This machine cannot run programs of a language model safely. ${missing}\n  Leave out --model to use the offline analyst, or run the system as root in a Linux container. With --unsafe-sandbox\n  programs run with your rights, and every result has a warning.`,
  );
}
