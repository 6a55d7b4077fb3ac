import type { Faults } from './faults';
import type { Random } from './random';
import type { Scheduler } from './scheduler';

/** What every part of the simulated world shares. */
export interface SimulationContext {
  readonly time: Scheduler;
  /** Seconds since the start of the run. */
  readonly seconds: () => number;
  readonly random: Random;
  readonly faults: () => Faults;
  readonly trace: (text: string) => void;
}

/** A simulated 503 of a service. */
export class ServiceFault extends Error {
  override name = 'ServiceUnavailable';
}

/** The process that calls a service. Times are seconds since the start of the run. */
export interface Caller {
  readonly name: string;
  readonly callStartedAt: number;
  readonly processStartedAt: number;
}

/** An AWS service as its SDK client reaches it. */
export type Service = (command: object, caller: Caller) => unknown;

export type ProcessResult<T> = { readonly value: T } | { readonly error: unknown } | { readonly died: true };

interface Limits {
  /** Seconds after which the process is killed. A task has no timeout. */
  readonly timeout?: number;
  /** Factor on the fault probabilities of a call, because a task makes some calls ten times a second. */
  readonly risk?: (call: string) => number;
}

const never = () => new Promise<never>(() => undefined);

/**
 * One invocation of a function, or one task. Its calls take time, may fail, and may kill it. Code of a dead process
 * never continues: a call that kills the process neither returns nor throws.
 */
export class Process {
  dead = false;
  /** How and when it ended, in seconds since the start of the run. */
  end?: { readonly how: 'returned' | 'threw' | 'died'; readonly at: number };
  private stuck = false;
  private onDeath: () => void = () => undefined;
  private readonly startedAt: number;

  constructor(
    readonly name: string,
    private readonly context: SimulationContext,
    private readonly limits: Limits = {},
  ) {
    this.startedAt = context.seconds();
  }

  die(why = 'dies'): void {
    if (this.dead) return;
    this.dead = true;
    this.context.trace(`${this.name} ${why}`);
    this.onDeath();
  }

  /** An SDK client of this process. */
  client<Client>(service: Service): Client {
    const send = (command: object) => {
      const caller = { name: this.name, callStartedAt: this.context.seconds(), processStartedAt: this.startedAt };
      return this.call(command.constructor.name, () => service(command, caller));
    };
    return { send } as Client;
  }

  /** Wraps a port: each method becomes a call of this process, except the `exempt` ones. */
  port<T extends object>(port: T, exempt: readonly (keyof T)[] = []): T {
    const copy = {} as Record<string, unknown>;
    for (const [name, member] of Object.entries(port)) {
      copy[name] =
        typeof member === 'function' && !exempt.includes(name as keyof T)
          ? (...parameters: unknown[]) => this.call(name, () => (member as (...p: unknown[]) => unknown)(...parameters))
          : member;
    }
    return copy as T;
  }

  async call<T>(name: string, work: () => T | Promise<T>): Promise<T> {
    const { random, trace } = this.context;
    const { crash, fail, hang, stall, slow } = this.context.faults();
    const risk = this.limits.risk?.(name) ?? 1;
    await this.sleep(random.between(0.005, 0.2));
    if (slow > 0 && random.chance(slow * risk)) await this.sleep(random.between(0.5, 12));
    if (random.chance(hang * risk)) return this.hang(name);
    if (random.chance(stall * risk)) {
      const seconds = random.between(20, 280);
      trace(`${this.name} stalls for ${seconds.toFixed(0)} s in ${name}`);
      await this.sleep(seconds);
    }
    if (random.chance(crash * risk)) return this.dieIn(name, 'before');
    const fails = random.chance(fail * risk);
    if (fails && random.chance(0.5)) throw this.fault(name, 'failed');
    const result = await work();
    if (random.chance(crash * risk)) return this.dieIn(name, 'after');
    if (fails) throw this.fault(name, 'took effect and failed');
    if (this.dead || this.stuck) return never();
    return result;
  }

  private fault(call: string, what: string): ServiceFault {
    this.context.trace(`${this.name}: ${call} ${what}`);
    return new ServiceFault(`${call} ${what}`);
  }

  private dieIn(call: string, when: string): Promise<never> {
    this.die(`dies ${when} ${call}`);
    return never();
  }

  private hang(call: string): Promise<never> {
    this.stuck = this.context.random.chance(0.5);
    this.context.trace(`${this.name} hangs in ${call}${this.stuck ? ' and is stuck' : ''}`);
    return never();
  }

  async sleep(seconds: number): Promise<void> {
    await this.context.time.sleep(seconds);
    if (this.dead || this.stuck) return never();
  }

  /** Runs `work` in this process. Resolves, never rejects, with its value or error, or with the process's death. */
  async run<T>(work: () => Promise<T>): Promise<ProcessResult<T>> {
    const death = new Promise<{ died: true }>((resolve) => {
      this.onDeath = () => resolve({ died: true });
    });
    if (this.dead) return { died: true };
    const { timeout } = this.limits;
    if (timeout !== undefined) this.context.time.after(timeout, () => this.die(`dies of its timeout, ${timeout} s`));
    const result = await Promise.race([
      work().then(
        (value) => ({ value }),
        (error: unknown) => ({ error }),
      ),
      death,
    ]);
    const how = 'value' in result ? 'returned' : 'error' in result ? 'threw' : 'died';
    this.end = { how, at: this.context.seconds() };
    // So that the timeout does not kill it afterwards.
    this.dead = true;
    return result;
  }
}
