import { type Limits, machines, type SizeClass } from '../../../events';
import type { QueryLimits, RunLimits } from '../ports';

const MB = 1024 ** 2;
const GB = 1024 ** 3;

/** Memory reserved for the supervisor and the forkserver. */
const RESERVED_BYTES = 512 * MB;

/** With this margin a program that keeps all its processors busy reaches its wall time first, the limit that the user set. */
const SPARE_CPU_SECONDS = 5;

/** Time before the deadline reserved for collecting, uploading and reporting. */
const CLOSING_SECONDS = 10;

/**
 * Limits of one run.
 * @param secondsLeft until the job's deadline, which shortens the wall time.
 */
export function runLimits(size: SizeClass, requested: Limits, secondsLeft: number): RunLimits {
  const { vcpu, memoryGb } = machines[size];
  const wallSeconds = Math.max(1, Math.min(requested.timeoutSeconds, Math.floor(secondsLeft - CLOSING_SECONDS)));
  return {
    wallSeconds,
    cpuSeconds: (wallSeconds + SPARE_CPU_SECONDS) * vcpu,
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

/** Bytes of the files of earlier jobs that a program can read. */
export const earlierBytes = (size: SizeClass): number => machines[size].vcpu * 256 * MB;

/** Limits of one program's statements. The supervisor has little memory, and buffers each result. */
export function queryLimits(size: SizeClass): QueryLimits {
  const { vcpu } = machines[size];
  return { statements: 200, rows: 1_000_000 * vcpu, bytes: (vcpu > 1 ? 96 : 64) * MB };
}
