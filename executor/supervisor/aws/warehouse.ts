import {
  CancelStatementCommand,
  type ColumnMetadata,
  ExecuteStatementCommand,
  GetStatementResultV2Command,
  type RedshiftDataClient,
} from '@aws-sdk/client-redshift-data';
import { targetParameters, type WarehouseTarget, waitForStatement } from '../../../lib/aws/redshift-data';
import { exponential, retry } from '../../../lib/retry';
import type { Clock, Column, QueryLimits, Warehouse, WarehouseResult } from '../ports';
import { ResultPages } from '../warehouse/result-pages';
import { isStatementError, isTransient } from './statement-errors';

export interface WarehouseSettings extends WarehouseTarget {
  readonly jobId: string;
  readonly launch: number;
}

function columnOf({ label, name, typeName }: ColumnMetadata): Column {
  return { name: label || name || '', type: typeName ?? '' };
}

/** Redshift through the Data API. Results are CSV. */
export function redshiftWarehouse(client: RedshiftDataClient, settings: WarehouseSettings, clock: Clock): Warehouse {
  let statements = 0;

  /** Retries transient errors of the Data API. */
  const withRetries = <T>(signal: AbortSignal, call: () => Promise<T>): Promise<T> =>
    retry(call, { maxAttempts: 5, delay: exponential(500), pause: clock.sleep, isTransient, signal });

  async function fetchResult(id: string, limits: QueryLimits, abortSignal: AbortSignal): Promise<WarehouseResult> {
    let pages: ResultPages | undefined;
    let token: string | undefined;
    do {
      const page = await withRetries(abortSignal, () =>
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
      const { jobId, launch } = settings;
      let id: string | undefined;
      const cancel = () => {
        if (id) client.send(new CancelStatementCommand({ Id: id })).catch(() => undefined);
      };
      signal.addEventListener('abort', cancel, { once: true });
      try {
        const command = new ExecuteStatementCommand({
          ...targetParameters(settings),
          Sql: sql,
          ResultFormat: 'CSV',
          StatementName: `job:${jobId}`,
          ClientToken: `${jobId}-${launch}-${statements}-${clock.now().getTime().toString(36)}`,
        });
        const started = await withRetries(signal, () => client.send(command, { abortSignal: signal }));
        id = started.Id ?? '';
        const { status, error } = await waitForStatement(client, started, {
          pause: clock.sleep,
          signal,
          call: (send) => withRetries(signal, send),
        });
        if (status === 'finished') return await fetchResult(id, limits, signal);
        const reason = status === 'aborted' ? 'The warehouse aborted the statement.' : 'The statement failed.';
        return { ok: false, unavailable: false, message: error ?? reason };
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        return { ok: false, unavailable: !signal.aborted && !isStatementError(error), message };
      } finally {
        signal.removeEventListener('abort', cancel);
      }
    },
  };
}
