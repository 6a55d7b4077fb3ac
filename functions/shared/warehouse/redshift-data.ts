import {
  CancelStatementCommand,
  ExecuteStatementCommand,
  type Field,
  type RedshiftDataClient,
} from '@aws-sdk/client-redshift-data';
import { resultPages, targetParameters, type WarehouseTarget, waitForStatement } from '../../../lib/aws/redshift-data';
import type { Pause } from '../../../lib/clock';
import { type Cell, type QueryOptions, type Rows, StatementError, type Warehouse, WarehouseUnavailable } from './port';

interface WarehouseSettings extends WarehouseTarget {
  /** Of one statement. */
  readonly timeoutSeconds?: number;
  readonly pause: Pause;
}

/** Errors of the statement or the request; all others are transient. */
const STATEMENT_ERRORS = new Set(['ValidationException', 'ExecuteStatementException', 'ResourceNotFoundException']);

/** Redshift through its Data API. */
export function redshiftDataWarehouse(client: RedshiftDataClient, settings: WarehouseSettings): Warehouse {
  const { timeoutSeconds = 60, pause } = settings;

  async function execute(sql: string, { parameters = {}, signal }: QueryOptions): Promise<string | undefined> {
    const command = new ExecuteStatementCommand({
      ...targetParameters(settings),
      Sql: sql,
      ResultFormat: 'JSON',
      ...(Object.keys(parameters).length > 0 && {
        Parameters: Object.entries(parameters).map(([name, value]) => ({ name, value })),
      }),
      // Only a statement whose id is known can be cancelled.
      ...(signal && { WaitTimeSeconds: undefined }),
    });
    const started = await client.send(command, { abortSignal: signal });
    try {
      const { status, error } = await waitForStatement(client, started, {
        pause,
        signal,
        timeoutMs: timeoutSeconds * 1000,
      });
      if (status === 'failed') throw new StatementError(error ?? 'The statement failed.');
      if (status === 'aborted') throw new WarehouseUnavailable(error ?? 'The warehouse aborted the statement.');
      if (status === 'timed out') {
        await cancel(started.Id);
        throw new WarehouseUnavailable(`A statement took longer than ${timeoutSeconds} s.`);
      }
    } catch (error) {
      if (signal?.aborted) await cancel(started.Id);
      throw error;
    }
    return started.Id;
  }

  /** A statement that has ended meanwhile cannot be cancelled. */
  async function cancel(id: string | undefined): Promise<void> {
    await client.send(new CancelStatementCommand({ Id: id })).catch(() => undefined);
  }

  return {
    async query(sql, options = {}) {
      try {
        return await readRows(client, await execute(sql, options), options.signal);
      } catch (error) {
        throw classified(error);
      }
    },
  };
}

async function readRows(client: RedshiftDataClient, id: string | undefined, signal?: AbortSignal): Promise<Rows> {
  let columns: Rows['columns'] | undefined;
  const rows: Cell[][] = [];
  for await (const { ColumnMetadata = [], Records = [] } of resultPages(client, id)) {
    signal?.throwIfAborted();
    columns ??= ColumnMetadata.map(({ name = '', typeName = '' }) => ({ name, type: typeName }));
    rows.push(...Records.map((record) => record.map(cellOf)));
  }
  return { columns: columns ?? [], rows };
}

function classified(error: unknown): unknown {
  if (error instanceof StatementError || error instanceof WarehouseUnavailable) return error;
  if (!(error instanceof Error)) return new WarehouseUnavailable(String(error));
  const message = error.message || error.name;
  return STATEMENT_ERRORS.has(error.name)
    ? new StatementError(message, { cause: error })
    : new WarehouseUnavailable(message, { cause: error });
}

function cellOf(field: Field): Cell {
  if (field.isNull) return null;
  return field.stringValue ?? field.longValue ?? field.doubleValue ?? field.booleanValue ?? null;
}
