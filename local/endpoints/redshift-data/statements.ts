import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecuteStatement } from './requests';
import type { Progress, WarehouseProcess } from './warehouse-process';

export type Status = 'SUBMITTED' | 'PICKED' | 'STARTED' | 'FINISHED' | 'FAILED' | 'ABORTED';

/** One statement and what became of it. */
export interface Statement {
  readonly id: string;
  /** Id of the session that submitted it, as IAM's `aws:userid`. */
  readonly owner: string;
  readonly request: ExecuteStatement;
  readonly format: 'CSV' | 'JSON';
  readonly createdAt: Date;
  updatedAt: Date;
  status: Status;
  error?: string;
  nanoseconds: number;
  result?: Extract<Progress, { status: 'FINISHED' }>;
}

/** Statements are kept for a day, no more than so many, and no more than so much of what they gave. */
const KEPT_MS = 24 * 3600 * 1000;
const MAX_KEPT = 2000;
const MAX_RESULT_BYTES = 2 * 1024 ** 3;

const ENDED: ReadonlySet<Status> = new Set<Status>(['FINISHED', 'FAILED', 'ABORTED']);

/** The statements of this warehouse by their ids. */
export class Statements {
  private readonly kept = new Map<string, Statement>();
  private readonly tokens = new Map<string, string>();
  private readonly waiting = new Map<string, Set<() => void>>();

  /** Of all results that are kept. */
  private resultBytes = 0;

  constructor(
    private readonly warehouse: Pick<WarehouseProcess, 'run' | 'cancel' | 'results'>,
    private readonly mostResultBytes = MAX_RESULT_BYTES,
  ) {}

  get(id: string): Statement | undefined {
    return this.kept.get(id);
  }

  /** Submits a statement; the same client token of the same caller gives the statement of before. */
  submit(owner: string, request: ExecuteStatement): Statement {
    const token = request.ClientToken && `${owner} ${request.ClientToken}`;
    const before = token && this.kept.get(this.tokens.get(token) ?? '');
    if (before) return before;
    this.forgetOld();
    const now = new Date();
    const statement: Statement = {
      id: randomUUID(),
      owner,
      request,
      format: request.ResultFormat ?? 'JSON',
      createdAt: now,
      updatedAt: now,
      status: 'SUBMITTED',
      nanoseconds: 0,
    };
    this.kept.set(statement.id, statement);
    if (token) this.tokens.set(token, statement.id);
    const parameters = Object.fromEntries((request.Parameters ?? []).map(({ name, value }) => [name, value]));
    const { id, format } = statement;
    this.warehouse.run({ id, sql: request.Sql, parameters, format }, (progress) => this.note(statement, progress));
    return statement;
  }

  /** Says whether there was something to stop. */
  cancel(statement: Statement): boolean {
    if (ENDED.has(statement.status)) return false;
    this.warehouse.cancel(statement.id);
    return true;
  }

  /** Resolves when the statement has ended, or after so many seconds. */
  async wait(statement: Statement, seconds = 0): Promise<void> {
    if (seconds === 0 || ENDED.has(statement.status)) return;
    await new Promise<void>((resolve) => {
      const waiters = this.waiting.get(statement.id) ?? new Set();
      this.waiting.set(statement.id, waiters);
      const timer = setTimeout(resolve, seconds * 1000);
      waiters.add(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  fileOf({ id, format }: Statement): string {
    return join(this.warehouse.results, `${id}.${format.toLowerCase()}`);
  }

  private note(statement: Statement, progress: Progress): void {
    statement.status = progress.status;
    statement.updatedAt = new Date();
    if (progress.status === 'STARTED') return;
    statement.nanoseconds = progress.nanoseconds;
    if (progress.status === 'FAILED') statement.error = progress.error;
    if (progress.status === 'FINISHED') {
      statement.result = progress;
      this.resultBytes += progress.size;
      this.makeFunction(statement);
    }
    for (const wake of this.waiting.get(statement.id) ?? []) wake();
    this.waiting.delete(statement.id);
  }

  private forgetOld(): void {
    for (const statement of this.kept.values()) {
      const old = statement.createdAt.getTime() < Date.now() - KEPT_MS || this.kept.size > MAX_KEPT;
      if (!old) return;
      if (ENDED.has(statement.status)) this.forget(statement);
    }
  }

  /** Makes room for the result of a statement: the oldest go first, and it itself stays. */
  private makeFunction(latest: Statement): void {
    for (const statement of this.kept.values()) {
      if (this.resultBytes <= this.mostResultBytes) return;
      if (statement.result && statement !== latest) this.forget(statement);
    }
  }

  private forget(statement: Statement): void {
    const { id, owner, request, result } = statement;
    this.kept.delete(id);
    if (request.ClientToken) this.tokens.delete(`${owner} ${request.ClientToken}`);
    this.resultBytes -= result?.size ?? 0;
    rmSync(this.fileOf(statement), { force: true });
  }
}
