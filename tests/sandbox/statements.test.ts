import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { redshiftWarehouse } from '../../executor/supervisor/aws/warehouse';
import { systemClock } from '../../executor/supervisor/loop/clock';
import type { Warehouse } from '../../executor/supervisor/ports';
import { openQueries } from '../../executor/supervisor/warehouse/query-service';
import { type LocalWarehouse, openLocalWarehouse } from '../../local/endpoints/local-warehouse';
import { pythonOf } from '../../local/setup/paths';
import { runnable, statements } from './hostile/statements';
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
  [open, local] = await Promise.all([openSandbox(), openLocalWarehouse(folder, folder)]);
  warehouse = redshiftWarehouse(local.client, { ...local.settings, jobId: 'job', launch: 1 }, systemClock);
});
afterAll(async () => {
  await open?.close();
  await local?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs each statement with query() and prints those that succeed. */
const RUN_ALL = `
from interpreter import query
for sql in STATEMENTS:
    try: query(sql)
    except Exception: continue
    print('REACHED', sql)
print(query('select count(*) as n from users').n[0])
`;

test('no statement of a program leads out of the warehouse or changes it', async () => {
  const texts = JSON.stringify(statements.map(({ name }) => name));
  const { query } = openQueries(warehouse, LIMITS, systemClock);
  const result = await open.run(`STATEMENTS = ${texts}${RUN_ALL}`, {}, query);
  expect(result).toMatchObject({ failure: undefined, stdout: '2\n' });
});

test('no statement that passes the check for SELECT leads out of the warehouse or changes it', async () => {
  const succeeded: string[] = [];
  for (const { name } of statements) {
    const reply = await warehouse.run(name, LIMITS, new AbortController().signal);
    if (reply.ok || reply.unavailable) succeeded.push(name);
  }
  expect(succeeded).toEqual([]);
});

test('an unconfined DuckDB runs them', () => {
  const cwd = mkdtempSync(join(folder, 'control-'));
  const { stdout, stderr } = spawnSync(pythonOf('emulator'), [join(__dirname, 'unconfined-duckdb.py')], {
    cwd,
    input: JSON.stringify(runnable),
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  const refused = (JSON.parse(stdout) as (string | null)[]).map((error, at) => error && `${runnable[at]}: ${error}`);
  expect(refused.filter(Boolean)).toEqual([]);
});
