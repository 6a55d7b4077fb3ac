import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { openLocalWarehouse } from '../local/endpoints/local-warehouse';
import { pythonOf } from '../local/setup/paths';
import { QUESTIONS, type QuestionSet } from './questions';
import { warehouseRows } from './warehouse-rows';

export type Cell = string | number | boolean | null;
/** Rows of the gold answer. */
export type Gold = readonly (readonly Cell[])[];

/** The rows of each statement, in the same order. */
export type RunSql = (statements: readonly string[]) => Promise<Gold[]>;

/**
 * The gold answers of a set, in the order of its questions; undefined for questions without one. SQL is run by `runSql`,
 * by default over the set's own tables: by DuckDB if the set has a file tables.sql, otherwise by the local warehouse.
 * Rejects if a statement fails.
 */
export async function goldAnswers(set: QuestionSet, runSql: RunSql = ownTables(set)): Promise<(Gold | undefined)[]> {
  const statements = set.questions.flatMap(({ gold }) => (gold === undefined ? [] : [gold]));
  const answers = statements.length > 0 ? await runSql(statements) : [];
  const remaining = answers.values();
  return set.questions.map(({ gold, rows }) => (gold === undefined ? rows : remaining.next().value));
}

const ownTables = ({ folder, tables }: QuestionSet): RunSql =>
  existsSync(join(folder, 'tables.sql')) ? inDuckdb(folder) : inLocalWarehouse(tables);

/** Without any code of the product. */
const inDuckdb =
  (folder: string): RunSql =>
  async (queries) => {
    const child = spawn(pythonOf('emulator'), [join(QUESTIONS, 'gold.py')], { stdio: 'pipe' });
    child.stdin.end(JSON.stringify({ folder, queries }));
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    if (!stdout) throw new Error(`The gold answers of ${folder} cannot be computed: ${stderr.trim()}`);
    return (JSON.parse(stdout) as { answers: Gold[] }).answers;
  };

const inLocalWarehouse =
  (tables: string | undefined): RunSql =>
  async (statements) => {
    if (tables === undefined)
      throw new Error(
        'The questions name no folder of tables. Add `tables: FOLDER` to their file, or ask a running system with --api.',
      );
    const folder = mkdtempSync(join(tmpdir(), 'gold-'));
    const warehouse = await openLocalWarehouse(tables, folder);
    try {
      return await warehouseRows(warehouse.client, warehouse.settings)(statements);
    } finally {
      await warehouse.close();
      rmSync(folder, { recursive: true, force: true });
    }
  };
