import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCatalog } from '../../events/documents/catalog';
import { withheldNames } from '../../events/documents/catalog-rules';
import { redshiftWarehouse } from '../../executor/supervisor/aws/warehouse';
import { systemClock } from '../../executor/supervisor/loop/clock';
import type { Warehouse } from '../../executor/supervisor/ports';
import { openQueries } from '../../executor/supervisor/warehouse/query-service';
import { withoutWithheldTables } from '../../executor/supervisor/warehouse/withheld-tables';
import { type LocalWarehouse, openLocalWarehouse } from '../../local/endpoints/local-warehouse';
import { possiblyReading, readingStatements } from './hostile/withheld-statements';
import { type OpenSandbox, openSandbox } from './support';

jest.setTimeout(120_000);

const LIMITS = { statements: 200, rows: 100, bytes: 1e6 };
let folder: string;
let open: OpenSandbox;
let local: LocalWarehouse;
let warehouse: Warehouse;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
  writeFileSync(join(folder, 'users.csv'), 'userid,age\n1,20\n2,30\n');
  writeFileSync(join(folder, 'staff.csv'), 'userid,name,salary,hired\n1,Ann,7000,2020-01-01\n2,Bob,6000,2021-01-01\n');
  [open, local] = await Promise.all([openSandbox(), openLocalWarehouse(folder, folder)]);
  warehouse = redshiftWarehouse(local.client, { ...local.settings, jobId: 'job', launch: 1 }, systemClock);
});
afterAll(async () => {
  await open?.close();
  await local?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The statements that succeed in a program. */
async function succeeding(warehouse: Warehouse, statements: readonly string[]): Promise<string[]> {
  const { query } = openQueries(warehouse, LIMITS, systemClock);
  const program = `
import json
from interpreter import query
succeeded = []
for sql in json.loads(${JSON.stringify(JSON.stringify(statements))}):
    try: query(sql)
    except Exception: continue
    succeeded.append(sql)
print(json.dumps(succeeded))
`;
  const { failure, stdout } = await open.run(program, {}, query);
  expect(failure).toBeUndefined();
  return JSON.parse(stdout) as string[];
}

// The warehouse has no table staf, but one with a similar name.
const withheld = async () => withheldNames(readCatalog('tables: {staf: {use: false}}'), ['staff', 'users']);

test('no statement of a program reaches a table that the catalog withholds', async () => {
  expect(
    await succeeding(withoutWithheldTables(warehouse, withheld()), [...readingStatements, ...possiblyReading]),
  ).toEqual([]);
});

test('without the catalog, every statement that the local warehouse supports succeeds', async () => {
  expect(await succeeding(warehouse, readingStatements)).toEqual(readingStatements);
});

test('statements on other tables succeed', async () => {
  const statements = ['select count(*) as staff from users', "select userid from users where 'staff' <> 'from staff'"];
  expect(await succeeding(withoutWithheldTables(warehouse, withheld()), statements)).toEqual(statements);
});
