import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { loadData, PYTHON_FLAGS, pythonEnvironment, WAREHOUSE_SCRIPTS } from '../../local/endpoints/redshift-data/load';
import type { Column } from './sql';

/** A table that is ready to be copied to Redshift. */
export interface TableFile {
  readonly name: string;
  /** Gzipped CSV with a header: UTF-8, commas, dates in ISO 8601, nothing for null. */
  readonly file: string;
  readonly rows: number;
  readonly columns: readonly Column[];
  /** How columns were read where it was not obvious, such as the order of day and month. */
  readonly notes: readonly string[];
}

export interface ReadTables {
  readonly tables: readonly TableFile[];
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
}

type Exported = Omit<TableFile, 'notes'> | { readonly name: string; readonly refused: string };

/**
 * Reads every table file of a folder with the local warehouse's own loader and writes what it made of them to
 * `scratch`: tables have the same names, columns, types and values in Redshift as on this machine.
 */
export async function readTables(python: string, dataFolder: string, scratch: string): Promise<ReadTables> {
  const settings = { python, memoryMegabytes: 2048, threads: 2, database: 'dev' };
  const loaded = await loadData({ ...settings, dataFolder, cacheFolder: join(scratch, 'loaded') });
  const exported = await exportTables(python, loaded.file, scratch);
  const skipped = [...loaded.skipped];
  const tables: TableFile[] = [];
  for (const table of exported) {
    const { file, notes } = loaded.tables.find(({ name }) => name === table.name) ?? { file: table.name, notes: [] };
    if ('refused' in table) skipped.push({ file, reason: table.refused });
    else tables.push({ ...table, notes });
  }
  return { tables, skipped };
}

function exportTables(python: string, database: string, folder: string): Promise<Exported[]> {
  const child = spawn(python, [...PYTHON_FLAGS, join(__dirname, 'export.py'), WAREHOUSE_SCRIPTS], {
    env: pythonEnvironment(folder),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(JSON.stringify({ database, folder }));
  let lines = '';
  let trouble = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    lines += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    trouble = (trouble + text).slice(-4000);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code !== 0) return reject(new Error(`The tables could not be written.\n${trouble}`));
      const found = lines.split('\n').filter((line) => line !== '');
      resolve(found.map((line) => JSON.parse(line) as Exported));
    });
  });
}
