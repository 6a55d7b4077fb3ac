import { spawn } from 'node:child_process';
import { join } from 'node:path';
import {
  loadData,
  type OtherFile,
  PYTHON_FLAGS,
  pythonEnvironment,
  requireTables,
  WAREHOUSE_SCRIPTS,
} from '../../local/endpoints/redshift-data/load';
import type { Column } from './sql';

/** A table file that COPY can load. */
export interface TableFile {
  readonly name: string;
  /** Gzipped CSV with a header: UTF-8, commas, ISO 8601 dates, empty fields for null. */
  readonly file: string;
  readonly rows: number;
  readonly columns: readonly Column[];
  readonly comment?: string;
  /** How it was read where the file left a choice, such as the order of day and month. */
  readonly notes: readonly string[];
}

export interface ReadTables {
  readonly tables: readonly TableFile[];
  readonly skipped: readonly OtherFile[];
  /** What was not looked at: subfolders, other formats, lock files. */
  readonly ignored: readonly OtherFile[];
}

/** A line of export.py. */
type ExportResult = Omit<TableFile, 'notes'> | { readonly name: string; readonly refused: string };

/**
 * Reads the table files of a folder with the loader of the local warehouse, and exports the tables to `scratch`. So
 * tables have the same names, columns, types and values in Redshift as locally.
 */
export async function readTables(python: string, dataFolder: string, scratch: string): Promise<ReadTables> {
  const settings = { python, memoryMegabytes: 2048, threads: 2, database: 'dev' };
  const loaded = await loadData({ ...settings, dataFolder, cacheFolder: join(scratch, 'loaded') });
  requireTables(loaded, dataFolder);
  const exported = await exportTables(python, loaded.file, scratch);
  const skipped = [...loaded.skipped];
  const tables: TableFile[] = [];
  for (const table of exported) {
    const { file, notes } = loaded.tables.find(({ name }) => name === table.name) ?? { file: table.name, notes: [] };
    if ('refused' in table) skipped.push({ file, reason: table.refused });
    else tables.push({ ...table, notes });
  }
  return { tables, skipped, ignored: loaded.ignored };
}

function exportTables(python: string, database: string, folder: string): Promise<ExportResult[]> {
  const child = spawn(python, [...PYTHON_FLAGS, join(__dirname, 'export.py'), WAREHOUSE_SCRIPTS], {
    env: pythonEnvironment(folder),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(JSON.stringify({ database, folder }));
  let lines = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    lines += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-4000);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code !== 0) return reject(new Error(`Exporting the tables failed.\n${errors}`));
      const results = lines.split('\n').filter((line) => line !== '');
      resolve(results.map((line) => JSON.parse(line) as ExportResult));
    });
  });
}
