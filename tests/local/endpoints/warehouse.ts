import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeStatementCommand,
  ExecuteStatementCommand,
  GetStatementResultV2Command,
  RedshiftDataClient,
} from '@aws-sdk/client-redshift-data';
import { openAccess } from '../../../local/endpoints/access/access';
import { type LoadedData, loadData } from '../../../local/endpoints/redshift-data/load';
import { redshiftDataService } from '../../../local/endpoints/redshift-data/service';
import { Statements } from '../../../local/endpoints/redshift-data/statements';
import { WarehouseProcess } from '../../../local/endpoints/redshift-data/warehouse-process';
import { jsonListener } from '../../../local/endpoints/wire/json-protocol';
import { openProtocolMux } from '../../../local/endpoints/wire/protocol-mux';
import { pythonOf } from '../../../local/setup/paths';

export const WORKGROUP = 'arn:aws:redshift-serverless:us-east-1:000000000000:workgroup/local';
export const place = {
  WorkgroupName: WORKGROUP,
  Database: 'dev',
  SecretArn: 'arn:aws:secretsmanager:us-east-1:0:secret:ro',
};

export interface TestWarehouse {
  readonly client: RedshiftDataClient;
  readonly loaded: LoadedData;
  /** Private folder of the process. */
  readonly folder: string;
  readonly process: Pick<WarehouseProcess, 'pid'>;
  /** The lines of the result without the header, or the error message. */
  ask(sql: string): Promise<string[]>;
  close(): Promise<void>;
}

/** Starts a Data API over files, given as name → contents, and those that `write` adds, with a client of the SDK. */
export async function openTestWarehouse(
  files: Readonly<Record<string, string | Buffer>>,
  write: (folder: string) => void = () => undefined,
  idleMilliseconds?: number,
): Promise<TestWarehouse> {
  const folder = mkdtempSync(join(tmpdir(), 'warehouse-test-'));
  const dataFolder = join(folder, 'data');
  mkdirSync(dataFolder);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(dataFolder, name), content);
  write(dataFolder);
  const settings = { python: pythonOf('emulator'), memoryMegabytes: 512, threads: 1 };
  const loaded = await loadData({ ...settings, dataFolder, cacheFolder: join(folder, 'cache'), database: 'dev' });
  const log = () => undefined;
  const warehouse = new WarehouseProcess({
    ...settings,
    database: loaded.file,
    folder: join(folder, 'own'),
    log,
    idleMilliseconds,
  });
  const service = redshiftDataService({
    access: openAccess,
    statements: new Statements(warehouse),
    workgroupArn: WORKGROUP,
  });
  const door = await openProtocolMux(0, jsonListener([service], log), () => undefined);
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new RedshiftDataClient({ region: 'us-east-1', endpoint: door.url, credentials });
  return {
    client,
    loaded,
    folder,
    process: warehouse,
    async ask(sql) {
      const { Id } = await client.send(
        new ExecuteStatementCommand({ ...place, Sql: sql, ResultFormat: 'CSV', WaitTimeSeconds: 20 }),
      );
      const { Status, Error: text } = await client.send(new DescribeStatementCommand({ Id }));
      if (Status !== 'FINISHED') return [text ?? Status ?? ''];
      const { Records = [] } = await client.send(new GetStatementResultV2Command({ Id }));
      return (Records[0]?.CSVRecords ?? '').split('\r\n').slice(1, -1);
    },
    async close() {
      client.destroy();
      await door.close();
      await warehouse.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
