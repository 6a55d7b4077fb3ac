import { readFileSync } from 'node:fs';
import { descendantsOf } from '../../local/endpoints/ecs/task-memory';

/** Milliseconds between two looks at what the processes do, and at which processes there are. */
const LOOK = 2;
const LIST = 25;

const pause = (milliseconds: number) => new Promise<void>((wake) => setTimeout(wake, milliseconds));

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
  (room: string): Kind =>
  ({ command }) =>
    new RegExp(`-${room}Function-[^/]*/_worker\\.js`).test(command());

/** The supervisor in a job's task. */
export const executorOf =
  (jobId: string): Kind =>
  ({ command, environment }) =>
    /^\S*node \S*dist\/executor\/index\.js/.test(command()) && environment().includes(`JOB_ID=${jobId}\0`);

/** What the processes of a kind that this test has started, directly or not, have worked since it began to look. */
export class Work {
  private readonly known = new Map<number, boolean>();
  private readonly before = new Map<number, number>();
  private readonly seen = new Map<number, number>();
  private listed = 0;

  constructor(private readonly kind: Kind) {
    this.list();
    for (const pid of this.victims()) this.before.set(pid, workOf(pid));
  }

  /** Milliseconds of all together, and the process that has worked since the last look. */
  look(): { readonly milliseconds: number; readonly busy: number | undefined } {
    if (Date.now() - this.listed > LIST) this.list();
    let busy: number | undefined;
    for (const pid of this.victims()) {
      const work = workOf(pid) - (this.before.get(pid) ?? 0);
      const last = this.seen.get(pid) ?? 0;
      if (work > last) {
        busy = pid;
        this.seen.set(pid, work);
      }
    }
    return { milliseconds: [...this.seen.values()].reduce((sum, one) => sum + one, 0), busy };
  }

  private list(): void {
    this.listed = Date.now();
    for (const pid of descendantsOf(process.pid)) {
      if (this.known.get(pid)) continue;
      // A process that was forked just now may become one of the kind.
      const command = () => text(`/proc/${pid}/cmdline`).replaceAll('\0', ' ');
      this.known.set(pid, this.kind({ command, environment: () => text(`/proc/${pid}/environ`) }));
    }
  }

  private victims(): number[] {
    return [...this.known].filter(([, isVictim]) => isVictim).map(([pid]) => pid);
  }
}

/**
 * Kills, as the kernel does, the process of a kind that is at work when they have worked for so many milliseconds
 * together. Resolves to whether it did so before `isOver`.
 */
export async function killAfter(work: Work, milliseconds: number, isOver: () => boolean): Promise<boolean> {
  while (!isOver()) {
    const { milliseconds: worked, busy } = work.look();
    if (worked >= milliseconds && busy !== undefined) {
      process.kill(busy, 'SIGKILL');
      return true;
    }
    await pause(LOOK);
  }
  return false;
}

/** Lets the processes of a kind work until `isOver`; how many milliseconds it took them. */
export async function measure(work: Work, isOver: () => boolean): Promise<number> {
  let worked = 0;
  while (!isOver()) {
    worked = work.look().milliseconds;
    await pause(LIST);
  }
  return worked;
}
