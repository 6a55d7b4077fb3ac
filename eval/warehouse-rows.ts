import { ExecuteStatementCommand, type Field, type RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { resultPages, targetParameters, type WarehouseTarget, waitForStatement } from '../lib/aws/redshift-data';
import { pause } from '../lib/clock';
import type { Cell, RunSql } from './gold';

const TIMEOUT_MS = 300_000;
/** The Data API returns decimals as text. */
const DECIMAL = /^(?:numeric|decimal)/i;

function cellOf(
  { isNull, longValue, doubleValue, booleanValue, stringValue }: Partial<Record<string, unknown>>,
  type: string,
): Cell {
  if (isNull) return null;
  if (typeof stringValue === 'string') return DECIMAL.test(type) ? Number(stringValue) : stringValue;
  return (longValue ?? doubleValue ?? booleanValue ?? null) as Cell;
}

/** Runs SQL in a warehouse through the Data API. Rejects with the statement that fails. */
export const warehouseRows =
  (client: RedshiftDataClient, target: WarehouseTarget): RunSql =>
  async (statements) => {
    const answers: Cell[][][] = [];
    for (const sql of statements) {
      const started = await client.send(new ExecuteStatementCommand({ ...targetParameters(target), Sql: sql }));
      const { status, error } = await waitForStatement(client, started, { pause, timeoutMs: TIMEOUT_MS });
      if (status !== 'finished')
        throw new Error(`A gold statement ${status}: ${error ?? 'no reason given'}. Correct it: ${sql}`);
      const rows: Cell[][] = [];
      for await (const { Records = [], ColumnMetadata = [] } of resultPages(client, started.Id)) {
        const types = ColumnMetadata.map(({ typeName = '' }) => typeName);
        rows.push(...Records.map((record) => record.map((cell: Field, at) => cellOf(cell as object, types[at] ?? ''))));
      }
      answers.push(rows);
    }
    return answers;
  };
