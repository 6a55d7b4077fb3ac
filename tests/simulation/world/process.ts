import type { Random } from './random';
import type { Scheduler } from './scheduler';

/** What can go wrong at a call of a port; probabilities. All are 0 once the faults are over. */
export interface Faults {
  /** The process dies before the call, or after it. */
  readonly crash: number;
  /** The call rejects, before or after it took effect. */
  readonly fail: number;
  /** An event is lost between two rooms. */
  readonly drop: number;
  readonly duplicate: number;
  /** Seconds that a delivery may be late. */
  readonly late: number;
  /** A task is reclaimed, or its host is lost. */
  readonly kill: number;
  /** RunTask finds no capacity. */
  readonly noCapacity: number;
}

export const noFaults: Faults = { crash: 0, fail: 0, drop: 0, duplicate: 0, late: 1, kill: 0, noCapacity: 0 };

export interface Surroundings {
  readonly time: Scheduler;
  readonly chance: Random;
  readonly faults: () => Faults;
  readonly trace: (text: string) => void;
}

/** The service is out of order for this call. */
export class PortFault extends Error {
  override name = 'ServiceUnavailable';
}

const never = () => new Promise<never>(() => undefined);

/**
 * One run of a function or a task. Its ports take time, fail and may be the last thing it does: a process that has
 * died goes no further, whatever its code would catch.
 */
export class Process {
  dead = false;
  private onDeath: () => void = () => undefined;

  constructor(
    readonly name: string,
    private readonly around: Surroundings,
  ) {}

  die(): void {
    if (this.dead) return;
    this.dead = true;
    this.around.trace(`${this.name} dies`);
    this.onDeath();
  }

  /** The port as this process sees it. Only functions that give promises are calls; `spared` ones never fail. */
  port<T extends object>(port: T, spared: readonly (keyof T)[] = []): T {
    const copy = {} as Record<string, unknown>;
    for (const [name, member] of Object.entries(port)) {
      copy[name] =
        typeof member === 'function' && !spared.includes(name as keyof T)
          ? (...parameters: unknown[]) => this.call(name, () => (member as (...p: unknown[]) => unknown)(...parameters))
          : member;
    }
    return copy as T;
  }

  async call<T>(name: string, work: () => T | Promise<T>): Promise<T> {
    const { time, chance, faults } = this.around;
    await time.sleep(chance.between(0.005, 0.2));
    if (this.dead) return never();
    if (chance.chance(faults().crash)) {
      this.die();
      return never();
    }
    const fails = chance.chance(faults().fail);
    if (fails && chance.chance(0.5)) throw new PortFault(`${name} failed`);
    const result = await work();
    if (chance.chance(faults().crash)) {
      this.die();
      return never();
    }
    if (fails) throw new PortFault(`${name} took effect and failed`);
    return result;
  }

  async sleep(seconds: number): Promise<void> {
    await this.around.time.sleep(seconds);
    if (this.dead) return never();
  }

  /** Runs work in this process: its end, its error, or `died`. */
  async run<T>(work: () => Promise<T>): Promise<{ ended: T } | { error: unknown } | { died: true }> {
    const death = new Promise<{ died: true }>((resolve) => {
      this.onDeath = () => resolve({ died: true });
    });
    if (this.dead) return { died: true };
    return Promise.race([
      work().then(
        (ended) => ({ ended }),
        (error: unknown) => ({ error }),
      ),
      death,
    ]);
  }
}
