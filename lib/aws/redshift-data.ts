import {
  DescribeStatementCommand,
  GetStatementResultCommand,
  type GetStatementResultCommandOutput,
  type RedshiftDataClient,
} from '@aws-sdk/client-redshift-data';
import type { Pause } from '../clock';

/** A database of Redshift Serverless, and the user to connect as. */
export interface WarehouseTarget {
  readonly workgroup: string;
  readonly database: string;
  /** The secret with the user's name and password. */
  readonly secretArn: string;
}

/** Long polling of one call, in seconds. The Data API allows 30. */
export const WAIT_SECONDS = 20;

/** The parameters that are the same for every statement on the target. */
export const targetParameters = ({ workgroup, database, secretArn }: WarehouseTarget) => ({
  WorkgroupName: workgroup,
  Database: database,
  SecretArn: secretArn,
  WaitTimeSeconds: WAIT_SECONDS,
});

export interface StatementStatus {
  readonly Id?: string;
  readonly Status?: string;
}

/** `timed out`: the statement may still be running. */
export interface StatementEnd {
  readonly status: 'finished' | 'failed' | 'aborted' | 'timed out';
  /** The warehouse's message for a statement that failed or was aborted. */
  readonly error?: string;
}

export interface WaitOptions {
  readonly pause: Pause;
  readonly timeoutMs?: number;
  /** Rejects with its reason when aborted. */
  readonly signal?: AbortSignal;
  /** Wraps every call, for example to retry it. */
  readonly call?: <T>(send: () => Promise<T>) => Promise<T>;
}

/** Polls until the statement that `started` describes has ended. */
export async function waitForStatement(
  client: RedshiftDataClient,
  started: StatementStatus,
  { pause, timeoutMs = Number.POSITIVE_INFINITY, signal, call = (send) => send() }: WaitOptions,
): Promise<StatementEnd> {
  const deadline = Date.now() + timeoutMs;
  const describe = new DescribeStatementCommand({ Id: started.Id, WaitTimeSeconds: WAIT_SECONDS });
  // Only DescribeStatement has the error.
  if (started.Status === 'FINISHED') return { status: 'finished' };
  for (let delay = 20; ; delay = Math.min(delay * 2, 1000)) {
    if (Date.now() > deadline) return { status: 'timed out' };
    signal?.throwIfAborted();
    const calledAt = Date.now();
    const { Status, Error: error } = await call(() => client.send(describe, { abortSignal: signal }));
    if (Status === 'FINISHED') return { status: 'finished' };
    if (Status === 'FAILED') return { status: 'failed', error };
    if (Status === 'ABORTED') return { status: 'aborted', error };
    // An endpoint without long polling returns at once.
    if (Date.now() - calledAt < delay) await pause(delay);
  }
}

/** The pages of a statement's result in JSON. */
export async function* resultPages(
  client: RedshiftDataClient,
  id: string | undefined,
): AsyncGenerator<GetStatementResultCommandOutput> {
  let token: string | undefined;
  do {
    const page = await client.send(new GetStatementResultCommand({ Id: id, NextToken: token }));
    yield page;
    token = page.NextToken;
  } while (token);
}
