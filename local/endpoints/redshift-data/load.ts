import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../../paths';

export interface LoadedTable {
  readonly name: string;
  readonly file: string;
  readonly rows: number;
  /** How columns were read where it was not obvious, such as the order of day and month. */
  readonly notes: readonly string[];
}

export interface LoadReport {
  readonly tables: readonly LoadedTable[];
  /** Files that cannot be served, and why. */
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
}

export interface LoadOptions {
  readonly python: string;
  /** Folder of CSV and Parquet files; each is a table. */
  readonly dataFolder: string;
  /** Where loaded databases are kept: the same files are not loaded twice. */
  readonly cacheFolder: string;
  /** Name of the database as SQL shows it. */
  readonly database: string;
  readonly memoryMegabytes: number;
  readonly threads: number;
  /** Of one file; by its size when left out. */
  readonly secondsPerFile?: number;
}

export interface LoadedData extends LoadReport {
  /** DuckDB database file; opened read-only by whoever serves it. */
  readonly file: string;
}

/** The Python files of the warehouse. */
export const PROGRAMS = join(root, 'local/endpoints/redshift-data/warehouse');
const DATABASES_KEPT = 4;

/** What Python is started with: isolated, nothing of this process's environment. */
export const PYTHON_FLAGS = ['-I', '-B'];
export const pythonEnvironment = (folder: string) => ({ LANG: 'C.UTF-8', TMPDIR: folder, HOME: folder });

/** Undefined where there is nothing to look at, such as a link to itself: the loader says why. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

function fingerprint(folder: string, database: string): string {
  const hash = createHash('sha256').update(JSON.stringify([folder, database]));
  for (const name of readdirSync(PROGRAMS)
    .filter((file) => file.endsWith('.py'))
    .sort()) {
    hash.update(readFileSync(join(PROGRAMS, name)));
  }
  for (const name of readdirSync(folder).sort()) {
    const found = statOf(join(folder, name));
    hash.update(JSON.stringify([name, found?.size, found?.mtimeMs]));
  }
  return hash.digest('hex').slice(0, 32);
}

/** Loads a folder of files into a database, or finds it loaded. */
export async function loadData(options: LoadOptions): Promise<LoadedData> {
  const { dataFolder, cacheFolder, database } = options;
  mkdirSync(cacheFolder, { recursive: true });
  const base = join(cacheFolder, fingerprint(dataFolder, database));
  const file = `${base}.duckdb`;
  if (existsSync(`${base}.json`) && existsSync(file)) {
    return { file, ...(JSON.parse(readFileSync(`${base}.json`, 'utf8')) as LoadReport) };
  }
  const scratch = mkdtempSync(join(cacheFolder, 'loading-'));
  try {
    const report = await runLoader(options, scratch);
    renameSync(join(scratch, 'data.duckdb'), file);
    writeFileSync(`${base}.json`, JSON.stringify(report));
    forgetOld(cacheFolder, base);
    return { file, ...report };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function runLoader(options: LoadOptions, scratch: string): Promise<LoadReport> {
  const { python, dataFolder, database, memoryMegabytes, threads, secondsPerFile } = options;
  const child = spawn(python, [...PYTHON_FLAGS, join(PROGRAMS, 'load.py')], {
    env: pythonEnvironment(scratch),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(
    JSON.stringify({
      folder: dataFolder,
      database: join(scratch, 'data.duckdb'),
      name: database,
      megabytes: memoryMegabytes,
      seconds: secondsPerFile,
      threads,
      scratch,
    }),
  );
  let trouble = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    trouble = (trouble + text).slice(-4000);
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  ended.catch(() => undefined);
  const tables: LoadedTable[] = [];
  const skipped: { file: string; reason: string }[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const done = JSON.parse(line) as { table?: LoadedTable; skipped?: { file: string; reason: string } };
    if (done.table) tables.push(done.table);
    if (done.skipped) skipped.push(done.skipped);
  }
  if ((await ended) !== 0) throw new Error(`The tables in ${dataFolder} could not be loaded.\n${trouble}`);
  return { tables, skipped };
}

function forgetOld(folder: string, current: string): void {
  const databases = readdirSync(folder)
    .filter((name) => name.endsWith('.duckdb'))
    .map((name) => join(folder, name.slice(0, -'.duckdb'.length)))
    .filter((base) => base !== current)
    .sort((a, b) => statSync(`${b}.duckdb`).mtimeMs - statSync(`${a}.duckdb`).mtimeMs);
  for (const base of databases.slice(DATABASES_KEPT - 1)) {
    rmSync(`${base}.duckdb`, { force: true });
    rmSync(`${base}.json`, { force: true });
  }
}
