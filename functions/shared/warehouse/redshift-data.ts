import {
  DescribeStatementCommand,
  ExecuteStatementCommand,
  type Field,
  GetStatementResultCommand,
  type RedshiftDataClient,
} from '@aws-sdk/client-redshift-data';
import { type Cell, type Rows, StatementError, type Warehouse, WarehouseUnavailable } from './port';

interface Place {
  readonly workgroup: string;
  readonly database: string;
  /** Secret with the name and the password of the read-only user. */
  readonly secretArn: string;
  /** Seconds until a statement is given up. */
  readonly patienceSeconds?: number;
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** Seconds that one call waits for a statement at the most. */
const WAIT_SECONDS = 20;

/** Errors that say something about the statement or the request; anything else is the service's. */
const ofStatement = new Set(['ValidationException', 'ExecuteStatementException', 'ResourceNotFoundException']);

/** Redshift through its Data API, statement by statement. */
export function redshiftDataWarehouse(client: RedshiftDataClient, place: Place): Warehouse {
  const { workgroup, database, secretArn, patienceSeconds = 60, pause } = place;

  async function finished(sql: string): Promise<string> {
    const until = Date.now() + patienceSeconds * 1000;
    const started = await client.send(
      new ExecuteStatementCommand({
        Sql: sql,
        WorkgroupName: workgroup,
        Database: database,
        SecretArn: secretArn,
        ResultFormat: 'JSON',
        WaitTimeSeconds: WAIT_SECONDS,
      }),
    );
    const id = started.Id ?? '';
    let { Status: status }: { Status?: string } = started;
    // A service that does not wait for the statement is asked again soon, then less and less often.
    for (let wait = 20; status !== 'FINISHED'; wait = Math.min(wait * 2, 1000)) {
      if (Date.now() > until) throw new WarehouseUnavailable(`A statement took longer than ${patienceSeconds} s.`);
      const asked = Date.now();
      const description = await client.send(new DescribeStatementCommand({ Id: id, WaitTimeSeconds: WAIT_SECONDS }));
      status = description.Status;
      if (status === 'FAILED') throw new StatementError(description.Error ?? 'The statement failed.');
      if (status === 'ABORTED') throw new WarehouseUnavailable(description.Error ?? 'The statement was stopped.');
      if (status !== 'FINISHED' && Date.now() - asked < wait) await pause(wait);
    }
    return id;
  }

  async function resultOf(id: string): Promise<Rows> {
    const columns: { name: string; type: string }[] = [];
    const rows: Cell[][] = [];
    let token: string | undefined;
    do {
      const page = await client.send(new GetStatementResultCommand({ Id: id, NextToken: token }));
      if (!token) {
        columns.push(...(page.ColumnMetadata ?? []).map(({ name = '', typeName = '' }) => ({ name, type: typeName })));
      }
      rows.push(...(page.Records ?? []).map((record) => record.map(cellOf)));
      token = page.NextToken;
    } while (token);
    return { columns, rows };
  }

  return {
    async query(sql) {
      try {
        return await resultOf(await finished(sql));
      } catch (error) {
        throw classified(error);
      }
    },
  };
}

function classified(error: unknown): unknown {
  if (error instanceof StatementError || error instanceof WarehouseUnavailable) return error;
  if (!(error instanceof Error)) return new WarehouseUnavailable(String(error));
  const message = error.message || error.name;
  return ofStatement.has(error.name)
    ? new StatementError(message, { cause: error })
    : new WarehouseUnavailable(message, { cause: error });
}

function cellOf(field: Field): Cell {
  if (field.isNull) return null;
  return field.stringValue ?? field.longValue ?? field.doubleValue ?? field.booleanValue ?? null;
}
