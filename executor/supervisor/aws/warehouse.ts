import {
  CancelStatementCommand,
  type ColumnMetadata,
  DescribeStatementCommand,
  ExecuteStatementCommand,
  GetStatementResultV2Command,
  type RedshiftDataClient,
} from '@aws-sdk/client-redshift-data';
import type { Clock, Column, QueryLimits, Warehouse, WarehouseAnswer } from '../ports';
import { ResultPages } from '../warehouse/result-pages';
import { isStatementFault, retried } from './retry';

export interface WarehouseSettings {
  readonly workgroup: string;
  readonly database: string;
  /** Secret with the password of the read-only database user. */
  readonly secretArn: string;
  readonly jobId: string;
  readonly launch: number;
}

/** Long poll of one call, seconds; the Data API allows 30. */
const WAIT_SECONDS = 20;

function columnOf({ label, name, typeName }: ColumnMetadata): Column {
  return { name: label || name || '', type: typeName ?? '' };
}

/** Redshift through its Data API, results as CSV. */
export function redshiftWarehouse(client: RedshiftDataClient, settings: WarehouseSettings, clock: Clock): Warehouse {
  let statements = 0;

  /** Waits for the statement's end; returns why it has no result, or undefined when it has. */
  async function finish(id: string, abortSignal: AbortSignal): Promise<string | undefined> {
    for (let pause = 50; ; pause = Math.min(pause * 1.5, 1000)) {
      abortSignal.throwIfAborted();
      const { Status, Error: reason } = await retried(clock, abortSignal, () =>
        client.send(new DescribeStatementCommand({ Id: id, WaitTimeSeconds: WAIT_SECONDS }), { abortSignal }),
      );
      if (Status === 'FINISHED') return undefined;
      if (Status === 'FAILED') return reason ?? 'The statement failed.';
      if (Status === 'ABORTED') return reason ?? 'The statement was stopped by the warehouse.';
      await clock.sleep(pause);
    }
  }

  async function fetch(id: string, limits: QueryLimits, abortSignal: AbortSignal): Promise<WarehouseAnswer> {
    let pages: ResultPages | undefined;
    let token: string | undefined;
    do {
      const page = await retried(clock, abortSignal, () =>
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
        const started = await retried(clock, signal, () => client.send(command, { abortSignal: signal }));
        id = started.Id ?? '';
        const failed = started.Status === 'FINISHED' ? undefined : await finish(id, signal);
        if (failed !== undefined) return { ok: false, unavailable: false, message: failed };
        return await fetch(id, limits, signal);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        return { ok: false, unavailable: !signal.aborted && !isStatementFault(error), message };
      } finally {
        signal.removeEventListener('abort', cancel);
      }
    },
  };
}
