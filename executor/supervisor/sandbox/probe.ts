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

/** Fewer answers than this, and the probe did not do its work. */
const FEWEST_CHECKS = 15;

interface Surroundings {
  readonly sandboxDir: string;
  readonly workDir: string;
  readonly python: string;
  readonly parentPid: number;
}

/** Runs the probe as any program is run. The answer: undefined when all was held, or what was not. */
export async function probe(
  around: Surroundings,
  run: (program: string, limits: RunLimits) => Promise<RunResult>,
): Promise<string | undefined> {
  const outside = ['/', '/etc', '/tmp', '/var/tmp', '/dev/shm', '/dev/mqueue', tmpdir()];
  const own = [around.sandboxDir, around.workDir, dirname(around.workDir), dirname(around.python)];
  const told = [
    `SUPERVISOR = ${process.pid}`,
    `PARENT = ${around.parentPid}`,
    `OUTSIDE = ${JSON.stringify([...new Set([...outside, ...own])])}`,
  ];
  const text = await readFile(join(around.sandboxDir, 'probe.py'), 'utf8');
  const { failure, values, stderr } = await run([...told, text].join('\n'), PROBE_LIMITS);
  if (failure) return `The probe could not run: ${failure.message} ${stderr}`.trim();
  const checks = Object.entries(values);
  if (checks.length < FEWEST_CHECKS) return 'The probe did not finish.';
  const open = checks.filter(([, reached]) => reached !== 'denied').map(([name, reached]) => `${name} (${reached})`);
  return open.length === 0 ? undefined : `A program would not be held here: ${open.join(', ')}.`;
}
