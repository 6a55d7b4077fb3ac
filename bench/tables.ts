/**
 * Measures how long the local warehouse takes to serve 5 million rows of CSV and 5 million of Parquet, at the first and
 * the second start, the duration of queries, and its peak memory.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DescribeStatementCommand, ExecuteStatementCommand } from '@aws-sdk/client-redshift-data';
import { type LocalWarehouse, openLocalWarehouse } from '../local/endpoints/local-warehouse';
import { pythonOf, root } from '../local/setup/paths';
import { megabytes, milliseconds, table } from './figures';

const ROWS = 5_000_000;

const GENERATE = `
import duckdb, sys
folder = sys.argv[1]
rows = f"""select i as id, (i * 7919) % 200000 as customer, date '2024-01-01' + cast(i % 730 as integer) as day,
  ['new', 'paid', 'sent', 'back'][1 + i % 4] as status, round(random() * 500, 2) as amount,
  'Product ' || (i * 31 % 5000) as product from range(${ROWS}) as t(i)"""
duckdb.sql(f"copy ({rows}) to '{folder}/sales_csv.csv' (header)")
duckdb.sql(f"copy ({rows}) to '{folder}/sales_parquet.parquet' (format parquet)")
`;

const QUESTIONS: readonly (readonly [name: string, sql: (sales: string) => string])[] = [
  ['count and sum by status', (sales) => `SELECT status, COUNT(*), SUM(amount) FROM ${sales} GROUP BY 1`],
  [
    'distinct customers a month',
    (sales) => `SELECT DATE_TRUNC('month', day), COUNT(DISTINCT customer) FROM ${sales} GROUP BY 1`,
  ],
  ['median', (sales) => `SELECT PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY amount) FROM ${sales}`],
  [
    'join with itself by customer',
    (sales) =>
      `SELECT COUNT(*) FROM (SELECT customer, SUM(amount) AS spent FROM ${sales} GROUP BY 1) a JOIN (SELECT DISTINCT customer FROM ${sales} WHERE status = 'back') b ON a.customer = b.customer`,
  ],
  ['sort of everything', (sales) => `SELECT id FROM ${sales} ORDER BY amount DESC, id LIMIT 1000`],
];

/** Peak memory of a single descendant Python process, sampled every 20 ms. */
function watchMemory(): { peak(): number; stop(): void } {
  let peak = 0;
  const below = (pid: number): number[] => {
    try {
      const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
      return children.flatMap((child) => [child, ...below(child)]);
    } catch {
      return [];
    }
  };
  const look = () => {
    for (const pid of below(process.pid)) {
      try {
        if (!/python/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'))) continue;
        const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
        peak = Math.max(peak, Number(kilobytes ?? 0) * 1024);
      } catch {
        // The process has exited.
      }
    }
  };
  const timer = setInterval(look, 20);
  return { peak: () => peak, stop: () => clearInterval(timer) };
}

async function ask({ client, settings }: LocalWarehouse, sql: string): Promise<number> {
  const began = performance.now();
  const { workgroup, database, secretArn } = settings;
  const place = { WorkgroupName: workgroup, Database: database, SecretArn: secretArn };
  const { Id } = await client.send(new ExecuteStatementCommand({ ...place, Sql: sql }));
  for (;;) {
    const { Status, Error: reason } = await client.send(new DescribeStatementCommand({ Id }));
    if (Status === 'FINISHED') return performance.now() - began;
    if (Status === 'FAILED' || Status === 'ABORTED') throw new Error(`${sql}: ${reason}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function start(data: string, folder: string): Promise<[LocalWarehouse, number]> {
  const began = performance.now();
  const warehouse = await openLocalWarehouse(data, mkdtempSync(join(folder, 'run-')));
  return [warehouse, performance.now() - began];
}

async function main(): Promise<number> {
  const folder = mkdtempSync('/tmp/bench-tables-');
  const data = mkdtempSync(join(folder, 'data-'));
  const cache = join(root, '.local/warehouse');
  const before = new Set(readdirSync(cache, { withFileTypes: true }).map(({ name }) => name));
  try {
    const generation = spawnSync(pythonOf('emulator'), ['-c', GENERATE, data], { stdio: 'inherit' });
    if (generation.status !== 0) throw new Error('Generating the tables failed.');
    const size = readdirSync(data).reduce((sum, name) => sum + statSync(join(data, name)).size, 0);
    console.log(`${(2 * ROWS).toLocaleString('en')} rows, ${megabytes(size)} of files`);
    const memory = watchMemory();
    const [first, firstStart] = await start(data, folder);
    const loading = memory.peak();
    await first.close();
    const [warehouse, secondStart] = await start(data, folder);
    const rows = [['', 'CSV', 'Parquet', 'ratio']];
    for (const [name, sql] of QUESTIONS) {
      const csv = await ask(warehouse, sql('sales_csv'));
      const parquet = await ask(warehouse, sql('sales_parquet'));
      rows.push([name, milliseconds(csv), milliseconds(parquet), (csv / parquet).toFixed(2)]);
    }
    await warehouse.close();
    memory.stop();
    table([
      ['first start', milliseconds(firstStart), '', '1'],
      ['second start', milliseconds(secondStart), '', (secondStart / firstStart).toFixed(2)],
      ['peak memory of a process while loading', megabytes(loading), '', `${(loading / size).toFixed(2)} of the files`],
      [
        'peak memory of a process overall',
        megabytes(memory.peak()),
        '',
        `${(memory.peak() / size).toFixed(2)} of the files`,
      ],
      ...rows,
    ]);
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
    for (const name of readdirSync(cache))
      if (!before.has(name)) rmSync(join(cache, name), { recursive: true, force: true });
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
