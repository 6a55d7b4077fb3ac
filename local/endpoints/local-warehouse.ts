import { mkdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { pythonOf, root } from '../setup/paths';
import { openAccess } from './access/access';
import { type LoadReport, loadData } from './redshift-data/load';
import { redshiftDataService } from './redshift-data/service';
import { Statements } from './redshift-data/statements';
import { WarehouseProcess } from './redshift-data/warehouse-process';
import { jsonListener } from './wire/json-protocol';
import { openProtocolMux } from './wire/protocol-mux';

export interface LocalWarehouse {
  readonly client: RedshiftDataClient;
  /** Values for the parameters of ExecuteStatement. */
  readonly settings: { readonly workgroup: string; readonly database: string; readonly secretArn: string };
  readonly tables: LoadReport;
  close(): Promise<void>;
}

const DATABASE = 'dev';
const ARN = 'arn:aws:redshift-serverless:us-east-1:000000000000:workgroup/local';
const MEMORY_MEGABYTES = 1024;

/** Starts the local Data API without the rest of the system, over a folder of tables. It does not check permissions. */
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
  const workFolder = join(folder, 'warehouse');
  mkdirSync(workFolder, { mode: 0o700 });
  const warehouse = new WarehouseProcess({ ...settings, database: loaded.file, folder: workFolder, log });
  const service = redshiftDataService({
    access: openAccess,
    statements: new Statements(warehouse),
    workgroupArn: ARN,
  });
  const mux = await openProtocolMux(0, jsonListener([service], log), () => undefined);
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new RedshiftDataClient({ region: 'us-east-1', endpoint: mux.url, credentials });
  return {
    client,
    settings: { workgroup: ARN, database: DATABASE, secretArn: 'arn:aws:secretsmanager:us-east-1:0:secret:local' },
    tables: { tables: loaded.tables, skipped: loaded.skipped, ignored: loaded.ignored },
    async close() {
      client.destroy();
      await warehouse.close();
      await mux.close();
    },
  };
}
