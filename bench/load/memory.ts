import { readFileSync } from 'node:fs';
import { descendantsOf, memoryOf } from '../../local/endpoints/ecs/task-memory';

/** Milliseconds between two samples: each costs some of the time that is measured. */
const SAMPLE_MS = 3_000;

/** Parts of the local system, recognized by the command lines of their processes. */
const parts: readonly [string, RegExp][] = [
  ['emulator', /\/emulator\/serve\.py/],
  ['functions', /\/_worker\.js/],
  ['warehouse', /\/redshift-data\//],
  ['tasks', /dist\/executor\/index\.js|executor\/sandbox\//],
];

const command = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
};

const partOf = (pid: number): string => parts.find(([, pattern]) => pattern.test(command(pid)))?.[0] ?? 'other';

/** Bytes of processes; shared pages count once. */
export interface Memory {
  readonly bytes: number;
  readonly processes: number;
  readonly ofParts: ReadonlyMap<string, number>;
}

/** The memory of this process and its descendants now. */
export function measureMemory(): Memory {
  const parts = new Map<string, number[]>([['own endpoints', [process.pid]]]);
  for (const pid of descendantsOf(process.pid)) parts.set(partOf(pid), [...(parts.get(partOf(pid)) ?? []), pid]);
  const ofParts = new Map([...parts].map(([part, pids]) => [part, memoryOf(pids)]));
  return {
    bytes: [...ofParts.values()].reduce((sum, used) => sum + used, 0),
    processes: [...parts.values()].flat().length,
    ofParts,
  };
}

/** Samples the memory until `stop`, which returns the peak of all processes together and of each part. */
export function watchMemory(): { readonly stop: () => Memory } {
  let bytes = 0;
  let processes = 0;
  const ofParts = new Map<string, number>();
  const timer = setInterval(() => {
    const now = measureMemory();
    for (const [part, used] of now.ofParts) ofParts.set(part, Math.max(ofParts.get(part) ?? 0, used));
    bytes = Math.max(bytes, now.bytes);
    processes = Math.max(processes, now.processes);
  }, SAMPLE_MS);
  return {
    stop() {
      clearInterval(timer);
      return { bytes, processes, ofParts };
    },
  };
}
