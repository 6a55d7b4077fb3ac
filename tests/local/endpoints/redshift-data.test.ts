import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CancelStatementCommand,
  DescribeStatementCommand,
  ExecuteStatementCommand,
  GetStatementResultCommand,
  GetStatementResultV2Command,
} from '@aws-sdk/client-redshift-data';
import {
  columnsStatement,
  countStatement,
  profileStatement,
  sampleStatement,
  valuesStatement,
} from '../../../functions/describe-tables/statements';
import { PYTHON_FLAGS, WAREHOUSE_SCRIPTS } from '../../../local/endpoints/redshift-data/load';
import { pythonOf, root } from '../../../local/setup/paths';
import { openTestWarehouse, place, type TestWarehouse } from './warehouse';

const ROWS = 30_000;
const MEASURES = Array.from({ length: ROWS }, (_, i) => `${i},${i % 3 ? i / 4 : ''},"väl, ""${i}""",${i % 2 === 0}`);

let warehouse: TestWarehouse;

beforeAll(async () => {
  const lines = ['id,value,label,even', ...MEASURES];
  warehouse = await openTestWarehouse({ 'measures.csv': `${lines.join('\n')}\n` });
}, 60_000);
afterAll(() => warehouse?.close());

async function run(sql: string, more: object = {}) {
  const input = { ...place, Sql: sql, WaitTimeSeconds: 20, ...more };
  return warehouse.client.send(new ExecuteStatementCommand(input));
}

test('values of all types are returned as Fields of the Data API', async () => {
  const { Id, Status } = await run(
    "select 1 as a, 2.5::float8 as b, true as c, null as d, date '2024-01-02' as e, 1.25::numeric(10,2) as f, 'x' as g, timestamp '2024-01-02 03:04:05' as h",
  );
  expect(Status).toBe('FINISHED');
  const { Records, ColumnMetadata, TotalNumRows } = await warehouse.client.send(new GetStatementResultCommand({ Id }));
  expect(Records).toEqual([
    [
      { longValue: 1 },
      { doubleValue: 2.5 },
      { booleanValue: true },
      { isNull: true },
      { stringValue: '2024-01-02' },
      { stringValue: '1.25' },
      { stringValue: 'x' },
      { stringValue: '2024-01-02 03:04:05' },
    ],
  ]);
  expect(ColumnMetadata?.map(({ name, typeName }) => `${name} ${typeName}`)).toEqual([
    'a int4',
    'b float8',
    'c bool',
    'd varchar',
    'e date',
    'f numeric',
    'g varchar',
    'h timestamp',
  ]);
  expect(TotalNumRows).toBe(1);
});

test('a long result is returned in pages of whole rows, in order', async () => {
  const { Id } = await run('select id, value, label, even from measures order by id', { ResultFormat: 'CSV' });
  const pages: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await warehouse.client.send(new GetStatementResultV2Command({ Id, NextToken }));
    expect(page.TotalNumRows).toBe(ROWS);
    pages.push(page.Records?.[0]?.CSVRecords ?? '');
    NextToken = page.NextToken;
  } while (NextToken);
  expect(pages.length).toBeGreaterThan(1);
  const lines = pages.join('').split('\r\n');
  expect(lines[0]).toBe('id,value,label,even');
  expect(lines[1]).toBe('0,,"väl, ""0""",true');
  expect(lines[2]).toBe('1,0.25,"väl, ""1""",false');
  expect(lines).toHaveLength(ROWS + 2);
});

test('a result can be fetched in its own format only', async () => {
  const { Id } = await run('select 1');
  const result = warehouse.client.send(new GetStatementResultV2Command({ Id }));
  await expect(result).rejects.toMatchObject({ name: 'ValidationException' });
});

