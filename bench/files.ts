/**
 * Measures the processor time in which the local warehouse reads a million rows of several kinds of CSV, compared with
 * DuckDB's reader in a separate process, and the peak memory of both. Fails above twice the time for a regular file.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PYTHON_FLAGS, WAREHOUSE_SCRIPTS } from '../local/endpoints/redshift-data/load';
import { pythonOf } from '../local/setup/paths';
import { median, megabytes, milliseconds, table } from './figures';

const ROWS = 1_000_000;
const RUNS = 3;
const MAX_RATIO = 2;
const MEGABYTES = 1024;
const THREADS = 2;

const day = (n: number) => `2024-${String(1 + (n % 12)).padStart(2, '0')}-${String(1 + (n % 28)).padStart(2, '0')}`;
const regular = (n: number) =>
  `${n},${(n * 7919) % 100_000},${((n * 31) % 99_991) / 100},${day(n)},${day(n + 5)} 12:${10 + (n % 50)}:00,Product ${n % 5000},${n % 2 ? 'true' : 'false'},${n % 10}`;
const HEADER = 'id,customer,amount,day,at,product,sent,quantity';

/** Kinds of files: a name, and the lines. */
const KINDS: readonly (readonly [name: string, head: string, line: (n: number) => string, tail: string])[] = [
  ['regular', HEADER, regular, ''],
  ['titles and footnotes', `Sales of 2024\n\n${HEADER}`, regular, '\nSource: sales'],
  [
    'words, thousands, dates',
    HEADER,
    (n) =>
      `${n},${n % 7 ? n : 'N/A'},"${1 + (n % 900)},${100 + (n % 900)}.50",${1 + (n % 12)}/${1 + (n % 28)}/2024,${day(n)},x,yes,${n % 10}%`,
    '',
  ],
];

const DUCKDB = `
import duckdb, sys
connection = duckdb.connect(sys.argv[1])
connection.execute("SET memory_limit = '${MEGABYTES}MB'; SET threads = ${THREADS}")
connection.execute("CREATE TABLE t AS FROM read_csv(?)", [sys.argv[2]])
connection.execute("CHECKPOINT")
`;
/** Runs a script, and prints the processor time and the peak memory of it and its children. */
const MEASURED = `
import resource, subprocess, sys
done = subprocess.run([sys.executable, *sys.argv[1:]], stdin=sys.stdin, stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss)
sys.exit(done.returncode)
`;

interface Measurement {
  readonly time: number;
  readonly memory: number;
}

function measure(args: readonly string[], input: string): Measurement {
  const { status, stdout } = spawnSync(pythonOf('emulator'), ['-c', MEASURED, ...PYTHON_FLAGS, ...args], {
    input,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`${args[0]} failed.`);
  const [seconds = '', kilobytes = ''] = stdout.split(' ');
  return { time: 1000 * Number(seconds), memory: 1024 * Number(kilobytes) };
}

function main(): number {
  const folder = mkdtempSync('/tmp/bench-files-');
  try {
    const rows = [['', 'warehouse', "DuckDB's reader", 'ratio', 'memory', "DuckDB's"]];
    const ratios: number[] = [];
    for (const [name, head, line, tail] of KINDS) {
      const data = join(folder, name);
      mkdirSync(data);
      const file = join(data, 'sales.csv');
      writeFileSync(file, `${[head, ...Array.from({ length: ROWS }, (_, n) => line(n)), tail].join('\n')}\n`);
      const plain = join(folder, `${name}.csv`);
      // DuckDB's reader gets the rows without the lines around them.
      writeFileSync(plain, `${[HEADER, ...Array.from({ length: ROWS }, (_, n) => line(n))].join('\n')}\n`);
      const own: Measurement[] = [];
      const duckdb: Measurement[] = [];
      for (let run = 0; run < RUNS; run++) {
        const scratch = mkdtempSync(join(folder, 'scratch-'));
        const options = {
          folder: data,
          database: join(scratch, 'own'),
          name: 'dev',
          megabytes: MEGABYTES,
          threads: THREADS,
          scratch,
        };
        own.push(measure([join(WAREHOUSE_SCRIPTS, 'load.py')], JSON.stringify(options)));
        duckdb.push(measure(['-c', DUCKDB, join(scratch, 'duckdb'), plain], ''));
        rmSync(scratch, { recursive: true });
      }
      const [time, other] = [own, duckdb].map((measured) => median(measured.map(({ time }) => time))) as [
        number,
        number,
      ];
      const [memory, others] = [own, duckdb].map((measured) => Math.max(...measured.map(({ memory }) => memory))) as [
        number,
        number,
      ];
      ratios.push(time / other);
      rows.push([
        name,
        milliseconds(time),
        milliseconds(other),
        (time / other).toFixed(2),
        megabytes(memory),
        megabytes(others),
      ]);
      rmSync(data, { recursive: true });
      rmSync(plain);
    }
    table(rows);
    const [ratio = Number.NaN] = ratios;
    if (ratio <= MAX_RATIO) return 0;
    console.error(
      `A regular file takes ${ratio.toFixed(2)} times as long as with DuckDB's reader; at most ${MAX_RATIO} is allowed.`,
    );
    return 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = main();
