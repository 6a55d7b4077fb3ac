import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { RunLimits } from '../ports';
import { killLeftovers } from './kill-leftovers';
import { linesOf } from './lines';
import { ForkserverMessage } from './messages';

const CONTROL = 3;
const FIRST_CHANNEL = 4;
const MAX_CONTROL_LINE_BYTES = 64 * 1024 * 1024;
const MAX_STDERR_CHARACTERS = 4_000;

/** The whole environment of the forkserver; it inherits nothing. */
const ENVIRONMENT = {
  ...{ PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', TZ: 'UTC', MALLOC_ARENA_MAX: '2' },
  // macOS: its libraries start threads, or abort a fork that does not expect one.
  ...{ VECLIB_MAXIMUM_THREADS: '1', OBJC_DISABLE_INITIALIZE_FORK_SAFETY: 'YES' },
};

export interface ForkserverSettings {
  readonly python: string;
  readonly sandboxDir: string;
  /** An empty folder that only this forkserver uses. */
  readonly workDir: string;
  readonly uid: number | null;
  /** Start even if this machine lacks layers; `ready` then has the reason in `missing`. */
  readonly allowMissing: boolean;
  /** Layers to leave out. */
  readonly without: readonly string[];
  readonly libraries?: string;
  /** The number of programs that it can run: their channels are opened when it starts. */
  readonly channels: number;
}

/** The streams of one run. */
export interface Channels {
  readonly index: number;
  readonly stdout: Duplex;
  readonly stderr: Duplex;
  readonly query: Duplex;
}

export type Command =
  | {
      run: {
        number: number;
        channel: number;
        source: string;
        limits: RunLimits;
        probe: boolean;
        /** Folder with files of earlier jobs, which the program reads at `earlier`. */
        earlier: string | null;
      };
    }
  | { kill: true }
  | { exit: true }
  | { collect: { number: number; limits: RunLimits; keep: boolean } };

type MessageKind = 'ready' | 'refused' | 'preloaded' | 'started' | 'ended' | 'collected';
type MessageOf<K extends MessageKind> = Extract<ForkserverMessage, Record<K, unknown>>[K];

/** A Python process with the libraries loaded, which forks each run. */
export class Forkserver {
  private readonly process: ChildProcess;
  private readonly messages = new EventEmitter();
  private channelsUsed = 0;
  private programGroup = 0;
  private stderr = '';
  private killedBySupervisor = false;
  /** Resolves with the reason when the process has exited. */
  readonly exit: Promise<string>;

  constructor(private readonly settings: ForkserverSettings) {
    const channels = new Array<'pipe'>(3 * settings.channels).fill('pipe');
    this.process = spawn(settings.python, ['-I', '-S', join(settings.sandboxDir, 'main.py')], {
      env: ENVIRONMENT,
      cwd: '/',
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', ...channels],
    });
    this.process.stderr?.on('data', (part: Buffer) => {
      this.stderr = (this.stderr + part.toString('utf8')).slice(-MAX_STDERR_CHARACTERS);
    });
    this.exit = new Promise((resolve) => {
      this.process.once('error', (error) => resolve(error.message));
      this.process.once('exit', (code, signal) => {
        resolve(this.stderr.trim() || (signal ? `signal ${signal}` : `exit code ${code}`));
      });
    });
    this.messages.setMaxListeners(0);
    this.listen().catch((error: unknown) => {
      this.stderr += String(error);
      this.kill();
    });
    const { python: _, sandboxDir: __, ...message } = settings;
    this.send(message);
  }

  private stream(index: number): Duplex {
    // Node sets no stdio when it has no free file descriptor to spawn with.
    const stdio: ChildProcess['stdio'] | undefined = this.process.stdio;
    const stream = stdio?.[index];
    if (!stream) throw new Error(`The Python process could not be started (${this.settings.python}).`);
    return stream as unknown as Duplex;
  }

  private async listen(): Promise<void> {
    const control = this.stream(CONTROL);
    control.on('error', () => control.destroy());
    for await (const line of linesOf(control, MAX_CONTROL_LINE_BYTES)) {
      const message = ForkserverMessage.parse(JSON.parse(line));
      if ('started' in message) this.programGroup = message.started.processGroup;
      if ('ended' in message) this.programGroup = 0;
      for (const [kind, value] of Object.entries(message)) this.messages.emit(kind, value);
    }
  }

  send(message: Command | Omit<ForkserverSettings, 'python' | 'sandboxDir'>): void {
    const control = this.stream(CONTROL);
    if (control.writable) control.write(`${JSON.stringify(message)}\n`);
  }

  /** The next message of a kind. Rejects when the process exits first. */
  async next<K extends MessageKind>(kind: K): Promise<MessageOf<K>> {
    const exited = this.exit.then((reason) => {
      throw new Error(`The Python process of the sandbox exited: ${reason}`);
    });
    const [value] = await Promise.race([once(this.messages, kind), exited]);
    return value as MessageOf<K>;
  }

  /** The streams of one more run; undefined when all have been used. */
  takeChannels(): Channels | undefined {
    if (this.channelsUsed >= this.settings.channels) return undefined;
    const index = this.channelsUsed++;
    const first = FIRST_CHANNEL + 3 * index;
    return { index, stdout: this.stream(first), stderr: this.stream(first + 1), query: this.stream(first + 2) };
  }

  hasExited(): boolean {
    return this.process.exitCode !== null || this.process.signalCode !== null || this.process.pid === undefined;
  }

  /** Whether another process killed it with SIGKILL, as the kernel does when memory runs out. */
  wasKilled(): boolean {
    return this.process.signalCode === 'SIGKILL' && !this.killedBySupervisor;
  }

  /**
   * Asks it to end its program and exit, and kills it after `graceMilliseconds`. Rejects when processes of a program
   * still exist afterwards.
   */
  async stop(graceMilliseconds: number): Promise<void> {
    if (!this.hasExited()) {
      this.send({ exit: true });
      this.stream(CONTROL).end();
      const timer = setTimeout(() => this.kill(), graceMilliseconds);
      await this.exit;
      clearTimeout(timer);
    }
    for (const stream of this.process.stdio) stream?.destroy();
    await killLeftovers({ session: this.process.pid ?? 0, uid: this.settings.uid });
  }

  /** Kills the program's process group and then the forkserver. */
  private kill(): void {
    this.killedBySupervisor = true;
    for (const target of [-this.programGroup, this.process.pid ?? 0]) {
      if (target === 0) continue;
      try {
        process.kill(target, 'SIGKILL');
      } catch {
        // It has exited.
      }
    }
  }
}
