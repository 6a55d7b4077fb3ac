import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { RunLimits } from '../ports';
import { endRemains } from './kill-leftovers';
import { linesOf } from './lines';
import { FromParent } from './messages';

const CONTROL = 3;
const FIRST_CHANNEL = 4;
const MOST_CONTROL_LINE = 64 * 1024 * 1024;
const MOST_TROUBLE = 4_000;

/** All that the Python side is told of its surroundings; it inherits nothing. */
const ENVIRONMENT = {
  ...{ PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', TZ: 'UTC', MALLOC_ARENA_MAX: '2' },
  // macOS: its libraries start threads, or end a fork that they were not made for
  ...{ VECLIB_MAXIMUM_THREADS: '1', OBJC_DISABLE_INITIALIZE_FORK_SAFETY: 'YES' },
};

export interface ParentSettings {
  readonly python: string;
  readonly sandboxDir: string;
  /** Fresh, this parent's own. */
  readonly workDir: string;
  readonly uid: number | null;
  /** Start also with fewer layers than programs need: the answer says what is missing, and who starts it decides. */
  readonly fewer: boolean;
  readonly without: readonly string[];
  readonly libraries?: string;
  /** How many programs it can run: their channels are opened when it starts. */
  readonly channels: number;
}

/** The streams of one run. */
export interface Channels {
  readonly index: number;
  readonly stdout: Duplex;
  readonly stderr: Duplex;
  readonly query: Duplex;
}

export type Order =
  | { run: { number: number; channel: number; source: string; limits: RunLimits } }
  | { kill: true }
  | { goodbye: true }
  | { collect: { number: number; limits: RunLimits; keep: boolean } };

type Kind = 'ready' | 'refused' | 'started' | 'ended' | 'collected';
type Said<K extends Kind> = Extract<FromParent, Record<K, unknown>>[K];

/** The Python process that has the libraries loaded and of which each run is a fork. */
export class Parent {
  private readonly process: ChildProcess;
  private readonly said = new EventEmitter();
  private used = 0;
  private group = 0;
  private trouble = '';
  private forced = false;
  readonly gone: Promise<string>;

  constructor(private readonly settings: ParentSettings) {
    const channels = new Array<'pipe'>(3 * settings.channels).fill('pipe');
    this.process = spawn(settings.python, ['-I', '-S', join(settings.sandboxDir, 'main.py')], {
      env: ENVIRONMENT,
      cwd: '/',
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', ...channels],
    });
    this.process.stderr?.on('data', (part: Buffer) => {
      this.trouble = (this.trouble + part.toString('utf8')).slice(-MOST_TROUBLE);
    });
    this.gone = new Promise((resolve) => {
      this.process.once('error', (error) => resolve(error.message));
      this.process.once('exit', (code, signal) => resolve(this.trouble.trim() || `it ended with ${code ?? signal}`));
    });
    this.said.setMaxListeners(0);
    this.listen().catch((error: unknown) => {
      this.trouble += String(error);
      this.kill();
    });
    const { python: _, sandboxDir: __, ...told } = settings;
    this.send(told);
  }

  private stream(index: number): Duplex {
    // Node leaves it out when there is no file descriptor left to start a process with.
    const stdio: ChildProcess['stdio'] | undefined = this.process.stdio;
    const stream = stdio?.[index];
    if (!stream) throw new Error(`The Python process could not be started (${this.settings.python}).`);
    return stream as unknown as Duplex;
  }

  private async listen(): Promise<void> {
    const control = this.stream(CONTROL);
    control.on('error', () => control.destroy());
    for await (const line of linesOf(control, MOST_CONTROL_LINE)) {
      const message = FromParent.parse(JSON.parse(line));
      if ('started' in message) this.group = message.started.group;
      if ('ended' in message) this.group = 0;
      for (const [kind, value] of Object.entries(message)) this.said.emit(kind, value);
    }
  }

  send(order: Order | Omit<ParentSettings, 'python' | 'sandboxDir'>): void {
    const control = this.stream(CONTROL);
    if (control.writable) control.write(`${JSON.stringify(order)}\n`);
  }

  /** The next message of a kind; rejects when the parent ends before. */
  async next<K extends Kind>(kind: K): Promise<Said<K>> {
    const gone = this.gone.then((reason) => {
      throw new Error(`The Python process of the sandbox ended: ${reason}`);
    });
    const [value] = await Promise.race([once(this.said, kind), gone]);
    return value as Said<K>;
  }

  /** Streams for one more run; undefined when all have been used. */
  takeChannels(): Channels | undefined {
    if (this.used >= this.settings.channels) return undefined;
    const index = this.used++;
    const at = FIRST_CHANNEL + 3 * index;
    return { index, stdout: this.stream(at), stderr: this.stream(at + 1), query: this.stream(at + 2) };
  }

  isGone(): boolean {
    return this.process.exitCode !== null || this.process.signalCode !== null || this.process.pid === undefined;
  }

  /** It was ended by force, and not from here. The kernel does that when memory runs out. */
  wasKilled(): boolean {
    return this.process.signalCode === 'SIGKILL' && !this.forced;
  }

  /**
   * Lets it end its program and then itself, and waits; by force when that takes longer than `milliseconds`.
   * Whatever ended it, nothing of a program is left. Rejects when something is.
   */
  async end(milliseconds: number): Promise<void> {
    if (!this.isGone()) {
      this.send({ goodbye: true });
      this.stream(CONTROL).end();
      const force = setTimeout(() => this.kill(), milliseconds);
      await this.gone;
      clearTimeout(force);
    }
    for (const stream of this.process.stdio) stream?.destroy();
    await endRemains({ session: this.process.pid ?? 0, uid: this.settings.uid });
  }

  /** By force: the program's group first, since nobody would be left to do it. */
  private kill(): void {
    this.forced = true;
    for (const target of [-this.group, this.process.pid ?? 0]) {
      if (target === 0) continue;
      try {
        process.kill(target, 'SIGKILL');
      } catch {
        // it is gone already
      }
    }
  }
}
