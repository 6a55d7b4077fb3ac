import { readFileSync } from 'node:fs';
import { descendantsOf } from '../../local/endpoints/ecs/task-memory';

/** Milliseconds between two measurements of the processes, and between two listings of them. */
const MEASURE_MS = 2;
const LIST_MS = 40;

function text(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // the process has ended
  }
}

/** CPU milliseconds of the first thread of a process; 0 when it has ended. */
const workOf = (pid: number): number => Number(text(`/proc/${pid}/schedstat`).split(' ')[0]) / 1e6;

/** Recognizes a process by its command line and environment, which are read on demand. */
export type Kind = (process: { readonly command: () => string; readonly environment: () => string }) => boolean;

/** Workers of a function in the emulator. */
export const worker =
  (functionName: string): Kind =>
  ({ command }) =>
    new RegExp(`-${functionName}Function-[^/]*/_worker\\.js`).test(command());

/** The supervisor of a task whose environment has a text. Flags may precede its file. */
const supervisorWith =
  (text: string): Kind =>
  ({ command, environment }) =>
    /^\S*node (?:--\S+ )*\S*dist\/executor\/index\.js/.test(command()) && environment().includes(text);

/** The supervisor in a job's task. */
export const executorOf = (jobId: string): Kind => supervisorWith(`JOB_ID=${jobId}\0`);

/** The supervisor of a standby task; the address of its metadata has its id. */
export const standbyOf = (taskId: string): Kind => supervisorWith(taskId);

/** The descendants of this test of one kind, and their CPU time since it started to watch. */
class Work {
  private readonly kinds = new Map<number, boolean>();
  private readonly before = new Map<number, number>();
  private readonly seen = new Map<number, number>();

  constructor(
    private readonly kind: Kind,
    running: readonly number[],
  ) {
    this.meet(running);
    for (const pid of this.victims()) this.before.set(pid, workOf(pid));
  }

  meet(running: readonly number[]): void {
    for (const pid of running) {
      // A newly forked process may still exec into this kind.
      if (this.kinds.get(pid)) continue;
      const command = () => text(`/proc/${pid}/cmdline`).replaceAll('\0', ' ');
      this.kinds.set(pid, this.kind({ command, environment: () => text(`/proc/${pid}/environ`) }));
    }
  }

  /** Their total CPU milliseconds, and a process that has worked since the last measurement. */
  look(): { readonly milliseconds: number; readonly busy: number | undefined } {
    let busy: number | undefined;
    for (const pid of this.victims()) {
      const work = workOf(pid) - (this.before.get(pid) ?? 0);
      if (work <= (this.seen.get(pid) ?? 0)) continue;
      busy = pid;
      this.seen.set(pid, work);
    }
    return { milliseconds: [...this.seen.values()].reduce((sum, one) => sum + one, 0), busy };
  }

  private victims(): number[] {
    return [...this.kinds].filter(([, isVictim]) => isVictim).map(([pid]) => pid);
  }
}

interface Watch {
  readonly work: Work;
  /** Measures once. Returns whether the watch is finished. */
  readonly step: () => boolean;
}

/** Watches processes and kills them at points in their work. */
export class Watcher {
  private readonly watches = new Set<Watch>();
  private listed = 0;
  private readonly timer = setInterval(() => this.look(), MEASURE_MS);

  /**
   * Kills (SIGKILL) the active process of a kind once all of them have used so many CPU milliseconds. Resolves to whether
   * that happened before `isOver`.
   */
  kill(kind: Kind, milliseconds: number, isOver: () => boolean): Promise<boolean> {
    const work = this.work(kind);
    return this.watch(work, () => {
      const { milliseconds: worked, busy } = work.look();
      if (worked < milliseconds || busy === undefined) return isOver() ? false : undefined;
      process.kill(busy, 'SIGKILL');
      return true;
    });
  }

  /** CPU milliseconds of the processes of a kind until `isOver`. */
  measure(kind: Kind, isOver: () => boolean): Promise<number> {
    const work = this.work(kind);
    return this.watch(work, () => {
      const { milliseconds } = work.look();
      return isOver() ? milliseconds : undefined;
    });
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private work = (kind: Kind) => new Work(kind, descendantsOf(process.pid));

  private watch<T>(work: Work, look: () => T | undefined): Promise<T> {
    return new Promise((resolve) => {
      const step = () => {
        const result = look();
        if (result !== undefined) resolve(result);
        return result !== undefined;
      };
      this.watches.add({ work, step });
    });
  }

  private look(): void {
    if (this.watches.size > 0 && Date.now() - this.listed > LIST_MS) {
      const running = descendantsOf(process.pid);
      this.listed = Date.now();
      for (const { work } of this.watches) work.meet(running);
    }
    for (const watch of this.watches) if (watch.step()) this.watches.delete(watch);
  }
}