test('a failed statement has its reason and no result', async () => {
  const { Id, Status } = await run('select nope');
  expect(Status).toBe('FAILED');
  const { Error: reason, HasResultSet, ResultRows } = await warehouse.client.send(new DescribeStatementCommand({ Id }));
  expect(reason).toBe('ERROR: column "nope" does not exist');
  expect(HasResultSet).toBe(false);
  expect(ResultRows).toBe(-1);
  const result = warehouse.client.send(new GetStatementResultCommand({ Id }));
  await expect(result).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('durations are nanoseconds', async () => {
  const { Id } = await run('select sum(a.id) from measures a, measures b where b.id < 20');
  const { Duration = 0, ResultRows } = await warehouse.client.send(new DescribeStatementCommand({ Id }));
  expect(Duration).toBeGreaterThan(100_000);
  expect(ResultRows).toBe(1);
});

test('the same client token returns the same statement', async () => {
  const first = await run('select 1', { ClientToken: 'once' });
  const second = await run('select 1', { ClientToken: 'once' });
  expect(second.Id).toBe(first.Id);
});

test('named parameters are bound as values', async () => {
  const Parameters = [{ name: 'id', value: "7' or '1'='1" }];
  const { Id } = await run('select label from measures where label = :id', { Parameters });
  const { Records } = await warehouse.client.send(new GetStatementResultCommand({ Id }));
  expect(Records).toEqual([]);
});

const ENDLESS = 'select count(*) from measures a, measures b, measures c where a.id * b.id % 7 = c.id % 5';

test('a running statement can be cancelled while others run', async () => {
  const { Id, Status } = await run(ENDLESS, { WaitTimeSeconds: 0 });
  expect(['SUBMITTED', 'STARTED']).toContain(Status);
  expect((await run('select 1')).Status).toBe('FINISHED');
  expect((await warehouse.client.send(new CancelStatementCommand({ Id }))).Status).toBe(true);
  const described = await warehouse.client.send(new DescribeStatementCommand({ Id, WaitTimeSeconds: 20 }));
  expect(described.Status).toBe('ABORTED');
});

test('WaitTimeSeconds can end before the statement', async () => {
  const began = Date.now();
  const { Id, Status } = await run(ENDLESS, { WaitTimeSeconds: 1 });
  expect(Status).toBe('STARTED');
  expect(Date.now() - began).toBeGreaterThanOrEqual(950);
  await warehouse.client.send(new CancelStatementCommand({ Id }));
});

test.each([
  ['an unknown workgroup', { WorkgroupName: 'other' }],
  ['no database', { Database: '' }],
  ['no statement', { Sql: '' }],
  ['too long a statement', { Sql: `select '${'x'.repeat(100_000)}'` }],
])('%s is refused before anything runs', async (_, wrong) => {
  await expect(run('select 1', wrong)).rejects.toMatchObject({ name: 'ValidationException' });
});

test('the statements of the schema reader run', async () => {
  const table = {
    name: 'measures',
    columns: [
      { name: 'id', type: 'integer', profile: true, sample: true },
      { name: 'label', type: 'character varying', profile: true, sample: true },
      { name: 'even', type: 'boolean', profile: true, sample: true },
    ],
  };
  const sampling = { fraction: 0.5, limit: 100 };
  expect(await warehouse.ask(columnsStatement('public'))).toHaveLength(4);
  expect(await warehouse.ask(countStatement('public', table))).toEqual([String(ROWS)]);
  expect(await warehouse.ask(profileStatement('public', table))).toEqual([
    [ROWS, ROWS, ROWS, ROWS, 0, ROWS - 1, ROWS, ROWS, 0, ROWS, 2].join(','),
  ]);
  expect(await warehouse.ask(profileStatement('public', table, sampling))).toHaveLength(1);
  expect(await warehouse.ask(valuesStatement('public', table, table.columns.slice(2), 5, sampling))).not.toHaveLength(
    0,
  );
  expect(await warehouse.ask(sampleStatement('public', table, table.columns, 3))).toHaveLength(3);
});

/** Runs a statement on the warehouse's connection, bypassing all checks of its SQL. */
const BYPASS = `
import json, sys
sys.path.insert(0, sys.argv[1])
import duckdb, worker
connection = worker.connect(json.loads(sys.argv[2]))
answers = []
for sql in json.loads(sys.argv[3]):
    try:
        answers.append(repr(connection.execute(sql).fetchall()))
    except duckdb.Error as error:
        answers.append("refused")
print(json.dumps(answers))
`;

test('the database itself has no access to files, settings and extensions', () => {
  const statements = [
    "select * from read_text('/etc/passwd')",
    "select * from read_csv('/etc/passwd')",
    "select * from '/etc/passwd'",
    "select * from glob('/*')",
    "attach '/tmp/warehouse-test.db'",
    "copy (select 1) to '/tmp/warehouse-test.csv'",
    'set enable_external_access = true',
    "set global memory_limit = '100GB'",
    'reset lock_configuration',
    'install httpfs',
    'load httpfs',
    "export database '/tmp/warehouse-test'",
    'create table public.t as select 1',
    'delete from public.measures',
    'create persistent secret (type s3)',
  ];
  const { file } = warehouse.loaded;
  const options = { database: file, scratch: join(warehouse.folder, 'scratch'), megabytes: 200, threads: 1 };
  const args = [WAREHOUSE_SCRIPTS, JSON.stringify(options), JSON.stringify(['select 1', ...statements])];
  const text = execFileSync(pythonOf('emulator'), [...PYTHON_FLAGS, '-c', BYPASS, ...args], { encoding: 'utf8' });
  const [control, ...answers] = JSON.parse(text) as string[];
  expect(control).toBe('[(1,)]');
  expect(answers).toEqual(statements.map(() => 'refused'));
});

/** Prints what a process can do before and after it is confined, and a result of DuckDB. */
const CONFINED = `
import json, os, socket, subprocess, sys
sys.path.insert(0, sys.argv[1])
import duckdb, worker
options = json.loads(sys.argv[2])
def tried():
    attempts = {
        "file": lambda: open("/etc/passwd").read(),
        "write": lambda: open(sys.argv[3], "w").write("x"),
        "network": lambda: socket.socket(),
        "program": lambda: subprocess.run(["/bin/true"], check=True),
    }
    works = []
    for name, attempt in attempts.items():
        try:
            attempt()
            works.append(name)
        except OSError:
            pass
    return works
os.makedirs(options["scratch"])
before = tried()
layers = worker.confine(options["layers"], [options["database"]], [options["scratch"]])
answer = worker.connect(options).execute("select count(*) from public.measures").fetchone()[0]
print(json.dumps({"before": before, "layers": layers, "after": tried(), "answer": answer}))
`;

const MACHINE = `
import json, sys
sys.path.insert(0, sys.argv[1])
from confinement import kernel, landlock, seccomp
version = landlock.abi()
held = [f"landlock:{version}"] if version else []
print(json.dumps({"layers": held + (["seccomp"] if kernel.MACHINE and seccomp.available() else [])}))
`;

test('its process has no access to files, network and programs', () => {
  const scratch = join(warehouse.folder, 'confined');
  const layers = join(root, 'executor/sandbox');
  const options = { database: warehouse.loaded.file, scratch, megabytes: 200, threads: 2, layers };
  // Outside the folder that the process can write to.
  const args = [WAREHOUSE_SCRIPTS, JSON.stringify(options), join(warehouse.folder, 'outside')];
  const text = execFileSync(pythonOf('emulator'), [...PYTHON_FLAGS, '-c', CONFINED, ...args], { encoding: 'utf8' });
  const report = JSON.parse(text);
  const machineText = execFileSync(pythonOf('emulator'), [...PYTHON_FLAGS, '-c', MACHINE, layers], {
    encoding: 'utf8',
  });
  const machine = JSON.parse(machineText);
  expect(report).toMatchObject({ before: ['file', 'write', 'network', 'program'], answer: ROWS });
  // The same layers as in the sandbox of programs.
  expect(report.layers).toEqual(machine.layers);
  const landlocked = report.layers.some((layer: string) => layer.startsWith('landlock'));
  if (landlocked) expect(report.after).not.toContain('file');
  if (landlocked) expect(report.after).not.toContain('write');
  if (landlocked) expect(report.after).not.toContain('program');
  if (report.layers.includes('seccomp')) expect(report.after).not.toContain('network');
});

test('a statement above the memory limit fails, and the next one succeeds', async () => {
  const { Id } = await run("select repeat(repeat('x', 60000), 60000) as a");
  const { Status, Error: reason } = await warehouse.client.send(new DescribeStatementCommand({ Id }));
  expect([Status, reason]).toEqual(['FAILED', expect.stringContaining('out of memory')]);
  expect((await run('select 1 as one')).Status).toBe('FINISHED');
}, 60_000);

test('an idle process is ended, and the next statement starts one', async () => {
  const idle = await openTestWarehouse({ 'numbers.csv': 'n\n1\n2\n' }, undefined, 500);
  try {
    // The process is not idle during a statement, however long it takes.
    expect(await idle.ask('select count(*) from numbers, generate_series(1, 400000000)')).toEqual(['800000000']);
    const before = idle.process.pid();
    expect(before).toBeDefined();
    await until(() => idle.process.pid() === undefined && !existsSync(`/proc/${before}/cwd`));
    expect(await idle.ask('select sum(n) from numbers')).toEqual(['3']);
    expect(idle.process.pid()).not.toBe(before);
  } finally {
    await idle.close();
  }
}, 60_000);

async function until(condition: () => boolean): Promise<void> {
  for (const end = Date.now() + 20_000; !condition(); await sleep(50)) {
    if (Date.now() > end) throw new Error('The condition was not met within 20 s.');
  }
}
