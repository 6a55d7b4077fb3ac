import { type Limits, machines, type SizeClass } from '../../../events';
import type { QueryLimits, RunLimits } from '../ports';

const MB = 1024 ** 2;
const GB = 1024 ** 3;

/** Kept free for the supervisor and the preloaded parent. */
const RESERVED_BYTES = 512 * MB;

/** A program that keeps all its processors busy meets the limit of time first, which is the one that its user knows. */
const CPU_SPARE_SECONDS = 5;

/** Kept free before the deadline for collecting, uploading and reporting. */
const CLOSING_SECONDS = 10;

/**
 * Limits of one run.
 * @param secondsLeft until the job's deadline; a run that would pass it is cut short.
 */
export function runLimits(size: SizeClass, requested: Limits, secondsLeft: number): RunLimits {
  const { vcpu, memoryGb } = machines[size];
  const wallSeconds = Math.max(1, Math.min(requested.timeoutSeconds, Math.floor(secondsLeft - CLOSING_SECONDS)));
  return {
    wallSeconds,
    cpuSeconds: (wallSeconds + CPU_SPARE_SECONDS) * vcpu,
    // what it pays for, also on a machine that has more
    processors: Math.max(1, Math.floor(vcpu)),
    memoryBytes: memoryGb * GB - RESERVED_BYTES,
    processes: 64 * vcpu,
    diskBytes: 2 * vcpu * GB,
    inodes: 100_000,
    printedBytes: 16 * MB,
    outputFiles: 100,
    outputBytes: 256 * vcpu * MB,
  };
}

/** Of one program's statements. An answer stays in the supervisor's memory, which is kept small, until it is sent on. */
export function queryLimits(size: SizeClass): QueryLimits {
  const { vcpu } = machines[size];
  return { statements: 200, rows: 1_000_000 * vcpu, bytes: (vcpu > 1 ? 96 : 64) * MB };
}
