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
import { root } from '../../setup/paths';

export interface LoadedTable {
  readonly name: string;
  readonly file: string;
  readonly rows: number;
  /** How it was read where the file left a choice, such as the order of day and month. */
  readonly notes: readonly string[];
}

/** A file, and why it is no table. */
export interface OtherFile {
  readonly file: string;
  readonly reason: string;
}

export interface LoadReport {
  readonly tables: readonly LoadedTable[];
  /** Files that could not be loaded, and parts of them. */
  readonly skipped: readonly OtherFile[];
  /** What was not looked at: subfolders, other formats, lock files. */
  readonly ignored: readonly OtherFile[];
}

export interface LoadOptions {
  readonly python: string;
  /** Folder of files of tables. */
  readonly dataFolder: string;
  /** Cache of loaded databases. */
  readonly cacheFolder: string;
  /** Name of the database in SQL. */
  readonly database: string;
  readonly memoryMegabytes: number;
  readonly threads: number;
  /** Time limit for each file; the default depends on its size. */
  readonly secondsPerFile?: number;
}

export interface LoadedData extends LoadReport {
  /** DuckDB database file; open it read-only. */
  readonly file: string;
}

/** Folder of the warehouse's Python files. */
export const WAREHOUSE_SCRIPTS = join(root, 'local/endpoints/redshift-data/warehouse');
const MAX_CACHED_DATABASES = 4;

/** Isolated mode; Python gets nothing of this process's environment. */
export const PYTHON_FLAGS = ['-I', '-B'];
export const pythonEnvironment = (folder: string) => ({ LANG: 'C.UTF-8', TMPDIR: folder, HOME: folder });

/** Undefined for files that cannot be read, such as a link to itself; the loader reports them. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

function fingerprint(folder: string, database: string): string {
  const hash = createHash('sha256').update(JSON.stringify([folder, database]));
  for (const name of readdirSync(WAREHOUSE_SCRIPTS, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.py'))
    .sort()) {
    hash.update(readFileSync(join(WAREHOUSE_SCRIPTS, name)));
  }
  for (const name of readdirSync(folder).sort()) {
    const stat = statOf(join(folder, name));
    hash.update(JSON.stringify([name, stat?.size, stat?.mtimeMs]));
  }
  return hash.digest('hex').slice(0, 32);
}

/** Loads a folder of files into a database, unless it is cached. */
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
    evictOld(cacheFolder, base);
    return { file, ...report };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function runLoader(options: LoadOptions, scratch: string): Promise<LoadReport> {
  const { python, dataFolder, database, memoryMegabytes, threads, secondsPerFile } = options;
  const child = spawn(python, [...PYTHON_FLAGS, join(WAREHOUSE_SCRIPTS, 'load.py')], {
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
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-4000);
  });
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  exited.catch(() => undefined);
  const tables: LoadedTable[] = [];
  const skipped: OtherFile[] = [];
  const ignored: OtherFile[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const report = JSON.parse(line) as { table?: LoadedTable; skipped?: OtherFile; ignored?: OtherFile };
    if (report.table) tables.push(report.table);
    if (report.skipped) skipped.push(report.skipped);
    if (report.ignored) ignored.push(report.ignored);
  }
  if ((await exited) !== 0) throw new Error(`The tables in ${dataFolder} could not be loaded.\n${stderr}`);
  return { tables, skipped, ignored };
}

const FORMATS =
  '.csv, .tsv and .txt (also .gz and .zst), .parquet, .xlsx, .xls and .ods, .json and .jsonl, SQLite (.sqlite, .db) and DuckDB (.duckdb)';

/** @throws when a folder has no table that was loaded, with what was looked for and why each file is none */
export function requireTables({ tables, skipped, ignored }: LoadReport, folder: string): void {
  if (tables.length > 0) return;
  const others = [...skipped, ...ignored].slice(0, 10).map(({ file, reason }) => `\n  ${file}: ${reason}`);
  throw new Error(
    `The folder ${folder} has no tables. A table is a file of one of these kinds: ${FORMATS}.${others.join('')}`,
  );
}

function evictOld(folder: string, current: string): void {
  const databases = readdirSync(folder)
    .filter((name) => name.endsWith('.duckdb'))
    .map((name) => join(folder, name.slice(0, -'.duckdb'.length)))
    .filter((base) => base !== current)
    .sort((a, b) => statSync(`${b}.duckdb`).mtimeMs - statSync(`${a}.duckdb`).mtimeMs);
  for (const base of databases.slice(MAX_CACHED_DATABASES - 1)) {
    rmSync(`${base}.duckdb`, { force: true });
    rmSync(`${base}.json`, { force: true });
  }
}
