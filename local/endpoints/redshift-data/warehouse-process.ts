import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../../setup/paths';
import { PYTHON_FLAGS, pythonEnvironment, WAREHOUSE_SCRIPTS } from './load';

export interface Column {
  readonly name: string;
  /** Type name of the Data API: int4, float8, varchar, … */
  readonly typeName: string;
  readonly precision: number;
  readonly scale: number;
}

/** A message of the process about a statement. */
export type Progress =
  | { readonly status: 'STARTED' }
  | { readonly status: 'ABORTED'; readonly nanoseconds: number }
  | { readonly status: 'FAILED'; readonly error: string; readonly nanoseconds: number }
  | {
      readonly status: 'FINISHED';
      readonly nanoseconds: number;
      readonly rows: number;
      /** Size of the result file in bytes. */
      readonly size: number;
      /** Byte offsets of the pages in the file, and the end of the last page. */
      readonly offsets: readonly number[];
      readonly columns: readonly Column[];
    };

export interface StatementRequest {
  readonly id: string;
  readonly sql: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly format: 'CSV' | 'JSON';
}

export interface ProcessOptions {
  readonly python: string;
  readonly database: string;
  /** Private folder for results and temporary files. */
  readonly folder: string;
  readonly memoryMegabytes: number;
  readonly threads: number;
  readonly log: (line: string) => void;
  /** Until an idle process is ended. */
  readonly idleMilliseconds?: number;
}

const IDLE_MS = 45_000;

type Message = ({ readonly id: string } & Progress) | { readonly ready: true; readonly layers: readonly string[] };

/**
 * The Python process that runs SQL. After a crash its statements fail. The next statement starts it again, also after it
 * was idle and was ended.
 */
export class WarehouseProcess {
  private child?: ChildProcess;
  private closed = false;
  private idle?: NodeJS.Timeout;
  private readonly pending = new Map<string, (progress: Progress) => void>();
  readonly results: string;
  /** The layers that confine the process in addition to DuckDB's settings; set when it is ready. */
  layers: readonly string[] = [];

  constructor(private readonly options: ProcessOptions) {
    this.results = join(options.folder, 'results');
    mkdirSync(this.results, { recursive: true });
    this.start();
  }

  run({ id, sql, parameters, format }: StatementRequest, progress: (progress: Progress) => void): void {
    if (!this.child && !this.closed) this.start();
    clearTimeout(this.idle);
    this.pending.set(id, progress);
    this.send({ run: id, sql, parameters, format });
  }

  /** Undefined while no process runs. */
  pid(): number | undefined {
    return this.child?.pid;
  }

  cancel(id: string): void {
    this.send({ cancel: id });
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.idle);
    const { child } = this;
    if (!child) return;
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await exited;
  }

  private send(request: object): void {
    this.child?.stdin?.write(`${JSON.stringify(request)}\n`);
  }

  private start(): void {
    const { python, database, folder, memoryMegabytes, threads, log } = this.options;
    const child = spawn(python, [...PYTHON_FLAGS, join(WAREHOUSE_SCRIPTS, 'worker.py')], {
      env: pythonEnvironment(folder),
      cwd: folder,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.child = child;
    const scratch = join(folder, 'scratch');
    // The layers that also confine the programs of jobs.
    const layers = join(root, 'executor/sandbox');
    this.send({ database, results: this.results, scratch, megabytes: memoryMegabytes, threads, layers });
    child.stdin.on('error', () => undefined);
    child.stderr.setEncoding('utf8').on('data', (text: string) => log(`warehouse: ${text.trimEnd()}`));
    createInterface({ input: child.stdout }).on('line', (line) => this.receive(JSON.parse(line) as Message));
    child.once('error', (error) => log(`warehouse: ${error.message}`));
    child.once('close', () => {
      if (this.child === child) this.onExit();
    });
    this.endWhenIdle();
  }

  private endWhenIdle(): void {
    clearTimeout(this.idle);
    this.idle = setTimeout(() => {
      // The next statement must not be sent to a process that is being killed.
      const { child } = this;
      this.child = undefined;
      child?.kill('SIGKILL');
    }, this.options.idleMilliseconds ?? IDLE_MS).unref();
  }

  private receive(message: Message): void {
    if ('ready' in message) {
      this.layers = message.layers;
      return;
    }
    this.pending.get(message.id)?.(message);
    if (message.status === 'STARTED') return;
    this.pending.delete(message.id);
    if (this.pending.size === 0) this.endWhenIdle();
  }

  private onExit(): void {
    this.child = undefined;
    if (!this.closed) this.options.log('warehouse: the process exited; the next statement restarts it');
    for (const progress of this.pending.values()) {
      progress({
        status: 'FAILED',
        error: 'ERROR: the local warehouse crashed while it ran this statement',
        nanoseconds: 0,
      });
    }
    this.pending.clear();
  }
}
