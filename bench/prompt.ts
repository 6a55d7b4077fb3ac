/**
 * Measures what a question sends to the model over a warehouse of 73 tables: tokens of tables and question, and whether
 * the tables that the question needs are described. The tables are files of PyPI packages; see bench/prompt/.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TablesDocument } from '../events';
import { readCatalog } from '../events/documents/catalog';
import { describeSchema } from '../functions/describe-tables/describe';
import { fullDescription } from '../functions/generate-code/tables/description';
import { promptTables } from '../functions/generate-code/tables/prompt-tables';
import { tokensOf } from '../functions/shared/model/estimate';
import { applyCatalog } from '../functions/shared/tables/apply-catalog';
import { redshiftDataWarehouse } from '../functions/shared/warehouse/redshift-data';
import { now, pause } from '../lib/clock';
import { openLocalWarehouse } from '../local/endpoints/local-warehouse';
import { pythonOf, root } from '../local/setup/paths';
import { percentile, table } from './figures';

const here = join(__dirname, 'prompt');
const cache = join(root, '.local/bench/prompt');
const data = join(cache, 'tables');

interface Question {
  readonly question: string;
  readonly needed: readonly string[];
}

function questions(): Question[] {
  const [, ...lines] = readFileSync(join(here, 'questions.tsv'), 'utf8').trim().split('\n');
  return lines.map((line) => {
    const [question = '', needed = ''] = line.split('\t');
    return { question, needed: needed.split(' ') };
  });
}

function fetchTables(): void {
  if (existsSync(data)) return;
  const script = [join(here, 'fetch.py'), join(here, 'tables.tsv'), join(cache, 'packages'), data];
  const { status } = spawnSync(pythonOf('emulator'), script, { stdio: 'inherit' });
  if (status !== 0) throw new Error('The packages with the tables could not be downloaded.');
}

async function describeTables(): Promise<TablesDocument> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-prompt-'));
  const { client, settings, close } = await openLocalWarehouse(data, folder);
  try {
    const warehouse = redshiftDataWarehouse(client, { ...settings, pause });
    const startedAt = performance.now();
    const sources = { catalog: undefined, loaded: undefined, misnamedCatalog: undefined };
    const document = await describeSchema({ warehouse, schema: 'public', now }, sources, async () => undefined);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(`${document.tables.length} tables described in ${seconds} s, ${document.failed.length} failed`);
    return document;
  } finally {
    await close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main(): Promise<number> {
  fetchTables();
  const document = await describeTables();
  const catalog = readCatalog(readFileSync(join(here, 'catalog.yaml'), 'utf8'));
  const tables = applyCatalog(document, catalog);
  const all = questions();
  const results = all.map(({ question, needed }) => {
    const selection = promptTables({ document, catalog, verified: [] }, question);
    const described = selection.tables.map(({ name }) => name);
    const missing = needed.filter((name) => !described.includes(name));
    return { question, described, missing, tokens: tokensOf(JSON.stringify(selection).length + question.length) };
  });
  for (const { question, described, missing } of results) {
    if (missing.length > 0)
      console.log(`✗ ${question}\n    without ${missing.join(', ')}, with ${described.join(', ')}`);
  }
  const tokens = results.map((result) => result.tokens);
  const complete = results.filter(({ missing }) => missing.length === 0).length;
  table([
    ['', 'median', 'p95'],
    ['tokens of tables and question', String(percentile(tokens, 50)), String(percentile(tokens, 95))],
    [
      'described tables',
      ...[50, 95].map((p) =>
        String(
          percentile(
            results.map(({ described }) => described.length),
            p,
          ),
        ),
      ),
    ],
    ['tokens of all tables in full', String(tokensOf(JSON.stringify(tables.map(fullDescription)).length)), ''],
    ['questions with all tables that they need', `${complete} of ${results.length}`, ''],
  ]);
  return complete / results.length >= 0.95 && percentile(tokens, 50) <= 2000 ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
