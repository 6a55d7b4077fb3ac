import { mkdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { openAccess } from '../endpoints/access/access';
import { type LoadReport, loadData } from '../endpoints/redshift-data/load';
import { redshiftDataService } from '../endpoints/redshift-data/service';
import { Statements } from '../endpoints/redshift-data/statements';
import { WarehouseProcess } from '../endpoints/redshift-data/warehouse-process';
import { openFrontDoor } from '../endpoints/wire/front-door';
import { jsonListener } from '../endpoints/wire/json-protocol';
import { pythonOf, root } from '../paths';

export interface LocalWarehouse {
  readonly client: RedshiftDataClient;
  /** What a statement names as its place. */
  readonly settings: { readonly workgroup: string; readonly database: string; readonly secretArn: string };
  readonly tables: LoadReport;
  close(): Promise<void>;
}

const DATABASE = 'dev';
const ARN = 'arn:aws:redshift-serverless:us-east-1:000000000000:workgroup/local';
const MEMORY_MEGABYTES = 1024;

/** The local Data API alone, over a folder of tables; whoever reaches its port may ask. */
export async function openLocalWarehouse(dataFolder: string, folder: string): Promise<LocalWarehouse> {
  const settings = {
    python: pythonOf('emulator'),
    memoryMegabytes: MEMORY_MEGABYTES,
    threads: Math.min(cpus().length, 4),
  };
  const loaded = await loadData({
    ...settings,
    dataFolder,
    cacheFolder: join(root, '.local/warehouse'),
    database: DATABASE,
  });
  const log = (line: string) => process.stderr.write(`${line}\n`);
  const own = join(folder, 'warehouse');
  mkdirSync(own, { mode: 0o700 });
  const warehouse = new WarehouseProcess({ ...settings, database: loaded.file, folder: own, log });
  const service = redshiftDataService({
    access: openAccess,
    statements: new Statements(warehouse),
    workgroupArn: ARN,
  });
  const door = await openFrontDoor(0, jsonListener([service], log), () => undefined);
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new RedshiftDataClient({ region: 'us-east-1', endpoint: door.url, credentials });
  return {
    client,
    settings: { workgroup: ARN, database: DATABASE, secretArn: 'arn:aws:secretsmanager:us-east-1:0:secret:local' },
    tables: { tables: loaded.tables, skipped: loaded.skipped },
    async close() {
      client.destroy();
      await warehouse.close();
      await door.close();
    },
  };
}
