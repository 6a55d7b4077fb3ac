import type { Faults } from './faults';
import type { Random } from './random';
import type { Scheduler } from './scheduler';

export interface Surroundings {
  readonly time: Scheduler;
  /** Seconds since the beginning. */
  readonly seconds: () => number;
  readonly chance: Random;
  readonly faults: () => Faults;
  readonly trace: (text: string) => void;
}

/** The service is out of order for this call. */
export class ServiceFault extends Error {
  override name = 'ServiceUnavailable';
}

/** Who calls a service, and since when the call has been under way. */
export interface Caller {
  readonly name: string;
  readonly begunAt: number;
  /** Since when the caller itself has been at work. */
  readonly startedAt: number;
}

/** A service of AWS as its SDK client reaches it. */
export type Service = (command: object, caller: Caller) => unknown;

export type Ending<T> = { readonly ended: T } | { readonly error: unknown } | { readonly died: true };

interface Limits {
  /** Seconds after which the process is ended; none for a task. */
  readonly timeout?: number;
  /** The share of the faults' probabilities that applies to a call: what a task does ten times a second is rarely hit. */
  readonly risk?: (call: string) => number;
}

const never = () => new Promise<never>(() => undefined);

/**
 * One run of a function or a task. Its calls take time, fail and may be the last thing it does: a process that has
 * died goes no further, whatever its code would catch.
 */
export class Process {
  dead = false;
  /** How its work ended, and when, in seconds since the beginning. */
  ending?: { readonly how: 'ended' | 'error' | 'died'; readonly at: number };
  private stuck = false;
  private onDeath: () => void = () => undefined;
  private readonly startedAt: number;

  constructor(
    readonly name: string,
    private readonly around: Surroundings,
    private readonly limits: Limits = {},
  ) {
    this.startedAt = around.seconds();
  }

  die(why = 'dies'): void {
    if (this.dead) return;
    this.dead = true;
    this.around.trace(`${this.name} ${why}`);
    this.onDeath();
  }

  /** An SDK client of this process. */
  client<Client>(service: Service): Client {
    const send = (command: object) => {
      const caller = { name: this.name, begunAt: this.around.seconds(), startedAt: this.startedAt };
      return this.call(command.constructor.name, () => service(command, caller));
    };
    return { send } as Client;
  }

  /** A port as this process has it: each function of it is a call; `spared` ones are none. */
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
    const { chance, trace } = this.around;
    const { crash, fail, hang, stall } = this.around.faults();
    const risk = this.limits.risk?.(name) ?? 1;
    await this.sleep(chance.between(0.005, 0.2));
    if (chance.chance(hang * risk)) return this.hang(name);
    if (chance.chance(stall * risk)) {
      const seconds = chance.between(20, 280);
      trace(`${this.name} waits ${seconds.toFixed(0)} s in ${name}`);
      await this.sleep(seconds);
    }
    if (chance.chance(crash * risk)) return this.dieIn(name, 'before');
    const fails = chance.chance(fail * risk);
    if (fails && chance.chance(0.5)) throw this.fault(name, 'failed');
    const result = await work();
    if (chance.chance(crash * risk)) return this.dieIn(name, 'after');
    if (fails) throw this.fault(name, 'took effect and failed');
    if (this.dead || this.stuck) return never();
    return result;
  }

  private fault(call: string, what: string): ServiceFault {
    this.around.trace(`${this.name}: ${call} ${what}`);
    return new ServiceFault(`${call} ${what}`);
  }

  private dieIn(call: string, when: string): Promise<never> {
    this.die(`dies ${when} ${call}`);
    return never();
  }

  private hang(call: string): Promise<never> {
    this.stuck = this.around.chance.chance(0.5);
    this.around.trace(`${this.name} hangs in ${call}${this.stuck ? ' and is stuck' : ''}`);
    return never();
  }

  async sleep(seconds: number): Promise<void> {
    await this.around.time.sleep(seconds);
    if (this.dead || this.stuck) return never();
  }

  /** Runs work in this process: its end, its error, or that it died. */
  async run<T>(work: () => Promise<T>): Promise<Ending<T>> {
    const death = new Promise<{ died: true }>((resolve) => {
      this.onDeath = () => resolve({ died: true });
    });
    if (this.dead) return { died: true };
    const { timeout } = this.limits;
    if (timeout !== undefined) this.around.time.after(timeout, () => this.die(`dies: its ${timeout} s are over`));
    const ending = await Promise.race([
      work().then(
        (ended) => ({ ended }),
        (error: unknown) => ({ error }),
      ),
      death,
    ]);
    const how = 'ended' in ending ? 'ended' : 'error' in ending ? 'error' : 'died';
    this.ending = { how, at: this.around.seconds() };
    // What has ended is not ended again.
    this.dead = true;
    return ending;
  }
}
