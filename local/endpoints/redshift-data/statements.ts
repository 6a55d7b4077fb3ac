import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecuteStatement } from './requests';
import type { Progress, WarehouseProcess } from './warehouse-process';

export type Status = 'SUBMITTED' | 'PICKED' | 'STARTED' | 'FINISHED' | 'FAILED' | 'ABORTED';

/** A statement and its state. */
export interface Statement {
  readonly id: string;
  /** `aws:userid` of the caller that submitted it. */
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

/** Limits of the statements and results that are kept; the Data API keeps them for 24 hours. */
const RETENTION_MS = 24 * 3600 * 1000;
const MAX_STATEMENTS = 2000;
const MAX_RESULT_BYTES = 2 * 1024 ** 3;

const FINAL: ReadonlySet<Status> = new Set<Status>(['FINISHED', 'FAILED', 'ABORTED']);

/** The statements of this warehouse by their ids. */
export class Statements {
  private readonly statements = new Map<string, Statement>();
  private readonly tokens = new Map<string, string>();
  private readonly waiters = new Map<string, Set<() => void>>();

  /** Total size of the stored results. */
  private resultBytes = 0;

  constructor(
    private readonly warehouse: Pick<WarehouseProcess, 'run' | 'cancel' | 'results'>,
    private readonly maxResultBytes = MAX_RESULT_BYTES,
  ) {}

  get(id: string): Statement | undefined {
    return this.statements.get(id);
  }

  /** Submits a statement. With a client token that the caller has used before, returns the earlier statement. */
  submit(owner: string, request: ExecuteStatement): Statement {
    const token = request.ClientToken && `${owner} ${request.ClientToken}`;
    const earlier = token && this.statements.get(this.tokens.get(token) ?? '');
    if (earlier) return earlier;
    this.evictOld();
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
    this.statements.set(statement.id, statement);
    if (token) this.tokens.set(token, statement.id);
    const parameters = Object.fromEntries((request.Parameters ?? []).map(({ name, value }) => [name, value]));
    const { id, format } = statement;
    this.warehouse.run({ id, sql: request.Sql, parameters, format }, (progress) => this.update(statement, progress));
    return statement;
  }

  /** Cancels a statement; returns false when it has already ended. */
  cancel(statement: Statement): boolean {
    if (FINAL.has(statement.status)) return false;
    this.warehouse.cancel(statement.id);
    return true;
  }

  /** Resolves when the statement has ended, or after the timeout. */
  async wait(statement: Statement, seconds = 0): Promise<void> {
    if (seconds === 0 || FINAL.has(statement.status)) return;
    await new Promise<void>((resolve) => {
      const wakeups = this.waiters.get(statement.id) ?? new Set();
      this.waiters.set(statement.id, wakeups);
      const timer = setTimeout(resolve, seconds * 1000);
      wakeups.add(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  fileOf({ id, format }: Statement): string {
    return join(this.warehouse.results, `${id}.${format.toLowerCase()}`);
  }

  private update(statement: Statement, progress: Progress): void {
    statement.status = progress.status;
    statement.updatedAt = new Date();
    if (progress.status === 'STARTED') return;
    statement.nanoseconds = progress.nanoseconds;
    if (progress.status === 'FAILED') statement.error = progress.error;
    if (progress.status === 'FINISHED') {
      statement.result = progress;
      this.resultBytes += progress.size;
      this.evictResults(statement);
    }
    for (const wake of this.waiters.get(statement.id) ?? []) wake();
    this.waiters.delete(statement.id);
  }

  private evictOld(): void {
    for (const statement of this.statements.values()) {
      const isOld = statement.createdAt.getTime() < Date.now() - RETENTION_MS || this.statements.size > MAX_STATEMENTS;
      if (!isOld) return;
      if (FINAL.has(statement.status)) this.remove(statement);
    }
  }

  /** Removes the oldest results until the limit is met, except the latest one. */
  private evictResults(latest: Statement): void {
    for (const statement of this.statements.values()) {
      if (this.resultBytes <= this.maxResultBytes) return;
      if (statement.result && statement !== latest) this.remove(statement);
    }
  }

  private remove(statement: Statement): void {
    const { id, owner, request, result } = statement;
    this.statements.delete(id);
    if (request.ClientToken) this.tokens.delete(`${owner} ${request.ClientToken}`);
    this.resultBytes -= result?.size ?? 0;
    rmSync(this.fileOf(statement), { force: true });
  }
}
