import type { Notebook } from '../../events';
import { programHeader } from '../../lib/program-header';
import type { Job } from '../shared/domain/job';
import type { HttpResponse } from '../shared/http/function';
import { loadJobFor } from '../shared/http/load-job';
import { ProblemError } from '../shared/http/problem';
import type { HttpRequest } from '../shared/http/request';
import { type AttemptDocuments, type JobDocuments, readDocuments } from './documents';
import type { Ports } from './ports';
import { forCaller } from './reader';

/** GET /jobs/{jobId}/export: an ended job as a file of another program. */
export async function exportJob({ jobs, objects, now }: Ports, request: HttpRequest): Promise<HttpResponse> {
  if (request.query.as !== 'notebook') {
    throw new ProblemError('invalid-request', 'Fix the fields listed under `errors` and retry.', [
      { field: 'as', message: 'Must be notebook.' },
    ]);
  }
  const job = await loadJobFor(jobs, 'export', request, now());
  const { jobId } = job.accepted;
  const documents = await readDocuments(objects, job);
  const last = documents.attempts.filter(({ generation }) => generation?.result === 'program').at(-1);
  if (!last) throw new ProblemError('not-found', `Job ${jobId} has no program to export.`);
  return {
    status: 200,
    headers: {
      'content-type': 'application/x-ipynb+json',
      'content-disposition': `attachment; filename="${jobId}.ipynb"`,
    },
    body: await forCaller(objects, job, request, notebookOf(job, documents, last)),
  };
}

type Cell = Notebook['cells'][number];

/** The notebook format has lines that keep their ends. */
const linesOf = (text: string): string[] => text.split(/(?<=\n)/);

const markdown = (id: string, text: string): Cell => ({
  cell_type: 'markdown',
  id,
  metadata: {},
  source: linesOf(text),
});

const code = (id: string, text: string, outputs: readonly object[] = []): Cell => ({
  cell_type: 'code',
  id,
  metadata: {},
  execution_count: null,
  outputs: [...outputs],
  source: linesOf(text),
});

/** The tables as CSV files in DuckDB, which stands in for the warehouse. */
const CONNECT = `import os
import sys
from pathlib import Path

# The folder with the package interpreter, and the one with the tables, a CSV file each.
sys.path.insert(0, os.environ.get('INTERPRETER', 'executor/sandbox'))
tables = Path(os.environ.get('TABLES', 'input'))

import duckdb
from interpreter.notebook import connect, result

warehouse = duckdb.connect()
warehouse.execute('CREATE SCHEMA public')
for file in tables.glob('*.csv'):
    warehouse.read_csv(str(file)).create(f'public."{file.stem}"')
warehouse.execute("SET search_path = 'public'")
connect(lambda sql: warehouse.sql(sql).df())
`;

const SHOW = `from IPython.display import Markdown

Markdown(result())
`;

const HOW_TO = `## Run it again

The program uses the package \`interpreter\` of this project, and \`query()\` needs the tables. The next cell connects it to CSV
files by DuckDB: set \`INTERPRETER\` to the folder \`executor/sandbox\` and \`TABLES\` to that of the files, or edit the cell.
\`connect()\` takes any function that runs a SELECT and returns a DataFrame, so also one of your warehouse.
Requirements: \`pip install jupyter pandas pyarrow duckdb matplotlib scikit-learn\`.`;

/** A job as a notebook (nbformat 4.5). */
export function notebookOf(
  job: Job,
  { job: document }: JobDocuments,
  { generation, report }: AttemptDocuments,
): Notebook {
  const { jobId, promptStart, acceptedAt } = job.accepted;
  const program = generation?.result === 'program' ? generation.program : '';
  const answer = report?.answer;
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' },
      language_info: { name: 'python' },
    },
    cells: [
      markdown('question', `# Question\n\n${quoted(document?.prompt ?? promptStart)}\n\nJob ${jobId}, ${acceptedAt}`),
      markdown('statements', statementsOf(report?.queries ?? [])),
      markdown('how-to', HOW_TO),
      code('connect', CONNECT),
      code(
        'program',
        programHeader.add(program, jobId),
        report?.stdout ? [{ output_type: 'stream', name: 'stdout', text: linesOf(report.stdout) }] : [],
      ),
      code(
        'answer',
        SHOW,
        answer === undefined
          ? []
          : [{ output_type: 'display_data', metadata: {}, data: { 'text/markdown': linesOf(answer) } }],
      ),
    ],
  };
}

/** A text of the user as a quotation, in which nothing is HTML. */
const quoted = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');

function statementsOf(queries: NonNullable<AttemptDocuments['report']>['queries']): string {
  if (queries.length === 0) return '## Statements\n\nThe program ran no statement.';
  const parts = queries.map(({ sql, result, rows, milliseconds, error }) => {
    const counted = rows === undefined ? '' : `, ${rows.toLocaleString('en-US')} ${rows === 1 ? 'row' : 'rows'}`;
    const fence = fenceFor(sql);
    const outcome = `${result}${counted}, ${Math.round(milliseconds)} ms`;
    return `${fence}sql\n${sql.trim()}\n${fence}\n\n${outcome}${error === undefined ? '' : `\n\n${quoted(error)}`}`;
  });
  return ['## Statements', ...parts].join('\n\n');
}

/** A fence that is longer than any run of backticks in the text. */
const fenceFor = (text: string): string =>
  '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));
