import {
  BatchExecuteStatementCommand,
  ExecuteStatementCommand,
  type RedshiftDataClient,
} from '@aws-sdk/client-redshift-data';
import {
  resultPages,
  type StatementStatus,
  targetParameters,
  type WarehouseTarget,
  waitForStatement,
} from '../lib/aws/redshift-data';
import type { Pause } from '../lib/clock';
import { OperatorError } from './stack';

/** Redshift rejected the statement, or it failed. The message is Redshift's. */
export class StatementFailed extends Error {
  override name = 'StatementFailed';
}

/** Statements as one database user. Every method rejects with StatementFailed. */
export interface WarehouseSession {
  run(sql: string): Promise<void>;
  /** Runs all statements, or none of them. */
  transaction(statements: readonly string[]): Promise<void>;
  /** Cells as text; NULL is empty. */
  rows(sql: string): Promise<string[][]>;
}

interface Options {
  readonly pause: Pause;
  /** Milliseconds; of one statement. */
  readonly timeoutMs?: number;
}

/** Redshift through its Data API. */
export function warehouseSession(
  client: RedshiftDataClient,
  target: WarehouseTarget,
  { pause, timeoutMs = 3600_000 }: Options,
): WarehouseSession {
  async function waitFor(started: StatementStatus): Promise<void> {
    const { status, error } = await waitForStatement(client, started, { pause, timeoutMs });
    if (status === 'timed out') throw new OperatorError(`A statement took longer than ${timeoutMs / 60_000} minutes.`);
    if (status !== 'finished')
      throw new StatementFailed(error ?? `The statement ${status === 'aborted' ? 'was aborted' : 'failed'}.`);
  }

  async function execute(sql: string): Promise<string | undefined> {
    const started = await client.send(new ExecuteStatementCommand({ ...targetParameters(target), Sql: sql }));
    await waitFor(started);
    return started.Id;
  }

  return {
    async run(sql) {
      await execute(sql);
    },
    async transaction(statements) {
      const parameters = { ...targetParameters(target), Sqls: [...statements] };
      await waitFor(await client.send(new BatchExecuteStatementCommand(parameters)));
    },
    async rows(sql) {
      const rows: string[][] = [];
      for await (const { Records = [] } of resultPages(client, await execute(sql))) {
        rows.push(...Records.map((record) => record.map((cell) => cell.stringValue ?? String(cell.longValue ?? ''))));
      }
      return rows;
    },
  };
}
