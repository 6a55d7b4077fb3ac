import { readdirSync, readFileSync } from 'node:fs';

/** Processes below one, itself left out; empty where there is no /proc. */
export function descendantsOf(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const entry of names('/proc')) {
    const stat = /^\d+$/.test(entry) ? text(`/proc/${entry}/stat`) : '';
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    if (parent) children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
  }
  const found: number[] = [];
  const queue = [pid];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const below = children.get(next) ?? [];
    found.push(...below);
    queue.push(...below);
  }
  return found;
}

/** Memory of all processes of a tree together, bytes. What several of them share is counted once. */
export function memoryOf(pids: readonly number[]): number {
  const kibibytes = pids.map((pid) => {
    const share = /^Pss:\s+(\d+) kB/m.exec(text(`/proc/${pid}/smaps_rollup`));
    const own = share ?? /^RssAnon:\s+(\d+) kB/m.exec(text(`/proc/${pid}/status`));
    return Number(own?.[1] ?? 0);
  });
  return kibibytes.reduce((sum, one) => sum + one, 0) * 1024;
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
    // The process has ended, or is another user's.
    return '';
  }
}
