import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { analyse } from '../../local/analyst';
import { pythonOf } from '../../local/setup/paths';

interface Chart {
  readonly title: string;
  readonly xlabel: string;
  readonly ylabel: string;
  readonly ticks: readonly string[];
  readonly pie: boolean;
  readonly overlapping: readonly string[][];
}

interface ProgramOutput {
  readonly answer: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly warnings: readonly string[];
  readonly charts: readonly Chart[];
}

const status = ['delivered', 'shipped', 'cancelled', 'a status with a very long name indeed'];
const listed = (values: readonly string[]) => values.map((value) => ({ value, count: 100 }));
/** The table of tests/local/answers/run.py, as described to a model. */
const tables = {
  dialect: 'redshift',
  schema: 'public',
  tables: [
    {
      name: 'orders',
      rows: 700,
      columns: [
        { name: 'order_id', type: 'integer', nulls: 0, distinct: 700, min: 0, max: 699 },
        { name: 'customer_id', type: 'integer', nulls: 0, distinct: 40, min: 100, max: 139 },
        {
          ...{ name: 'ordered_at', type: 'timestamp without time zone', nulls: 0, distinct: 700 },
          ...{ min: '2024-01-05 10:00:00', max: '2025-12-04 10:00:00' },
        },
        { name: 'status', type: 'character varying', nulls: 0, distinct: 4, values: listed(status) },
        {
          name: 'channel',
          type: 'character varying',
          nulls: 0,
          distinct: 3,
          values: listed(['web', 'app', 'Österreich']),
        },
        { name: 'shipping_eur', type: 'double precision', nulls: 0, distinct: 100, min: 2, max: 11 },
      ],
    },
  ],
  otherTables: [],
};

const outputs = new Map<string, ProgramOutput>();

/** Runs the analyst's program for a question, once. */
function answerTo(question: string): ProgramOutput {
  const output = outputs.get(question) ?? run(question);
  outputs.set(question, output);
  return output;
}

function run(question: string): ProgramOutput {
  const content = [
    { text: `<tables>\n${JSON.stringify(tables)}\n</tables>` },
    { text: `<question>\n${question}\n</question>` },
  ];
  const reply = analyse({ messages: [{ role: 'user', content }] });
  const input = JSON.stringify(reply.output);
  const call = JSON.parse(input).message.content.find((block: { toolUse?: object }) => block.toolUse)?.toolUse.input;
  if (!call?.program) throw new Error(`${question}: ${call?.unanswerable ?? input}`);
  const folder = mkdtempSync(join(tmpdir(), 'answers-'));
  try {
    const result = spawnSync(pythonOf('executor'), [join(__dirname, 'answers/run.py')], {
      cwd: folder,
      input: JSON.stringify({ program: call.program }),
      encoding: 'utf8',
    });
    if (result.status !== 0) throw new Error(`${question}: ${result.stderr}`);
    return JSON.parse(result.stdout) as ProgramOutput;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const first = ({ answer }: ProgramOutput): string => answer.split('\n')[0] ?? '';

it.each([
  ['Number of orders per month as a line chart', 'Number of orders by month', 'Month', 'Number of orders'],
  [
    'Number of orders per month by channel as a chart',
    'Number of orders by month and channel',
    'Month',
    'Number of orders',
  ],
  ['Average shipping_eur by status as a bar chart', 'Average shipping by status', 'Average shipping (EUR)', 'Status'],
  [
    'Number of orders by status and channel as a chart',
    'Number of orders by status and channel',
    'Status',
    'Number of orders',
  ],
  ['Distribution of shipping_eur as a histogram', 'Distribution of shipping eur', 'Shipping eur (EUR)', 'Rows'],
  ['Number of orders per day as a line chart', 'Number of orders by day', 'Day', 'Number of orders'],
])('draws %s with a title, labels with units, and no label on another', (question, title, xlabel, ylabel) => {
  const [chart] = answerTo(question).charts;
  expect(chart).toMatchObject({ title, xlabel, ylabel, overlapping: [] });
});

it('draws pie charts whose labels do not overlap: small slices are in the legend', () => {
  const [chart] = answerTo('Number of orders by status as a pie chart').charts;
  expect(chart).toMatchObject({ pie: true, overlapping: [], title: 'Number of orders by status' });
});

it('labels days on an axis in a readable form, and the year once', () => {
  const [chart] = answerTo('Number of orders per day in March 2025 as a line chart').charts;
  expect(chart?.ticks).toContain('1 Mar');
  expect(chart?.xlabel).toBe('Day (2025)');
});

it('answers in a first sentence, with units and with names in any script', () => {
  const byChannel = answerTo('How many orders are there per channel?');
  expect(first(byChannel)).toMatch(
    /^The number of orders is \*\*\d+\*\* for \S+, \*\*\d+\*\* for \S+ and \*\*\d+\*\* for \S+\.$/,
  );
  expect(Object.keys(byChannel.values)).toContain('number_of_orders_österreich');
  expect(first(answerTo('What is the average shipping_eur?'))).toMatch(
    /^The average shipping is \*\*\d\.\d\d EUR\*\*\.$/,
  );
});

it('gives the range and the unit of each bin', () => {
  const { answer } = answerTo('Distribution of shipping_eur as a histogram');
  expect(answer).toMatch(/\| from \(EUR\) \| to \(EUR\) \| rows \|/);
});

it('reports an empty result', () => {
  const { answer, warnings } = answerTo('What is the average shipping_eur of orders where shipping_eur is over 100?');
  expect(answer).toMatch(/^No rows meet the conditions/);
  expect(warnings).toHaveLength(1);
});

it('reports a model that is no better than guessing', () => {
  expect(first(answerTo('Predict the shipping_eur of orders with a linear regression'))).toMatch(
    /no better than guessing/,
  );
});
