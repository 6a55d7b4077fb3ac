import {
  BatchExecuteStatementCommand,
  DescribeStatementCommand,
  ExecuteStatementCommand,
  GetStatementResultCommand,
  type RedshiftDataClient,
  type StatusString,
} from '@aws-sdk/client-redshift-data';
import { OperatorError } from './stack';

export interface Login {
  readonly workgroup: string;
  readonly database: string;
  /** Secret of the database user. */
  readonly secretArn: string;
}

/** A statement that Redshift refused or that failed; the text is Redshift's. */
export class StatementFailed extends Error {
  override name = 'StatementFailed';
}

/** The warehouse as one of its users sees it. Every method rejects with StatementFailed. */
export interface WarehouseSession {
  run(sql: string): Promise<void>;
  /** All of them or none. */
  transaction(statements: readonly string[]): Promise<void>;
  /** Cells as text; null is the empty text. */
  rows(sql: string): Promise<string[][]>;
}

interface Pace {
  readonly pause: (milliseconds: number) => Promise<void>;
  /** Milliseconds until a statement is given up. */
  readonly patience?: number;
}

const WAIT_SECONDS = 20;
const ENDED: ReadonlySet<StatusString | undefined> = new Set<StatusString>(['FINISHED', 'FAILED', 'ABORTED']);

/** Redshift through its Data API. */
export function warehouseSession(client: RedshiftDataClient, login: Login, pace: Pace): WarehouseSession {
  const { workgroup, database, secretArn } = login;
  const place = { WorkgroupName: workgroup, Database: database, SecretArn: secretArn, WaitTimeSeconds: WAIT_SECONDS };
  const { pause, patience = 3600_000 } = pace;

  async function ended(id: string): Promise<void> {
    const until = Date.now() + patience;
    for (let wait = 50; ; wait = Math.min(wait * 2, 2000)) {
      const told = await client.send(new DescribeStatementCommand({ Id: id, WaitTimeSeconds: WAIT_SECONDS }));
      if (told.Status === 'FINISHED') return;
      if (ENDED.has(told.Status)) throw new StatementFailed(told.Error ?? `The statement ended as ${told.Status}.`);
      if (Date.now() > until) throw new OperatorError(`A statement takes longer than ${patience / 60_000} minutes.`);
      await pause(wait);
    }
  }

  async function execute(sql: string): Promise<string> {
    const { Id = '' } = await client.send(new ExecuteStatementCommand({ ...place, Sql: sql }));
    await ended(Id);
    return Id;
  }

  return {
    async run(sql) {
      await execute(sql);
    },
    async transaction(statements) {
      const { Id = '' } = await client.send(new BatchExecuteStatementCommand({ ...place, Sqls: [...statements] }));
      await ended(Id);
    },
    async rows(sql) {
      const Id = await execute(sql);
      const found: string[][] = [];
      let NextToken: string | undefined;
      do {
        const page = await client.send(new GetStatementResultCommand({ Id, NextToken }));
        const records = page.Records ?? [];
        found.push(...records.map((record) => record.map((cell) => cell.stringValue ?? String(cell.longValue ?? ''))));
        NextToken = page.NextToken;
      } while (NextToken);
      return found;
    },
  };
}
