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

export interface Peak {
  /** Peak bytes of all processes together; `ofParts` has the peak of each part. */
  readonly bytes: number;
  readonly processes: number;
  readonly ofParts: ReadonlyMap<string, number>;
}

/** Samples the memory of this process and its descendants until `stop`. Shared pages count once. */
export function watchMemory(): { readonly stop: () => Peak } {
  let bytes = 0;
  let processes = 0;
  const ofParts = new Map<string, number>();
  const sample = () => {
    const now = new Map<string, number[]>([['own endpoints', [process.pid]]]);
    for (const pid of descendantsOf(process.pid)) now.set(partOf(pid), [...(now.get(partOf(pid)) ?? []), pid]);
    let sum = 0;
    for (const [part, pids] of now) {
      const used = memoryOf(pids);
      sum += used;
      ofParts.set(part, Math.max(ofParts.get(part) ?? 0, used));
    }
    bytes = Math.max(bytes, sum);
    processes = Math.max(processes, [...now.values()].flat().length);
  };
  const timer = setInterval(sample, SAMPLE_MS);
  return {
    stop() {
      clearInterval(timer);
      return { bytes, processes, ofParts };
    },
  };
}
