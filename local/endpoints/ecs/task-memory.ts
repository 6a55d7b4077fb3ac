import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Pairs of process id and parent id of all processes; from ps where there is no /proc (macOS). */
function parents(): (readonly [number, number])[] {
  const entries = names('/proc').filter((entry) => /^\d+$/.test(entry));
  if (entries.length === 0) return byPs('pid=,ppid=', '-ax').map(([pid = 0, parent = 0]) => [pid, parent]);
  return entries.map((entry) => {
    const stat = text(`/proc/${entry}/stat`);
    return [Number(entry), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])];
  });
}

/** Runs ps; returns the numbers of each line. */
function byPs(columns: string, ...selection: string[]): number[][] {
  const { stdout } = spawnSync('ps', [...selection, '-o', columns], { encoding: 'utf8' });
  return (stdout ?? '').split('\n').flatMap((line) => (line.trim() ? [line.trim().split(/\s+/).map(Number)] : []));
}

/** All descendants of a process, without the process itself. */
export function descendantsOf(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const [one, parent] of parents()) {
    if (parent) children.set(parent, [...(children.get(parent) ?? []), one]);
  }
  const descendants: number[] = [];
  const queue = [pid];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const pids = children.get(next) ?? [];
    descendants.push(...pids);
    queue.push(...pids);
  }
  return descendants;
}

/** Total memory of processes in bytes. Where there is /proc, shared memory is counted once. */
export function memoryOf(pids: readonly number[]): number {
  const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0) * 1024;
  if (names('/proc/self').length === 0) return sum(byPs('rss=', '-p', pids.join(',')).flat());
  return sum(
    pids.map((pid) => {
      const share = /^Pss:\s+(\d+) kB/m.exec(text(`/proc/${pid}/smaps_rollup`));
      const match = share ?? /^RssAnon:\s+(\d+) kB/m.exec(text(`/proc/${pid}/status`));
      return Number(match?.[1] ?? 0);
    }),
  );
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function text(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    // The process has exited, or belongs to another user.
    return '';
  }
}
