import { chmod, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { EarlierFile, OnPrinted, QueryService, RunLimits, RunResult, Sandbox, SandboxStart } from '../ports';
import { storeEarlierFile } from './earlier-files';
import { Forkserver } from './forkserver';
import { killLeftovers } from './kill-leftovers';
import { failedRun, messageOf, notRun } from './not-run';
import { probe } from './probe';
import { Run } from './run';
import { OUT_OF_MEMORY } from './run-failure';
import { leaseUid, type UidLease } from './uid';

export interface SandboxSettings {
  /** Python of the virtual environment whose packages programs can import. */
  readonly python: string;
  /** Path of executor/sandbox. */
  readonly sandboxDir: string;
  /** Each sandbox creates a folder in it. All parent folders must be traversable by every user (mode 711 or 755). */
  readonly workDir: string;
  /** The user that programs run as if this process is root. While another job uses it, the next free one is taken. */
  readonly uid: number;
  /** Run programs even if this machine cannot confine them; `layers` then begins with `unsafe`. */
  readonly unsafe: boolean;
  readonly maxAttempts: number;
  /** Folder of the packages, if it is not that of the virtual environment. */
  readonly libraries?: string;
  /**
   * Whether this repository's own code wrote a program. Trusted programs run even if too few layers confine them;
   * without this function, a machine that lacks layers runs no program.
   */
  readonly isTrusted?: (program: string) => Promise<boolean>;
  /** Layers to leave out in tests: limits, uid, landlock, landlock>3, seccomp. */
  readonly without?: readonly string[];
}

const STOP_GRACE_MS = 8_000;
const noWarehouse: QueryService = async () => ({ ok: false, kind: 'refused', message: 'There is no warehouse here.' });

/** A sandbox that runs programs as forks of a Python process. */
export const createSandbox = (settings: SandboxSettings): PythonSandbox => new PythonSandbox(settings);

class PythonSandbox implements Sandbox {
  private forkserver: Forkserver | undefined;
  private lease: UidLease | undefined;
  private folder = '';
  private runs = 0;
  /** The folder with files of earlier jobs, once it has one. */
  private earlierFolder: string | null = null;
  private current: Run | undefined;
  private started = false;
  private preload: Promise<void> | undefined;
  /** Why this machine cannot confine programs. Only trusted ones run then. */
  private missing: string | undefined;

  constructor(private readonly settings: SandboxSettings) {}

  async start(): Promise<SandboxStart> {
    try {
      const ready = await this.launch();
      const { layers } = ready;
      this.started = true;
      const missing = ready.missing ?? (await this.probe(ready.pid));
      if (missing === undefined) return { ok: true, layers };
      if (this.settings.unsafe) return { ok: true, layers: ['unsafe', ...layers], missing };
      if (!this.settings.isTrusted) throw new Error(missing);
      this.missing = missing;
      return { ok: true, layers, missing };
    } catch (error) {
      await this.shutDown();
      return { ok: false, reason: messageOf(error) };
    }
  }

  /**
   * Resolves when all libraries are loaded, which happens after the start, while no program runs. Rejects when one cannot
   * be loaded, or the Python process exits first.
   */
  async preloaded(): Promise<void> {
    await this.preload;
  }

  private probe(forkserverPid: number): Promise<string | undefined> {
    const { sandboxDir, python } = this.settings;
    const targets = { sandboxDir, python, workDir: this.folder, forkserverPid };
    return probe(targets, (program, limits) => this.execute(program, limits, noWarehouse, () => undefined, true));
  }

  private async launch(): Promise<{ layers: readonly string[]; missing: string | null; pid: number }> {
    const root = process.getuid?.() === 0;
    if (root && process.platform === 'linux') this.lease ??= await leaseUid(this.settings.uid);
    this.folder ||= await createFolder(this.settings.workDir, root);
    const { python, sandboxDir, unsafe, isTrusted, libraries, without = [], maxAttempts } = this.settings;
    const uid = this.lease?.uid ?? null;
    // An earlier sandbox and its forkserver may have been killed.
    await killLeftovers({ session: 0, uid });
    this.forkserver = new Forkserver({
      python,
      sandboxDir,
      workDir: this.folder,
      uid,
      allowMissing: unsafe || isTrusted !== undefined,
      libraries,
      without,
      channels: maxAttempts + 1,
    });
    const preload = this.forkserver.next('preloaded').then(({ failure }) => {
      if (failure !== null) throw new Error(failure);
    });
    preload.catch(() => undefined);
    this.preload = preload;
    const refused = this.forkserver.next('refused').then((reason) => {
      throw new Error(reason);
    });
    return Promise.race([this.forkserver.next('ready'), refused]);
  }

  async addEarlierFile(file: EarlierFile, content: AsyncIterable<Uint8Array>): Promise<boolean> {
    const folder = join(this.folder, 'earlier');
    const isStored = await storeEarlierFile(folder, file, content);
    if (isStored) this.earlierFolder = folder;
    return isStored;
  }

  async run(
    program: string,
    limits: RunLimits,
    query: QueryService,
    onPrinted: OnPrinted = () => undefined,
  ): Promise<RunResult> {
    if (!this.started) return notRun('The sandbox is not running.');
    if (this.missing !== undefined && !(await this.settings.isTrusted?.(program))) {
      return notRun(untrusted(this.missing));
    }
    return this.execute(program, limits, query, onPrinted, false);
  }

  private async execute(
    program: string,
    limits: RunLimits,
    query: QueryService,
    onPrinted: OnPrinted,
    isProbe: boolean,
  ): Promise<RunResult> {
    try {
      let channels = this.forkserver?.hasExited() ? undefined : this.forkserver?.takeChannels();
      if (!channels) {
        await this.forkserver?.stop(STOP_GRACE_MS);
        await this.launch();
        channels = this.forkserver?.takeChannels();
      }
      if (!channels || !this.forkserver) return notRun('The sandbox has not been started.');
      this.runs += 1;
      this.current = new Run(this.forkserver, channels, this.runs, limits, query, this.earlierFolder, onPrinted);
      return await this.current.execute(program, isProbe);
    } catch (error) {
      return this.lostRun(error);
    }
  }

  /** The result of a run whose forkserver failed. */
  private async lostRun(error: unknown): Promise<RunResult> {
    const wasKilled = this.forkserver?.wasKilled();
    try {
      await this.forkserver?.stop(0);
    } catch (stopError) {
      return notRun(messageOf(stopError));
    }
    return wasKilled ? failedRun('out_of_memory', OUT_OF_MEMORY) : notRun(messageOf(error));
  }

  output(): string {
    return this.current?.output() ?? '';
  }

  async stop(): Promise<void> {
    this.forkserver?.send({ kill: true });
    await this.shutDown();
  }

  private async shutDown(): Promise<void> {
    this.started = false;
    await this.forkserver?.stop(STOP_GRACE_MS).catch(() => undefined);
    this.lease?.release();
    this.lease = undefined;
    if (this.folder) await rm(this.folder, { recursive: true, force: true }).catch(() => undefined);
    this.folder = '';
    this.earlierFolder = null;
  }
}

const untrusted = (missing: string): string =>
  `This program cannot run here: too few layers confine it, and the built-in offline analyst did not write it. ${missing} Use a machine or a container that has the missing layers, or start with --unsafe-sandbox.`;

/** Creates a folder for the sandbox in `parent`, which the user of the programs must be able to traverse. */
async function createFolder(parent: string, root: boolean): Promise<string> {
  await mkdir(parent, { recursive: true });
  if (root) await chmod(parent, (await stat(parent)).mode | 0o011);
  return mkdtemp(join(parent, 'run-'));
}
