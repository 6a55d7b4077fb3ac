import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { RunLimits, RunResult } from '../ports';

const MIB = 1024 * 1024;

const PROBE_LIMITS: RunLimits = {
  wallSeconds: 10,
  cpuSeconds: 10,
  processors: 1,
  memoryBytes: 256 * MIB,
  processes: 16,
  diskBytes: 16 * MIB,
  inodes: 1_000,
  printedBytes: MIB,
  outputFiles: 10,
  outputBytes: MIB,
};

/** A probe with fewer checks did not run to its end. */
const MIN_CHECKS = 15;

/** The surroundings that the probe must not reach. */
export interface ProbeTargets {
  readonly sandboxDir: string;
  readonly workDir: string;
  readonly python: string;
  /** Process id of the forkserver. */
  readonly forkserverPid: number;
}

/** Runs the probe as an ordinary program. Returns what it could reach; undefined when every check was blocked. */
export async function probe(
  targets: ProbeTargets,
  run: (program: string, limits: RunLimits) => Promise<RunResult>,
): Promise<string | undefined> {
  const systemFolders = ['/', '/etc', '/tmp', '/var/tmp', '/dev/shm', '/dev/mqueue', tmpdir()];
  const ourFolders = [targets.sandboxDir, targets.workDir, dirname(targets.workDir), dirname(targets.python)];
  const definitions = [
    `SUPERVISOR = ${process.pid}`,
    `FORKSERVER = ${targets.forkserverPid}`,
    `OUTSIDE = ${JSON.stringify([...new Set([...systemFolders, ...ourFolders])])}`,
  ];
  const text = await readFile(join(targets.sandboxDir, 'probe.py'), 'utf8');
  const { failure, values, stderr } = await run([...definitions, text].join('\n'), PROBE_LIMITS);
  if (failure) return `The probe could not run: ${failure.message} ${stderr}`.trim();
  const checks = Object.entries(values);
  if (checks.length < MIN_CHECKS) return 'The probe did not finish.';
  const open = checks.filter(([, reached]) => reached !== 'denied').map(([name, reached]) => `${name} (${reached})`);
  return open.length === 0 ? undefined : `A program would not be confined here: ${open.join(', ')}.`;
}
