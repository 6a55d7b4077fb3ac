import {
  CancelStatementCommand,
  type ColumnMetadata,
  DescribeStatementCommand,
  ExecuteStatementCommand,
  GetStatementResultV2Command,
  type RedshiftDataClient,
} from '@aws-sdk/client-redshift-data';
import type { Clock, Column, QueryLimits, Warehouse, WarehouseResult } from '../ports';
import { ResultPages } from '../warehouse/result-pages';
import { isStatementError, withRetries } from './retry';

export interface WarehouseSettings {
  readonly workgroup: string;
  readonly database: string;
  /** The secret of the read-only database user. */
  readonly secretArn: string;
  readonly jobId: string;
  readonly launch: number;
}

/** Long-poll time of one call; the Data API allows 30. */
const WAIT_SECONDS = 20;

function columnOf({ label, name, typeName }: ColumnMetadata): Column {
  return { name: label || name || '', type: typeName ?? '' };
}

/** Redshift through the Data API. Results are CSV. */
export function redshiftWarehouse(client: RedshiftDataClient, settings: WarehouseSettings, clock: Clock): Warehouse {
  let statements = 0;

  /** Waits until the statement ends. Returns its error, or undefined when it has a result. */
  async function waitForEnd(id: string, abortSignal: AbortSignal): Promise<string | undefined> {
    for (let delay = 50; ; delay = Math.min(delay * 1.5, 1000)) {
      abortSignal.throwIfAborted();
      const { Status, Error: error } = await withRetries(clock, abortSignal, () =>
        client.send(new DescribeStatementCommand({ Id: id, WaitTimeSeconds: WAIT_SECONDS }), { abortSignal }),
      );
      if (Status === 'FINISHED') return undefined;
      if (Status === 'FAILED') return error ?? 'The statement failed.';
      if (Status === 'ABORTED') return error ?? 'The warehouse aborted the statement.';
      await clock.sleep(delay);
    }
  }

  async function fetchResult(id: string, limits: QueryLimits, abortSignal: AbortSignal): Promise<WarehouseResult> {
    let pages: ResultPages | undefined;
    let token: string | undefined;
    do {
      const page = await withRetries(clock, abortSignal, () =>
        client.send(new GetStatementResultV2Command({ Id: id, NextToken: token }), { abortSignal }),
      );
      pages ??= new ResultPages((page.ColumnMetadata ?? []).map(columnOf), limits);
      for (const { CSVRecords } of page.Records ?? []) if (CSVRecords) pages.add(CSVRecords);
      token = page.NextToken || undefined;
    } while (token && !pages.full);
    return pages.finish(token !== undefined);
  }

  return {
    async run(sql, limits, signal) {
      statements += 1;
      const { workgroup, database, secretArn, jobId, launch } = settings;
      let id: string | undefined;
      const cancel = () => {
        if (id) client.send(new CancelStatementCommand({ Id: id })).catch(() => undefined);
      };
      signal.addEventListener('abort', cancel, { once: true });
      try {
        const command = new ExecuteStatementCommand({
          Sql: sql,
          WorkgroupName: workgroup,
          Database: database,
          SecretArn: secretArn,
          ResultFormat: 'CSV',
          StatementName: `job:${jobId}`,
          ClientToken: `${jobId}-${launch}-${statements}-${clock.now().getTime().toString(36)}`,
          WaitTimeSeconds: WAIT_SECONDS,
        });
        const statement = await withRetries(clock, signal, () => client.send(command, { abortSignal: signal }));
        id = statement.Id ?? '';
        const error = statement.Status === 'FINISHED' ? undefined : await waitForEnd(id, signal);
        if (error !== undefined) return { ok: false, unavailable: false, message: error };
        return await fetchResult(id, limits, signal);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        return { ok: false, unavailable: !signal.aborted && !isStatementError(error), message };
      } finally {
        signal.removeEventListener('abort', cancel);
      }
    },
  };
}
