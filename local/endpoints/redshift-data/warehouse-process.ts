import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../../paths';
import { PROGRAMS, PYTHON_FLAGS, pythonEnvironment } from './load';

export interface Column {
  readonly name: string;
  /** As the Data API names it: int4, float8, varchar ... */
  readonly typeName: string;
  readonly precision: number;
  readonly scale: number;
}

/** What the process says about a statement. */
export type Progress =
  | { readonly status: 'STARTED' }
  | { readonly status: 'ABORTED'; readonly nanoseconds: number }
  | { readonly status: 'FAILED'; readonly error: string; readonly nanoseconds: number }
  | {
      readonly status: 'FINISHED';
      readonly nanoseconds: number;
      readonly rows: number;
      /** Bytes of the result's file. */
      readonly size: number;
      /** Where each page begins in the file, and where the last one ends. */
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
  /** Results and scratch files; private to the process. */
  readonly folder: string;
  readonly memoryMegabytes: number;
  readonly threads: number;
  readonly log: (line: string) => void;
}

type Message = ({ readonly id: string } & Progress) | { readonly ready: true; readonly layers: readonly string[] };

/** The Python process that runs SQL. It is started again when it has died; the statements it had are failed. */
export class WarehouseProcess {
  private child?: ChildProcess;
  private closed = false;
  private readonly pending = new Map<string, (progress: Progress) => void>();
  readonly results: string;
  /** What holds the process beside DuckDB's own locks, once it is ready. */
  layers: readonly string[] = [];

  constructor(private readonly options: ProcessOptions) {
    this.results = join(options.folder, 'results');
    mkdirSync(this.results, { recursive: true });
    this.start();
  }

  run({ id, sql, parameters, format }: StatementRequest, progress: (progress: Progress) => void): void {
    if (!this.child && !this.closed) this.start();
    this.pending.set(id, progress);
    this.send({ run: id, sql, parameters, format });
  }

  cancel(id: string): void {
    this.send({ cancel: id });
  }

  async close(): Promise<void> {
    this.closed = true;
    const { child } = this;
    if (!child) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  private send(request: object): void {
    this.child?.stdin?.write(`${JSON.stringify(request)}\n`);
  }

  private start(): void {
    const { python, database, folder, memoryMegabytes, threads, log } = this.options;
    const child = spawn(python, [...PYTHON_FLAGS, join(PROGRAMS, 'worker.py')], {
      env: pythonEnvironment(folder),
      cwd: folder,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.child = child;
    const scratch = join(folder, 'scratch');
    // The same layers that hold the programs of jobs.
    const layers = join(root, 'executor/sandbox');
    this.send({ database, results: this.results, scratch, megabytes: memoryMegabytes, threads, layers });
    child.stdin.on('error', () => undefined);
    child.stderr.setEncoding('utf8').on('data', (text: string) => log(`warehouse: ${text.trimEnd()}`));
    createInterface({ input: child.stdout }).on('line', (line) => this.receive(JSON.parse(line) as Message));
    child.once('error', (error) => log(`warehouse: ${error.message}`));
    child.once('close', () => this.ended());
  }

  private receive(message: Message): void {
    if ('ready' in message) {
      this.layers = message.layers;
      return;
    }
    this.pending.get(message.id)?.(message);
    if (message.status !== 'STARTED') this.pending.delete(message.id);
  }

  private ended(): void {
    this.child = undefined;
    if (!this.closed) this.options.log('warehouse: its process ended; it is started again for the next statement');
    for (const progress of this.pending.values()) {
      progress({
        status: 'FAILED',
        error: 'ERROR: the local warehouse ended while it ran this statement',
        nanoseconds: 0,
      });
    }
    this.pending.clear();
  }
}
