import { readFileSync } from 'node:fs';
import { descendantsOf } from '../../local/endpoints/ecs/task-memory';

/** Milliseconds between two looks at what the processes do, and at which processes there are. */
const LOOK = 2;
const LIST = 40;

function text(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // the process has ended
  }
}

/** Milliseconds that the first thread of a process has worked; 0 when it has ended. */
const workOf = (pid: number): number => Number(text(`/proc/${pid}/schedstat`).split(' ')[0]) / 1e6;

/** Tells a process by its command line and environment, which are read only when they are asked for. */
export type Kind = (process: { readonly command: () => string; readonly environment: () => string }) => boolean;

/** Workers of a function of the emulator. */
export const worker =
  (functionName: string): Kind =>
  ({ command }) =>
    new RegExp(`-${functionName}Function-[^/]*/_worker\\.js`).test(command());

/** The supervisor in a job's task. */
export const executorOf =
  (jobId: string): Kind =>
  ({ command, environment }) =>
    /^\S*node \S*dist\/executor\/index\.js/.test(command()) && environment().includes(`JOB_ID=${jobId}\0`);

/** Processes of one kind that this test has started, directly or not, and what they have worked since it began to look. */
class Work {
  private readonly known = new Map<number, boolean>();
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
      // A process that was forked just now may become one of the kind.
      if (this.known.get(pid)) continue;
      const command = () => text(`/proc/${pid}/cmdline`).replaceAll('\0', ' ');
      this.known.set(pid, this.kind({ command, environment: () => text(`/proc/${pid}/environ`) }));
    }
  }

  /** Milliseconds of all together, and the process that has worked since the last look. */
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
    return [...this.known].filter(([, isVictim]) => isVictim).map(([pid]) => pid);
  }
}

interface Watch {
  readonly work: Work;
  /** Looks once; whether it is done with. */
  readonly step: () => boolean;
}

/** Watches processes, and kills them at places of their work. */
export class Watcher {
  private readonly watches = new Set<Watch>();
  private listed = 0;
  private readonly timer = setInterval(() => this.look(), LOOK);

  /**
   * Kills, as the kernel does, the process of a kind that is at work when they have worked for so many milliseconds
   * together. Resolves to whether it did so before `isOver`.
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

  /** Lets the processes of a kind work until `isOver`; how many milliseconds it took them. */
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
    if (this.watches.size > 0 && Date.now() - this.listed > LIST) {
      const running = descendantsOf(process.pid);
      this.listed = Date.now();
      for (const { work } of this.watches) work.meet(running);
    }
    for (const watch of this.watches) if (watch.step()) this.watches.delete(watch);
  }
}
