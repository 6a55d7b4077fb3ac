import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { descendantsOf } from '../../local/endpoints/ecs/task-memory';

const LOOK_MS = 200;
const EXECUTOR = /dist\/executor\/index\.js|executor\/sandbox\//;

function command(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return ''; // the process has ended
  }
}

/**
 * Pins the executors that this process starts to one CPU, which is what a small task has. Their later processes inherit
 * it. Returns a function that ends this. Linux only.
 */
export function pinExecutors(): () => void {
  if (spawnSync('taskset', ['--version']).error) {
    console.log('  taskset is not installed: the executors use all CPUs');
    return () => undefined;
  }
  const pinned = new Set<number>();
  const timer = setInterval(() => {
    for (const pid of descendantsOf(process.pid)) {
      if (pinned.has(pid) || !EXECUTOR.test(command(pid))) continue;
      pinned.add(pid);
      spawnSync('taskset', ['-a', '-c', '-p', '0', String(pid)]);
    }
  }, LOOK_MS);
  return () => clearInterval(timer);
}
