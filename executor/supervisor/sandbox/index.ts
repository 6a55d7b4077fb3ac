import { chmod, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { QueryService, RunLimits, RunResult, Sandbox } from '../ports';
import { Parent } from './forkserver';
import { endRemains } from './kill-leftovers';
import { failed, messageOf, unavailable } from './not-run';
import { probe } from './probe';
import { Run } from './run';
import { OUT_OF_MEMORY } from './run-failure';
import { leaseUid, type UidLease } from './uid';

export interface SandboxSettings {
  /** The Python of the virtual environment whose packages programs may import. */
  readonly python: string;
  /** The folder of executor/sandbox. */
  readonly sandboxDir: string;
  /** A folder is made below it for each sandbox. Every folder above it must be open to all users (mode 711 or 755). */
  readonly workDir: string;
  /** The user that programs run as when this process is root. When it is taken by another job, the next one is used. */
  readonly uid: number;
  /** Run programs also where they cannot be held; `layers` then begins with `unsafe`. */
  readonly unsafe: boolean;
  readonly maxAttempts: number;
  /** Folder of the packages, when it is not that of the virtual environment. */
  readonly libraries?: string;
  /**
   * Whether a program may run also where too few layers confine it: one that code of this repository wrote, whatever
   * its text holds. Where this is not given, such a machine runs none.
   */
  readonly isTrusted?: (program: string) => Promise<boolean>;
  /** Layers to leave out, to see what each one holds: limits, uid, landlock, landlock>3, seccomp. */
  readonly without?: readonly string[];
}

const REPLY_TO_END_WITHIN = 8_000;
const noWarehouse: QueryService = async () => ({ ok: false, kind: 'refused', message: 'There is no warehouse here.' });

/** The place where programs run: a Python process that each run is a fork of, and the driver of it. */
export function createSandbox(settings: SandboxSettings): Sandbox {
  return new PythonSandbox(settings);
}

class PythonSandbox implements Sandbox {
  private parent: Parent | undefined;
  private lease: UidLease | undefined;
  private folder = '';
  private runs = 0;
  private current: Run | undefined;
  private started = false;
  /** Why only trusted programs are run. */
  private lacking: string | undefined;

  constructor(private readonly settings: SandboxSettings) {}

  async start(): Promise<{ ok: true; layers: readonly string[] } | { ok: false; reason: string }> {
    try {
      const { layers, missing, parent } = await this.launch();
      this.started = true;
      const lacking = missing ?? (await this.probe(parent));
      if (lacking === undefined) return { ok: true, layers };
      if (this.settings.unsafe) return { ok: true, layers: ['unsafe', ...layers] };
      if (!this.settings.isTrusted) throw new Error(lacking);
      this.lacking = lacking;
      return { ok: true, layers };
    } catch (error) {
      await this.end();
      return { ok: false, reason: messageOf(error) };
    }
  }

  private probe(parentPid: number): Promise<string | undefined> {
    const { sandboxDir, python } = this.settings;
    const around = { sandboxDir, python, workDir: this.folder, parentPid };
    return probe(around, (program, limits) => this.run(program, limits, noWarehouse));
  }

  private async launch(): Promise<{ layers: readonly string[]; missing: string | null; parent: number }> {
    const root = process.getuid?.() === 0;
    if (root && process.platform === 'linux') this.lease ??= await leaseUid(this.settings.uid);
    this.folder ||= await ownFolder(this.settings.workDir, root);
    const { python, sandboxDir, unsafe, isTrusted, libraries, without = [], maxAttempts } = this.settings;
    const fewer = unsafe || isTrusted !== undefined;
    const channels = maxAttempts + 1;
    const uid = this.lease?.uid ?? null;
    // of a sandbox before this one that was killed together with its parent
    await endRemains({ session: 0, uid });
    this.parent = new Parent({ python, sandboxDir, workDir: this.folder, uid, fewer, libraries, without, channels });
    const refused = this.parent.next('refused').then((reason) => {
      throw new Error(reason);
    });
    return Promise.race([this.parent.next('ready'), refused]);
  }

  async run(program: string, limits: RunLimits, query: QueryService): Promise<RunResult> {
    if (!this.started) return unavailable('The sandbox is not running.');
    if (this.lacking !== undefined && !(await this.settings.isTrusted?.(program)))
      return unavailable(refusal(this.lacking));
    try {
      let channels = this.parent?.isGone() ? undefined : this.parent?.takeChannels();
      if (!channels) {
        await this.parent?.end(REPLY_TO_END_WITHIN);
        await this.launch();
        channels = this.parent?.takeChannels();
      }
      if (!channels || !this.parent) return unavailable('The sandbox has not been started.');
      this.runs += 1;
      this.current = new Run(this.parent, channels, this.runs, limits, query);
      return await this.current.finish(program);
    } catch (error) {
      return this.lost(error);
    }
  }

  /** The parent is gone or is ended here: all that can still be said of the program. */
  private async lost(error: unknown): Promise<RunResult> {
    const wasKilled = this.parent?.wasKilled();
    try {
      await this.parent?.end(0);
    } catch (worse) {
      return unavailable(messageOf(worse));
    }
    return wasKilled ? failed('out_of_memory', OUT_OF_MEMORY) : unavailable(messageOf(error));
  }

  printed(): string {
    return this.current?.printed() ?? '';
  }

  async stop(): Promise<void> {
    this.parent?.send({ kill: true });
    await this.end();
  }

  private async end(): Promise<void> {
    this.started = false;
    await this.parent?.end(REPLY_TO_END_WITHIN).catch(() => undefined);
    this.lease?.release();
    this.lease = undefined;
    if (this.folder) await rm(this.folder, { recursive: true, force: true }).catch(() => undefined);
    this.folder = '';
  }
}

const refusal = (lacking: string): string =>
  `This program may not run here: too few layers confine it, and the offline analyst of this start did not write it. ${lacking} Run the system on a machine or in a container that has what is missing, or start it with --unsafe-sandbox.`;

/** A fresh folder. The job's user has to walk through the one above it. */
async function ownFolder(above: string, root: boolean): Promise<string> {
  await mkdir(above, { recursive: true });
  if (root) await chmod(above, (await stat(above)).mode | 0o011);
  return mkdtemp(join(above, 'run-'));
}
